//! Every name of an archive in, which of them are one person's out.
//!
//! Conservative: two people under one name mislead, one person under two names is only untidy (and `speakers.toml`
//! mends it). Names are one person's when given names or initials and surname agree and nothing speaks against it: no
//! other person of that surname whom the name could mean, no article that names both, no gap of years between them. A
//! bare surname goes to the one person who dominates it. "Nothing" means next to nothing: in a large archive some
//! writer has misspelt everybody, so what speaks against a name must weigh at least one [`MARGIN`]th of what speaks for it.
//!
//! The answer depends on the names and their counts, never on their order.

use super::names::{Agreement, Name};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is known of one name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NameFacts {
    pub display: String,
    /// Articles that quote somebody under it.
    pub articles: u32,
    /// Direct and mixed quotations.
    pub quotations: u32,
    /// First and last day of those articles, since 1970; none when all are undated.
    pub era: Option<(i32, i32)>,
}

/// In how many articles two names stand side by side, the lower number first.
pub type Together = HashMap<(u32, u32), u32>;

/// How many times more articles the one meant must have than all others together. Read off 19,000 US articles: the
/// surnames that mean one person there have 10 (Graham) to 14 (Obama), those that do not have 4 and less (Clinton, Bush).
const MARGIN: u64 = 8;
/// Two names further apart are not joined. Guessed: a career has a pause, not two.
const YEARS_APART_MAX: i32 = 5;

/// Names that are written alike but for spaces, hyphens and spelling.
struct Node {
    name: Name,
    members: Vec<u32>,
    articles: u64,
    era: Option<(i32, i32)>,
}

/// For each name the one that stands for its person: the most frequent of that person's full names.
pub fn join(names: &[NameFacts], forms: &Forms, together: &Together) -> Vec<u32> {
    let mut person: Vec<u32> = (0..names.len() as u32).collect();
    let order = forms.by_surname(names);
    for surname in order.chunk_by(|a, b| a.surname == b.surname) {
        let group = Group::new(nodes(names, surname), together);
        for cluster in group.clusters() {
            let members = || cluster.iter().flat_map(|&node| &group.nodes[node].members).copied();
            let full = cluster.iter().filter(|&&node| !group.nodes[node].name.is_bare());
            let mut shown: Vec<u32> = full.flat_map(|&node| &group.nodes[node].members).copied().collect();
            if shown.is_empty() {
                shown = members().collect();
            }
            shown.sort_by_key(|&name| (std::cmp::Reverse(names[name as usize].articles), name));
            members().for_each(|name| person[name as usize] = shown[0]);
        }
    }
    person
}

/// What names are sorted by, in a few bytes each: in parts they take hundreds, and there may be a million.
pub struct Forms(Vec<Option<Form>>);

struct Form {
    /// A digest of the name's letters; a bare name is never one with a full one by its letters alone. 64 bits: two of a
    /// million names share them with a chance of one in forty million.
    letters: u64,
    /// The surname's number.
    surname: u32,
    is_bare: bool,
}

/// A name and where it belongs.
struct Placed {
    /// That of the most frequent of those that are written with the same letters: Kim Jong Un, Kim Jong-un.
    surname: u32,
    letters: u64,
    name: u32,
}

impl Forms {
    pub fn of(names: &[NameFacts]) -> Forms {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let form = |facts: &NameFacts| {
            let name = Name::parse(&facts.display)?;
            let (letters, is_bare) = (digest(&name.letters(), name.is_bare()), name.is_bare());
            let next = numbers.len() as u32;
            Some(Form { letters, surname: *numbers.entry(name.surname).or_insert(next), is_bare })
        };
        Forms(names.iter().map(form).collect())
    }

    /// The number of a full name's surname.
    pub fn surname(&self, name: u32) -> Option<u32> {
        self.0[name as usize].as_ref().filter(|form| !form.is_bare).map(|form| form.surname)
    }

    /// The names surname by surname, those of the same letters side by side, the most frequent first.
    fn by_surname(&self, names: &[NameFacts]) -> Vec<Placed> {
        let placed = |(name, form): (u32, &Option<Form>)| {
            let form = form.as_ref()?;
            Some(Placed { surname: form.surname, letters: form.letters, name })
        };
        let mut order: Vec<Placed> = (0..).zip(&self.0).filter_map(placed).collect();
        let rank = |placed: &Placed| (std::cmp::Reverse(names[placed.name as usize].articles), placed.name);
        order.sort_unstable_by_key(|placed| (placed.letters, rank(placed)));
        for alike in order.chunk_by_mut(|a, b| a.letters == b.letters) {
            let surname = alike[0].surname;
            alike.iter_mut().for_each(|placed| placed.surname = surname);
        }
        order.sort_unstable_by_key(|placed| (placed.surname, placed.letters, rank(placed)));
        order
    }
}

fn digest(letters: &str, is_bare: bool) -> u64 {
    let hash = blake3::Hasher::new().update(&[u8::from(is_bare)]).update(letters.as_bytes()).finalize();
    let [a, b, c, d, e, f, g, h, ..] = *hash.as_bytes();
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}

/// The names of one surname, the most frequent first.
fn nodes(names: &[NameFacts], surname: &[Placed]) -> Vec<Node> {
    let node = |alike: &[Placed]| {
        let members: Vec<u32> = alike.iter().map(|placed| placed.name).collect();
        let facts = || members.iter().map(|&name| &names[name as usize]);
        let name = Name::parse(&names[members[0] as usize].display)?;
        let articles = facts().map(|facts| u64::from(facts.articles)).sum();
        let era = facts().filter_map(|facts| facts.era).reduce(spanning);
        Some(Node { name, members, articles, era })
    };
    let mut nodes: Vec<Node> = surname.chunk_by(|a, b| a.letters == b.letters).filter_map(node).collect();
    nodes.sort_by_key(|node| (std::cmp::Reverse(node.articles), node.members[0]));
    nodes
}

fn spanning(a: (i32, i32), b: (i32, i32)) -> (i32, i32) {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Whether two eras are near enough for one career. What is undated speaks against nothing.
pub fn eras_touch(a: Option<(i32, i32)>, b: Option<(i32, i32)>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    let apart = (a.0.max(b.0) - a.1.min(b.1)).max(0);
    apart <= YEARS_APART_MAX * 366
}

/// The names of one surname.
struct Group<'t> {
    nodes: Vec<Node>,
    together: &'t Together,
    /// Pairs that agree, and nothing about the two speaks against it.
    agreements: HashMap<(usize, usize), Agreement>,
    /// For each node those it agrees with, the most frequent first.
    neighbours: Vec<Vec<usize>>,
}

impl<'t> Group<'t> {
    fn new(nodes: Vec<Node>, together: &'t Together) -> Group<'t> {
        let neighbours = vec![Vec::new(); nodes.len()];
        let mut group = Group { nodes, together, agreements: HashMap::new(), neighbours };
        let mut buckets: BTreeMap<(char, usize), Vec<usize>> = BTreeMap::new();
        for (number, node) in group.nodes.iter().enumerate() {
            for bucket in node.name.buckets().collect::<BTreeSet<_>>() {
                buckets.entry(bucket).or_default().push(number);
            }
        }
        for bucket in buckets.values() {
            for (at, &a) in bucket.iter().enumerate() {
                for &b in &bucket[at + 1..] {
                    group.compare(a, b);
                }
            }
        }
        group.neighbours.iter_mut().for_each(|found| found.sort_unstable());
        group
    }

    /// Keeps how two nodes agree, if they do; `a` is the lower number.
    fn compare(&mut self, a: usize, b: usize) {
        let (one, other) = (&self.nodes[a], &self.nodes[b]);
        if self.agreements.contains_key(&(a, b)) || !eras_touch(one.era, other.era) {
            return;
        }
        if let Some(agreement) = one.name.agree(&other.name).filter(|_| !self.are_apart(one, other)) {
            self.agreements.insert((a, b), agreement);
            self.neighbours[a].push(b);
            self.neighbours[b].push(a);
        }
    }

    /// Whether articles name both: then they tell two people apart.
    fn are_apart(&self, a: &Node, b: &Node) -> bool {
        let pairs = a.members.iter().flat_map(|&a| b.members.iter().map(move |&b| (a.min(b), a.max(b))));
        let both: u64 = pairs.filter_map(|pair| self.together.get(&pair)).map(|&articles| u64::from(articles)).sum();
        both * MARGIN > a.articles.min(b.articles)
    }

    fn agreement(&self, a: usize, b: usize) -> Option<Agreement> {
        self.agreements.get(&(a.min(b), a.max(b))).copied()
    }

    fn weight(&self, nodes: &[usize]) -> u64 {
        nodes.iter().map(|&node| self.nodes[node].articles).sum()
    }

    /// The people of this surname: clusters of nodes.
    fn clusters(&self) -> Vec<Vec<usize>> {
        let mut clusters: Vec<Vec<usize>> = Vec::new();
        let mut closed: Vec<bool> = Vec::new();
        let full = (0..self.nodes.len()).filter(|&node| !self.nodes[node].name.is_bare());
        for node in full {
            let meant = self.meant_by(node);
            let fits = |cluster: &Vec<usize>, closed: bool| {
                let agrees = |member: &usize| meant.as_ref().is_some_and(|meant| meant.contains(member));
                !closed && cluster.iter().all(agrees) && self.no_third_person(node, cluster)
            };
            let mut fitting: Vec<usize> = (0..clusters.len()).filter(|&at| fits(&clusters[at], closed[at])).collect();
            fitting.sort_by_key(|&at| (std::cmp::Reverse(self.weight(&clusters[at])), at));
            match fitting.first() {
                Some(&at) => clusters[at].push(node),
                None => {
                    clusters.push(vec![node]);
                    closed.push(meant.is_none());
                }
            }
        }
        self.add_bare_surnames(&mut clusters);
        clusters
    }

    /// Those among a node's neighbours that can all be the person it means; `None` when it could mean several people.
    fn meant_by(&self, node: usize) -> Option<Vec<usize>> {
        let (mut meant, mut others) = (Vec::new(), Vec::new());
        for &neighbour in &self.neighbours[node] {
            let agrees_with_all = meant.iter().all(|&other| self.agreement(neighbour, other).is_some());
            if agrees_with_all { meant.push(neighbour) } else { others.push(neighbour) }
        }
        // A name far more frequent than all that it could mean besides is hardly ever meant for those.
        let (own, others) = (self.nodes[node].articles, self.weight(&others));
        (self.weight(&meant) >= MARGIN * others || own >= MARGIN * MARGIN * others).then_some(meant)
    }

    /// Whether nobody else of that surname could be called by what the node and the cluster agree in.
    fn no_third_person(&self, node: usize, cluster: &[usize]) -> bool {
        let Some(surest) = cluster.iter().filter_map(|&member| self.agreement(node, member)).min() else {
            return false;
        };
        let first = |node: usize| self.nodes[node].name.given.first().map(String::as_str).unwrap_or_default();
        let initial = |node: usize| first(node).chars().next();
        let own = |other: usize| other == node || cluster.contains(&other);
        let stranger = |other: usize| {
            !own(other) && cluster.iter().chain([&node]).any(|&member| self.agreement(other, member).is_none())
        };
        let rivals = (0..self.nodes.len()).filter(|&other| match surest {
            Agreement::Same => false,
            Agreement::Fuller => first(other) == first(node) && stranger(other),
            Agreement::Initial => initial(other) == initial(node) && stranger(other),
            Agreement::OtherForm | Agreement::Formal | Agreement::Misspelt => {
                let initials = [initial(node), initial(cluster[0])];
                initials.contains(&initial(other)) && stranger(other)
            }
        });
        let rivals: Vec<usize> = rivals.collect();
        let own = self.nodes[node].articles;
        // A slip, or a style of few papers, is rare beside the name itself.
        let is_rare = surest < Agreement::Formal || self.weight(cluster) >= MARGIN * own;
        is_rare && self.weight(cluster) + own >= MARGIN * self.weight(&rivals)
    }

    /// Gives a bare surname to the one person who dominates it. One that is seen more often bare than twice as often
    /// in full is more likely another name (Francis) than that person's.
    fn add_bare_surnames(&self, clusters: &mut Vec<Vec<usize>>) {
        for bare in (0..self.nodes.len()).filter(|&node| self.nodes[node].name.is_bare()) {
            let suffix = &self.nodes[bare].name.suffix;
            let suffix_of = |cluster: &[usize]| &self.nodes[cluster[0]].name.suffix;
            let people = (0..clusters.len()).filter(|&at| !self.nodes[clusters[at][0]].name.is_bare());
            let mut people: Vec<usize> =
                people.filter(|&at| suffix.is_none() || suffix_of(&clusters[at]) == suffix).collect();
            people.sort_by_key(|&at| (std::cmp::Reverse(self.weight(&clusters[at])), at));
            let others: u64 = people.iter().skip(1).map(|&at| self.weight(&clusters[at])).sum();
            let dominates = |at: &usize| {
                let cluster = &clusters[*at];
                let weight = self.weight(cluster);
                let era = cluster.iter().filter_map(|&node| self.nodes[node].era).reduce(spanning);
                suffix_of(cluster) == suffix
                    && weight >= MARGIN * others
                    && weight * 2 >= self.nodes[bare].articles
                    && eras_touch(era, self.nodes[bare].era)
            };
            match people.first().copied().filter(dominates) {
                Some(at) => clusters[at].push(bare),
                None => clusters.push(vec![bare]),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names with their articles and years; who stands for whom must be as given, whatever their order.
    fn check(names: &[(&str, u32, i32, &str)], together: &[(&str, &str)]) {
        for turn in 0..names.len() {
            let mut turned = names.to_vec();
            turned.rotate_left(turn);
            let facts = |&(display, articles, year, _): &(&str, u32, i32, &str)| NameFacts {
                display: display.to_owned(),
                articles,
                quotations: articles,
                era: Some((year * 365, year * 365 + 300)),
            };
            let facts: Vec<NameFacts> = turned.iter().map(facts).collect();
            let number = |wanted: &str| turned.iter().position(|(name, ..)| *name == wanted).unwrap() as u32;
            let pairs = together.iter().map(|(a, b)| (number(a), number(b)));
            let together = pairs.map(|(a, b)| ((a.min(b), a.max(b)), 1)).collect();
            let person = join(&facts, &Forms::of(&facts), &together);
            for ((name, .., expected), found) in turned.iter().zip(person) {
                assert_eq!(turned[found as usize].0, *expected, "{name}");
            }
        }
    }

    #[test]
    fn one_person_by_many_names() {
        check(
            &[
                ("Dora Tamm", 90, 40, "Dora Tamm"),
                ("Dora J. Tamm", 20, 41, "Dora Tamm"),
                ("President Tamm", 9, 41, "Dora Tamm"),
                ("Tamm", 40, 40, "Dora Tamm"),
                ("D. Tamm", 3, 40, "Dora Tamm"),
                ("Dora Tamm Jr.", 2, 40, "Dora Tamm Jr."),
                ("Ivo Tamm", 8, 40, "Ivo Tamm"),
            ],
            &[],
        );
        check(
            &[
                ("Wolodymyr Selenskyj", 4, 50, "Volodymyr Zelensky"),
                ("Volodymyr Zelensky", 9, 50, "Volodymyr Zelensky"),
                ("Zelenskyy", 2, 50, "Volodymyr Zelensky"),
            ],
            &[],
        );
        check(&[("Kim Jong Un", 5, 40, "Kim Jong Un"), ("Kim Jong-un", 4, 40, "Kim Jong Un")], &[]);
        check(&[("Bill Harlow", 5, 40, "Bill Harlow"), ("William Harlow", 4, 40, "Bill Harlow")], &[]);
    }

    #[test]
    fn never_two_people_under_one_name() {
        // Whom the shorter name means cannot be told.
        check(
            &[
                ("Ann Lee", 20, 40, "Ann Lee"),
                ("Ann B. Lee", 9, 40, "Ann B. Lee"),
                ("Ann C. Lee", 8, 40, "Ann C. Lee"),
                ("A. Lee", 1, 40, "A. Lee"),
                ("Lee", 5, 40, "Lee"),
                ("Omar Lee", 30, 40, "Omar Lee"),
            ],
            &[],
        );
        // A third person of that surname and initial.
        check(
            &[("J. Holm", 2, 40, "J. Holm"), ("John Holm", 9, 40, "John Holm"), ("Jane Holm", 2, 40, "Jane Holm")],
            &[],
        );
        check(
            &[
                ("Bill Holm", 5, 40, "Bill Holm"),
                ("William Holm", 4, 40, "William Holm"),
                ("Walter Holm", 4, 40, "Walter Holm"),
            ],
            &[],
        );
        // A father and his son; a slip of the pen, but not another name.
        check(
            &[
                ("Ole Tamm", 90, 40, "Ole Tamm"),
                ("Ole Tamm Jr.", 9, 40, "Ole Tamm Jr."),
                ("Aksel Holm", 90, 40, "Aksel Holm"),
                ("Aksel B. Holm III", 3, 40, "Aksel Holm"),
                ("Julia Strand", 90, 40, "Julia Strand"),
                ("Julie Strand", 3, 40, "Julie Strand"),
                ("Lindsey Vik", 90, 40, "Lindsey Vik"),
                ("Lindsay Vik", 3, 40, "Lindsey Vik"),
            ],
            &[],
        );
        // An article that names both, and a generation in between.
        check(&[("Ann Lee", 7, 40, "Ann Lee"), ("Ann B. Lee", 7, 40, "Ann B. Lee")], &[("Ann Lee", "Ann B. Lee")]);
        check(&[("Ann Lee", 7, 40, "Ann Lee"), ("Ann B. Lee", 7, 60, "Ann B. Lee")], &[]);
        // A name that is another's surname.
        check(&[("Felix", 30, 40, "Felix"), ("Nora Felix", 9, 40, "Nora Felix")], &[]);
    }
}
