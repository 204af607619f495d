//! What a run would do, without doing it.

use super::prepare::{Prepared, prepare};
use super::{IngestSettings, memory, plan};
use crate::error::Result;
use crate::index::{Directory, InputEntry};

/// What a run would do, found without changing anything.
pub fn preview(settings: &IngestSettings) -> Result<Preview> {
    memory::check(settings.memory_bytes)?;
    plan::look_for(&settings.roots)?;
    let directory = match settings.roots.is_empty() {
        true if settings.rebuild => Directory::open_damaged(&settings.index)?,
        true => Directory::open(&settings.index)?,
        false => Directory::at(&settings.index),
    };
    let Prepared { plan, .. } = prepare(&directory, settings, None)?;
    let name = |root: &str, path: &str| format!("{root}/{path}");
    let was = |entry: &InputEntry| name(&entry.root, &entry.path);
    let mut preview = Preview { unchanged: plan.unchanged.len() as u64, ..Preview::default() };
    for task in &plan.tasks {
        let name = name(&task.root, &task.input.under_root);
        match (&task.known, &task.moved_from) {
            (None, None) => preview.added.push(name),
            (None, Some(before)) => preview.moved.push((was(before), name)),
            (Some(known), _) => match task.digest() {
                Ok(digest) if task.read_anew || digest != known.digest => preview.changed.push(name),
                Err(_) if task.kept_unread().is_none() => preview.changed.push(name),
                _ => preview.unchanged += 1,
            },
        }
    }
    preview.deleted = plan.gone().map(was).collect();
    preview.deleted.sort();
    Ok(preview)
}

/// What a run would do; files by root and path under it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preview {
    pub added: Vec<String>,
    pub changed: Vec<String>,
    /// Where they lay and where they lie.
    pub moved: Vec<(String, String)>,
    pub deleted: Vec<String>,
    pub unchanged: u64,
}
