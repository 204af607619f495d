//! Files that are new and files that are gone in, which of them are one file in another place out.
//!
//! A file has moved where one is gone that had its very bytes. Only new files of the size of one that is gone are looked
//! into for that. Of several equal ones, that which keeps its name goes before, then the order of roots and paths decides:
//! a preview tells what the run will do.

use super::plan::{Plan, Task, digest};
use crate::index::InputEntry;
use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;

/// Notes of every task that has moved where it lay before, and keeps the digests that had to be found for that.
pub(super) fn find(plan: &mut Plan) {
    plan.deleted.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    let mut gone: Vec<Option<&InputEntry>> = plan.deleted.iter().map(Some).collect();
    let sizes: HashSet<u64> = plan.deleted.iter().map(|entry| entry.size).collect();
    let may_have_moved = |task: &&mut Task| task.known.is_none() && sizes.contains(&task.input.size);
    let mut new: Vec<&mut Task> = plan.tasks.iter_mut().filter(may_have_moved).collect();
    for task in &mut new {
        task.digest = digest(&task.input.path).ok();
    }
    let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    pair(
        &mut new,
        &mut gone,
        |task| Some((task.digest.clone()?, name(&task.input.under_root))),
        |entry| (entry.digest.clone(), name(&entry.path)),
    );
    pair(&mut new, &mut gone, |task| task.digest.clone(), |entry| entry.digest.clone());
}

/// Pairs what has one key on both sides, first with first; what is paired is taken out of `gone`.
fn pair<K: Hash + Eq>(
    new: &mut [&mut Task],
    gone: &mut [Option<&InputEntry>],
    of_new: impl Fn(&Task) -> Option<K>,
    of_gone: impl Fn(&InputEntry) -> K,
) {
    let mut by_key: HashMap<K, VecDeque<usize>> = HashMap::new();
    for (at, entry) in gone.iter().enumerate() {
        if let Some(entry) = entry {
            by_key.entry(of_gone(entry)).or_default().push_back(at);
        }
    }
    for task in new.iter_mut().filter(|task| task.moved_from.is_none()) {
        let found = of_new(task).and_then(|key| by_key.get_mut(&key)?.pop_front());
        task.moved_from = found.and_then(|at| gone[at].take()).cloned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Outcomes;
    use crate::read::Input;
    use std::fs;
    use std::path::Path;

    fn new(root: &Path, under_root: &str, text: &str) -> Task {
        let path = root.join(under_root);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        let (size, under_root) = (text.len() as u64, under_root.to_owned());
        let input = Input { path, under_root: under_root.clone(), size, modified_ns: 0 };
        Task {
            root: "news".to_owned(),
            input,
            name: under_root,
            known: None,
            read_anew: false,
            settled: true,
            digest: None,
            moved_from: None,
        }
    }

    fn gone(path: &str, text: &str) -> InputEntry {
        InputEntry {
            root: "news".to_owned(),
            path: path.to_owned(),
            size: text.len() as u64,
            modified_ns: 0,
            settled: true,
            digest: blake3::hash(text.as_bytes()).to_hex().to_string(),
            outlets: None,
            learned: String::new(),
            outcomes: Outcomes::default(),
        }
    }

    #[test]
    fn equal_bytes_are_paired_once_by_name_then_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let deleted = [("x/b", "one"), ("x/a", "one"), ("y/q", "one"), ("z/r", "two"), ("z/s", "six")];
        let added = [("n/1", "one"), ("n/2", "one"), ("n/b", "one"), ("n/3", "one"), ("n/4", "ten"), ("n/5", "three")];
        let mut plan = Plan {
            tasks: added.iter().map(|(path, text)| new(dir.path(), path, text)).collect(),
            deleted: deleted.iter().map(|(path, text)| gone(path, text)).collect(),
            ..Plan::default()
        };
        find(&mut plan);
        let moved: Vec<Option<&str>> =
            plan.tasks.iter().map(|task| task.moved_from.as_ref().map(|entry| entry.path.as_str())).collect();
        assert_eq!(moved, [Some("x/a"), Some("y/q"), Some("x/b"), None, None, None]);
        assert!(plan.tasks[4].digest.is_some() && plan.tasks[5].digest.is_none(), "only what has the size is read");
        assert_eq!(plan.deleted.len(), 5, "what was there goes out under its old path all the same");
    }
}
