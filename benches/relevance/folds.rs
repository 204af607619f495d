//! Weights chosen on some of the queries and measured on the others: what they are worth on queries that did not choose
//! them.

use super::collection::{Measures, mean};
use crate::common::Outcome;
use dateline::search::Weights;

/// Parts the queries are cut into: each is measured under the weights that were best for all the others.
const FOLDS: usize = 10;

/// Every setting that is tried: around the ones that are in use, and textbook ones.
pub fn settings() -> Vec<Weights> {
    let mut settings = Vec::new();
    for k1 in [1.2, 1.8, 2.6, 3.4] {
        for b in [0.65, 0.75, 0.8, 0.9] {
            for rarity_power in [1.0, 1.3] {
                for passage_of_any in [0.0, 0.2, 1.0, 1.5] {
                    settings.push(Weights { k1, b, rarity_power, passage_of_any, ..Weights::default() });
                }
            }
        }
    }
    settings
}

/// What the folds told.
pub struct Held {
    /// The measures of every query under the weights that its fold's other queries chose.
    pub measures: Vec<Measures>,
    /// How often each setting was chosen.
    pub chosen: Vec<(Weights, usize)>,
}

/// Chooses and measures. `of_setting` holds the queries' measures under each of `settings`.
pub fn cross_validated(settings: &[Weights], of_setting: &[Vec<Measures>]) -> Outcome<Held> {
    let queries = of_setting.first().map_or(0, Vec::len);
    let mut held_out = vec![Measures::default(); queries];
    let mut chosen: Vec<(Weights, usize)> = Vec::new();
    for fold in 0..FOLDS.min(queries) {
        let worth = |measures: &[Measures]| {
            let others = measures.iter().enumerate().filter(|(query, _)| query % FOLDS != fold);
            mean(&others.map(|(_, measures)| measures[0] + measures[1]).collect::<Vec<f64>>())
        };
        let best = (0..settings.len()).max_by(|a, b| worth(&of_setting[*a]).total_cmp(&worth(&of_setting[*b])));
        let best = best.ok_or("no setting to choose")?;
        for query in (0..queries).filter(|query| query % FOLDS == fold) {
            held_out[query] = of_setting[best][query];
        }
        match chosen.iter_mut().find(|(weights, _)| *weights == settings[best]) {
            Some((_, times)) => *times += 1,
            None => chosen.push((settings[best], 1)),
        }
    }
    Ok(Held { measures: held_out, chosen })
}
