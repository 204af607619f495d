//! Roots and what the index knows of them in, what has to be read and what has to go out.

use super::Root;
use crate::error::{Error, Problem, Result};
use crate::index::{InputEntry, Learned, Reject, RootEntry};
use crate::read::{Input, PART_OF_PAGE, is_part_of_page, walk};
use std::collections::{HashMap, HashSet};
use std::io;
use std::path::{Path, PathBuf};

/// A file may be changed again within the same tick of its file system's clock (two seconds on the coarsest,
/// FAT) without its time telling.
const CLOCK_TICK_NS: i64 = 2_000_000_000;

/// The roots of an index and which of them this run looks at.
#[derive(Debug, Default)]
pub(super) struct Roots {
    /// Every root, remembered ones first.
    pub all: Vec<RootEntry>,
    /// Those to look at.
    pub visited: Vec<RootEntry>,
}

/// Brings the roots remembered and the roots given together. None given means all.
pub(super) fn roots(remembered: &[RootEntry], given: &[Root], look_at_all: bool) -> Result<Roots> {
    let mut roots = Roots { all: remembered.to_vec(), visited: Vec::new() };
    for root in given {
        let entry = entry(root)?;
        // The path tells a root; its label may have been chosen with `--as`.
        let same_path = roots.all.iter().find(|known| known.path == entry.path);
        match same_path.or_else(|| roots.all.iter().find(|known| known.label == entry.label)) {
            Some(known) if *known == entry || (known.path == entry.path && root.label.is_none()) => {
                roots.visited.push(known.clone());
            }
            Some(known) => return Err(taken(known, &entry)),
            None => {
                refuse_overlap(&roots.all, &entry)?;
                roots.all.push(entry.clone());
                roots.visited.push(entry);
            }
        }
    }
    if given.is_empty() || look_at_all {
        roots.visited = roots.all.clone();
    }
    roots.visited.sort_by(|a, b| a.label.cmp(&b.label));
    roots.visited.dedup();
    Ok(roots)
}

/// Takes the roots to be forgotten out of those remembered: the rest, and they. Each is told by its label or its path.
pub(super) fn drop_roots(remembered: Vec<RootEntry>, drop: &[String]) -> Result<(Vec<RootEntry>, Vec<RootEntry>)> {
    let mut dropped = Vec::new();
    let mut rest = remembered;
    for name in drop {
        // A root that is gone from the disk has no real path any more, only the one it had.
        let path = std::fs::canonicalize(name).or_else(|_| std::path::absolute(name)).unwrap_or_default();
        let is_meant = |root: &RootEntry| root.path == path || root.label == *name;
        let Some(at) = rest.iter().position(is_meant) else {
            let labels: Vec<String> = rest.iter().map(|root| format!("`{}`", root.label)).collect();
            return Err(Error::new(format!("the index has no root `{name}`"))
                .hint(format!("it has these: {}", labels.join(", "))));
        };
        dropped.push(rest.remove(at));
    }
    if rest.is_empty() && !dropped.is_empty() {
        return Err(
            Error::new("that is all the index holds").hint("remove its folder instead, or add another root first")
        );
    }
    Ok((rest, dropped))
}

/// Whether everything given is there; before anything is made because of it.
pub(super) fn look_for(given: &[Root]) -> Result<()> {
    match given.iter().find(|root| !root.path.exists()) {
        None => Ok(()),
        Some(root) => Err(Error::new(format!("no such file or folder: `{}`", root.path.display()))
            .hint("name the folder or file that holds the articles")),
    }
}

fn entry(root: &Root) -> Result<RootEntry> {
    let path = std::fs::canonicalize(&root.path).map_err(|e| Error::io("read", &root.path, &e))?;
    if path.to_str().is_none() {
        let message = format!("the path `{}` is not valid UTF-8", path.display());
        return Err(Error::new(message).hint("rename it, or index the folder it lies in"));
    }
    Ok(RootEntry { label: label(root), path })
}

/// The name of a root: as given, else the last component of its path.
pub(super) fn label(root: &Root) -> String {
    let last = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let real = || std::fs::canonicalize(&root.path).ok().and_then(|path| last(&path));
    root.label.clone().or_else(|| last(&root.path)).or_else(real).unwrap_or_else(|| "root".to_owned())
}

fn taken(known: &RootEntry, new: &RootEntry) -> Error {
    if known.path == new.path {
        let message = format!("`{}` is in the index already, as `{}`", new.path.display(), known.label);
        return Error::new(message).hint("leave `--as` away, or give another index with `--index`");
    }
    let message = format!("the label `{}` is in use by `{}`", known.label, known.path.display());
    Error::new(message).hint(format!("give `{}` another label with `--as NAME`", new.path.display()))
}

/// A root inside another would have its articles twice in the index, and every count of them wrong.
fn refuse_overlap(known: &[RootEntry], new: &RootEntry) -> Result<()> {
    let inside = |inner: &RootEntry, outer: &RootEntry| inner.path.starts_with(&outer.path);
    if let Some(outer) = known.iter().find(|known| inside(new, known)) {
        let under = new.path.strip_prefix(&outer.path).unwrap_or(&new.path).display();
        let under = if new.path.is_dir() { format!("{under}/*") } else { under.to_string() };
        let (label, path) = (&outer.label, outer.path.display());
        let message = format!("`{}` lies in `{path}`, which is in the index already, as `{label}`", new.path.display());
        return Err(Error::new(message)
            .hint(format!("`dateline index {path}` brings it up to date; `--path '{under}'` narrows a search to it")));
    }
    if let Some(inner) = known.iter().find(|known| inside(known, new)) {
        let message = format!(
            "`{}` holds `{}`, which is in the index already, as `{}`: its articles would be there twice",
            new.path.display(),
            inner.path.display(),
            inner.label
        );
        return Err(Error::new(message).hint(format!(
            "`dateline index --drop {}` forgets it; or make another index of the larger folder with `--index DIR`",
            inner.label
        )));
    }
    Ok(())
}

/// What to call a file or folder at or under a root: the user never typed the rest of its path.
fn name(root: &RootEntry, path: &Path) -> String {
    match path.strip_prefix(&root.path) {
        Ok(under) if under.as_os_str().is_empty() => root.label.clone(),
        Ok(under) => format!("{}/{}", root.label, under.display()),
        Err(_) => path.display().to_string(),
    }
}

/// One file to be looked into.
#[derive(Debug)]
pub(super) struct Task {
    /// The root's label.
    pub root: String,
    pub input: Input,
    /// What to call it: the root's label and the path under it.
    pub name: String,
    /// What the index knows of it.
    pub known: Option<InputEntry>,
    /// It is read whatever its bytes: see [`is_read_anew`].
    pub read_anew: bool,
    /// Whether its time tells of the next change.
    pub settled: bool,
    /// Of its bytes, in hexadecimal, where that had to be known before it is read.
    pub digest: Option<String>,
    /// What the index knows of the file that it was, in another place; see [`super::moved`].
    pub moved_from: Option<InputEntry>,
}

impl Task {
    /// The digest of its bytes, or why they cannot be read.
    pub(super) fn digest(&self) -> io::Result<String> {
        self.digest.clone().map_or_else(|| digest(&self.input.path), Ok)
    }

    /// What the index keeps of a file that cannot be read now: a fault that passes deletes nothing. It is looked into again
    /// by the next run.
    pub(super) fn kept_unread(&self) -> Option<InputEntry> {
        let known = self.known.as_ref().filter(|known| known.outcomes.articles > 0)?;
        Some(InputEntry { settled: false, ..known.clone() })
    }

    /// A problem met in it, under the name it is known by.
    pub(super) fn reject(&self, problem: &Problem) -> Reject {
        let path = format!("{}{}", self.name, self.member(&problem.path));
        Reject::new(&self.root, Some(&self.input.under_root), path, problem)
    }

    /// Of the path of something read in it what stands behind its own: in an archive the member's name, as in `!may/a.txt`.
    pub(super) fn member(&self, path: &Path) -> String {
        let path = path.to_string_lossy();
        path.strip_prefix(&*self.input.path.to_string_lossy()).unwrap_or_default().to_owned()
    }
}

/// What a run has to do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub tasks: Vec<Task>,
    /// Nothing to do for these.
    pub unchanged: Vec<InputEntry>,
    /// No longer there.
    pub deleted: Vec<InputEntry>,
    /// Rejects of the unchanged.
    pub rejects: Vec<Reject>,
    /// What walks could not look at, this one's and those of roots not visited now.
    pub walk_rejects: Vec<Reject>,
    /// Of this walk: labels of roots and the files and folders under them.
    pub blocked: Vec<(String, PathBuf)>,
}

impl Plan {
    /// What is no longer there, nor in another place.
    pub(super) fn gone(&self) -> impl Iterator<Item = &InputEntry> {
        let moved = self.tasks.iter().filter_map(|task| task.moved_from.as_ref());
        let moved: HashSet<(&str, &str)> = moved.map(|entry| (entry.root.as_str(), entry.path.as_str())).collect();
        self.deleted.iter().filter(move |entry| !moved.contains(&(entry.root.as_str(), entry.path.as_str())))
    }
}

/// Compares what lies under the visited roots with what the index knows. Files of other roots stay as they are;
/// so do files under a folder that cannot be read now: an error deletes nothing. `index` is passed over.
pub(super) fn plan(
    roots: &[RootEntry],
    known: Vec<InputEntry>,
    rejects: &[Reject],
    learned: &Learned,
    index: &Path,
    now_ns: i64,
) -> Result<Plan> {
    let mut known: HashMap<(String, String), InputEntry> =
        known.into_iter().map(|entry| ((entry.root.clone(), entry.path.clone()), entry)).collect();
    let mut plan = Plan::default();
    for root in roots {
        let (inputs, problems) = look(root)?;
        for input in inputs.into_iter().filter(|input| !input.path.starts_with(index)) {
            let known = known.remove(&(root.label.clone(), input.under_root.clone()));
            let read_anew = known.as_ref().is_some_and(|entry| is_read_anew(entry, &input, learned));
            match known {
                Some(entry) if is_same(&entry, &input) && !read_anew => plan.unchanged.push(entry),
                known => {
                    let settled = now_ns.saturating_sub(input.modified_ns) > CLOCK_TICK_NS;
                    let name = name(root, &input.path);
                    let (root, digest, moved_from) = (root.label.clone(), None, None);
                    plan.tasks.push(Task { root, input, name, known, read_anew, settled, digest, moved_from });
                }
            }
        }
        let reject = |problem: &Problem| Reject::new(&root.label, None, name(root, &problem.path), problem);
        plan.walk_rejects.extend(problems.iter().map(reject));
        let unreadable = problems.into_iter().filter(|problem| problem.kind == "unreadable");
        plan.blocked.extend(unreadable.map(|problem| (root.label.clone(), problem.path)));
    }
    for entry in known.into_values() {
        let root = roots.iter().find(|root| root.label == entry.root);
        let is_blocked =
            |path: PathBuf| plan.blocked.iter().any(|(label, at)| *label == entry.root && path.starts_with(at));
        match root {
            Some(root) if !is_blocked(root.path.join(&entry.path)) => plan.deleted.push(entry),
            _ => plan.unchanged.push(entry),
        }
    }
    plan.rejects = rejects_of(rejects, &plan.unchanged);
    let is_visited = |reject: &&Reject| roots.iter().any(|root| root.label == reject.root);
    plan.walk_rejects.extend(rejects.iter().filter(|r| r.input.is_none() && !is_visited(r)).cloned());
    Ok(plan)
}

/// Refuses to take out articles where more speaks for a fault than for a deletion: all of a root's, whose folder is empty
/// (nothing is mounted there), and those that a rebuild, which begins empty, could not read again. `had` is what would go.
pub(super) fn refuse_loss(roots: &[RootEntry], plan: &Plan, had: &[InputEntry]) -> Result<()> {
    // Most runs: no file is opened once more only to see that it can be.
    if had.is_empty() {
        return Ok(());
    }
    for root in roots {
        let lost = |at: &Path| -> u64 {
            let of_root = had.iter().filter(|entry| entry.root == root.label);
            of_root.filter(|e| root.path.join(&e.path).starts_with(at)).map(|e| e.outcomes.articles).sum()
        };
        let tasks = || plan.tasks.iter().filter(|task| task.root == root.label);
        let files = tasks().map(|task| &task.input.path).filter(|path| std::fs::File::open(path).is_err());
        let blocked = plan.blocked.iter().filter(|(label, _)| *label == root.label).map(|(_, path)| path);
        if let Some(path) = blocked.chain(files).find(|path| lost(path) > 0) {
            let message =
                format!("`{}` cannot be read, and a rebuild would lose its {} articles", path.display(), lost(path));
            return Err(Error::new(message).hint(
                "nothing was changed; make it readable or delete it. Without `--rebuild` what is known is kept",
            ));
        }
        if is_empty(root, plan) && lost(&root.path) > 0 {
            return Err(emptied(root, &format!("had {} articles", lost(&root.path)), "--drop"));
        }
    }
    Ok(())
}

/// Refuses a rebuild in which a root has no file at all, where nobody can say any more what it had.
pub(super) fn refuse_empty(roots: &[RootEntry], plan: &Plan) -> Result<()> {
    match roots.iter().find(|root| is_empty(root, plan)) {
        Some(root) => Err(emptied(root, "may have had articles", "--rebuild --drop")),
        None => Ok(()),
    }
}

fn is_empty(root: &RootEntry, plan: &Plan) -> bool {
    let has_task = plan.tasks.iter().any(|task| task.root == root.label);
    !has_task && plan.unchanged.iter().all(|entry| entry.root != root.label) && root.path.is_dir()
}

fn emptied(root: &RootEntry, what: &str, flags: &str) -> Error {
    let label = &root.label;
    Error::new(format!("the root `{label}` {what} and is empty: `{}`", root.path.display()))
        .hint(format!("nothing was changed; is its disk mounted? `dateline index {flags} {label}` forgets it"))
}

fn look(root: &RootEntry) -> Result<(Vec<Input>, Vec<Problem>)> {
    if !root.path.exists() {
        return Err(Error::new(format!("the root `{}` is not there: `{}`", root.label, root.path.display()))
            .hint("nothing was changed; put it back, or name the roots to look at"));
    }
    walk(&root.path)
}

fn is_same(entry: &InputEntry, input: &Input) -> bool {
    entry.settled && entry.size == input.size && entry.modified_ns == input.modified_ns
}

/// Whether what is no part of a file's bytes makes something else of them now: other rows are learned, or the page that a
/// browser saved it with has come or gone.
fn is_read_anew(entry: &InputEntry, input: &Input, learned: &Learned) -> bool {
    let was_part = entry.outcomes.not_articles.contains_key(PART_OF_PAGE);
    is_relearned(entry, learned) || was_part != is_part_of_page(input)
}

/// Whether other rows are learned of a file's outlets now than when it was read.
pub(super) fn is_relearned(entry: &InputEntry, learned: &Learned) -> bool {
    entry.learned != learned.digest(entry.outlets.as_ref())
}

/// The rejects met in `inputs`.
pub(super) fn rejects_of(rejects: &[Reject], inputs: &[InputEntry]) -> Vec<Reject> {
    let wanted: HashSet<(&str, &str)> = inputs.iter().map(|e| (e.root.as_str(), e.path.as_str())).collect();
    let is_wanted =
        |reject: &&Reject| reject.input.as_ref().is_some_and(|i| wanted.contains(&(reject.root.as_str(), i.as_str())));
    rejects.iter().filter(is_wanted).cloned().collect()
}

/// The digest of a file's bytes, in hexadecimal.
pub(super) fn digest(path: &Path) -> io::Result<String> {
    let file = std::fs::File::open(path)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize().to_hex().to_string())
}
