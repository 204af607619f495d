//! A record's path in, the section its folder is named after out: archives are often kept as a folder a section. Only the
//! nearest folder counts, and only a name that sections bear: most folders are days, outlets or batches.

use super::normalise;
use std::path::Path;
use std::sync::LazyLock;

static SECTIONS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("data/sections.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
});

/// `business` of `bbc.tar!news/business/001.txt`.
pub fn section(path: &Path) -> Option<String> {
    let folder = path.parent()?.file_name()?.to_str()?;
    // The first folder inside an archive stands behind the archive's own name.
    let folder = folder.rsplit('!').next().unwrap_or(folder);
    SECTIONS.contains(&normalise::folded(folder).trim()).then(|| folder.to_owned())
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
}
