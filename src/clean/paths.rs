//! A record's path in, all that an article can take from it out: a section, a day.
//!
//! Cleaning looks at a path nowhere else. So a record that lies elsewhere now, under a path that shows the same, makes the
//! same article, and whoever keeps articles need not have it cleaned again.

use super::{normalise, published};
use crate::text::calendar::Written;
use crate::text::word_lists::rows;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::LazyLock;

/// What an article takes from its path where it does not say so itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FromPath {
    pub section: Option<String>,
    /// The day, and the name that it was read in.
    pub day: Option<(String, Written)>,
}

impl FromPath {
    pub fn of(path: &Path) -> FromPath {
        FromPath { section: section(path), day: published::day_of_path(path) }
    }
}

/// The name that a day was read in is told to who asks what was removed, and is nothing of the article.
impl Hash for FromPath {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        (&self.section, self.day.as_ref().map(|(_, day)| day)).hash(hasher);
    }
}

static SECTIONS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| rows(include_str!("data/sections.txt")).flat_map(str::split_whitespace).collect());

/// `business` of `bbc.tar!news/business/001.txt`: archives are often kept as a folder a section. Only the nearest folder
/// counts, and only a name that sections bear: most folders are days, outlets or batches.
fn section(path: &Path) -> Option<String> {
    let folder = path.parent()?.file_name()?.to_str()?;
    // The first folder inside an archive stands behind the archive's own name.
    let folder = folder.rsplit('!').next().unwrap_or(folder);
    is_section(folder).then(|| folder.to_owned())
}

/// Whether a folder bears a name that sections do.
pub fn is_section(folder: &str) -> bool {
    SECTIONS.contains(&normalise::line_key(folder).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_nearest_folder_and_only_a_known_name() {
        let check =
            |path: &str, expected: Option<&str>| assert_eq!(section(Path::new(path)).as_deref(), expected, "{path}");
        check("a.tar.gz!news/business/001.txt", Some("business"));
        check("a.zip!Sport/001.txt", Some("Sport"));
        check("archive/Wirtschaft/a.html", Some("Wirtschaft"));
        check("business/2024/001.txt", None);
        check("harbour-post/001.txt", None);
        check("001.txt", None);
    }

    #[test]
    fn what_shows_the_same_is_the_same() {
        let hash = |path: &str| {
            let mut hasher = std::hash::DefaultHasher::new();
            FromPath::of(Path::new(path)).hash(&mut hasher);
            hasher.finish()
        };
        for (a, b) in [
            ("news/a.txt", "other/b.txt"),
            ("a/2024-01-02.txt", "b/2024-01-02-2.txt"),
            ("a/2024/01/02/x.txt", "b/c/20240102_x.txt"),
            ("news/sport/a.txt", "b.zip!sport/c.txt"),
        ] {
            assert_eq!(hash(a), hash(b), "{a} {b}");
        }
        for (a, b) in [
            ("news/a.txt", "sport/a.txt"),
            ("a/2024-01-02.txt", "a/2024-01-03.txt"),
            ("a/2024-01-02.txt", "a/x.txt"),
            ("sport/a.txt", "Sport/a.txt"),
        ] {
            assert_ne!(hash(a), hash(b), "{a} {b}");
        }
    }
}
