//! What was typed in, what it means out: the one place that looks at the environment, the terminal and the clock.

use super::args::{
    BucketArg, ColorWhen, CommonArgs, CountArg, CountArgs, FaceArg, FormatArg, FormatArgs, KindArg, NarrowArgs,
    ReadingArgs, SortArg,
};
use super::day::Day;
use crate::article::QuotationKind;
use crate::error::{Error, Result};
use crate::index::FIELDS;
use crate::index::fields::is_tree;
use crate::ingest::Root;
use crate::present::Style;
use crate::read::{self, ReadOptions};
use crate::search::{Bucket, Count, Face, Filter, Sort};
use jiff::ToSpan;
use jiff::civil::Date;
use std::env;
use std::io::{self, IsTerminal};
use std::num::NonZero;
use std::path::{Path, PathBuf};

/// What every command knows.
pub struct Settings {
    pub index: PathBuf,
    pub style: Style,
    /// Whether messages on stderr may be coloured.
    pub stderr_colour: bool,
    /// Whether somebody watches stderr: progress is drawn for them alone.
    pub stderr_is_terminal: bool,
    pub today: Date,
}

/// Wider lines than this are hard to read; guessed from book typography (60 to 75) with room for indents and tables.
const WIDTH_MAX: usize = 100;

/// A record longer than this is a problem, not an article. Guessed: a novel has a thousandth of it.
pub const RECORD_BYTES_MAX: usize = 64 << 20;

impl Settings {
    pub fn new(common: &CommonArgs) -> Self {
        let stdout = io::stdout().is_terminal();
        let stderr = io::stderr().is_terminal();
        Settings {
            index: index_directory(common.index.as_deref()),
            style: Style { width: width(stdout), colour: colour(common.color, stdout) },
            stderr_colour: colour(common.color, stderr),
            stderr_is_terminal: stderr,
            today: jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date(),
        }
    }

    /// No article was published after this day. Tomorrow: it has begun east of here.
    pub fn latest(&self) -> Date {
        self.today.saturating_add(1.days())
    }
}

fn index_directory(typed: Option<&Path>) -> PathBuf {
    let from_env = || env::var_os("DATELINE_INDEX").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    typed.map(Path::to_path_buf).or_else(from_env).unwrap_or_else(|| PathBuf::from("index"))
}

fn width(is_terminal: bool) -> usize {
    let asked = is_terminal.then(terminal_size::terminal_size).flatten();
    asked.map_or(Style::default().width, |(terminal_size::Width(columns), _)| usize::from(columns).min(WIDTH_MAX))
}

/// <https://no-color.org>: the variable switches `auto` off; a flag is the nearer wish.
fn colour(when: ColorWhen, is_terminal: bool) -> bool {
    let no_color = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => is_terminal && !no_color && !dumb,
    }
}

/// One format of those a command has; the others are refused by name.
pub fn format(typed: &FormatArgs, command: &str, known: &[FormatArg]) -> Result<FormatArg> {
    let format = typed.format.unwrap_or(FormatArg::Text);
    if known.contains(&format) {
        return Ok(format);
    }
    let names: Vec<&str> = known.iter().map(|&format| format_name(format)).collect();
    Err(Error::new(format!("`{command}` has no {} form", format_name(format)))
        .hint(format!("use `--format {}`", names.join("` or `--format "))))
}

fn format_name(format: FormatArg) -> &'static str {
    match format {
        FormatArg::Text => "text",
        FormatArg::Json => "json",
        FormatArg::Jsonl => "jsonl",
        FormatArg::Csv => "csv",
    }
}

/// The roots that paths on the command line name, patterns expanded.
pub fn roots(paths: &[PathBuf]) -> Result<Vec<Root>> {
    let mut roots = Vec::new();
    for path in paths {
        roots.extend(read::expand(&path.to_string_lossy())?.into_iter().map(|path| Root { path, label: None }));
    }
    Ok(roots)
}

pub fn read_options(args: &ReadingArgs) -> ReadOptions {
    ReadOptions { maps: args.maps.clone(), record_bytes_max: RECORD_BYTES_MAX }
}

/// Threads: as typed, else one a core.
pub fn jobs(typed: Option<u16>) -> usize {
    typed.map_or_else(|| std::thread::available_parallelism().map_or(1, NonZero::get), usize::from)
}

/// The query as one string.
pub fn query(words: &[String]) -> String {
    words.join(" ").trim().to_owned()
}

/// The flags that narrow, with days for the dates.
pub fn filter(narrow: &NarrowArgs, roots: Vec<String>, today: Date) -> Result<Filter> {
    let after = narrow.after.map(|day: Day| day.first(today));
    let before = narrow.before.map(|day: Day| day.last(today));
    if let (Some(after), Some(before)) = (after, before)
        && after > before
    {
        return Err(Error::new(format!("no day is both after {after} and before {before}"))
            .hint("`--after` and `--before` include the days they name"));
    }
    Ok(Filter {
        speaker: narrow.speaker.clone(),
        place: narrow.place.clone(),
        focus: narrow.focus.clone(),
        near: narrow.near.clone(),
        dateline: narrow.dateline.clone(),
        source: narrow.source.clone(),
        section: narrow.section.clone(),
        byline: narrow.byline.clone(),
        language: narrow.language.clone(),
        path: narrow.path.clone(),
        after,
        before,
        roots,
    })
}

/// A field that `facets` can count.
pub fn facet_field(typed: &str) -> Result<String> {
    let facets = FIELDS.iter().filter(|field| field.facet);
    let name = typed.to_lowercase();
    if facets.clone().any(|field| field.name == name) {
        return Ok(name);
    }
    let names: Vec<String> = facets.map(|field| format!("`{}`", field.name)).collect();
    Err(Error::new(format!("no field `{typed}` whose values can be counted"))
        .hint(format!("these can: {}", names.join(", "))))
}

/// Refuses `--under` and `--depth` of values that lie in nothing.
pub fn tree(field: &str, is_asked_for: bool) -> Result<()> {
    match is_asked_for && !is_tree(field) {
        false => Ok(()),
        true => Err(Error::new(format!("the values of `{field}` are no places: they have no depth"))
            .hint("leave `--under` and `--depth` out, or count `place` or `focus`")),
    }
}

pub fn sort(typed: SortArg) -> Sort {
    match typed {
        SortArg::Relevance => Sort::Relevance,
        SortArg::Newest => Sort::Newest,
        SortArg::Oldest => Sort::Oldest,
    }
}

pub fn face(typed: FaceArg) -> Face {
    match typed {
        FaceArg::Best => Face::Best,
        FaceArg::First => Face::First,
        FaceArg::Latest => Face::Latest,
        FaceArg::Fullest => Face::Fullest,
    }
}

pub fn counted(typed: &CountArgs) -> Count {
    match typed.count {
        CountArg::Articles => Count::Articles,
        CountArg::Stories => Count::Stories,
    }
}

pub fn bucket(typed: BucketArg) -> Bucket {
    match typed {
        BucketArg::Day => Bucket::Day,
        BucketArg::Week => Bucket::Week,
        BucketArg::Month => Bucket::Month,
        BucketArg::Quarter => Bucket::Quarter,
        BucketArg::Year => Bucket::Year,
    }
}

/// Kinds of quotations; none typed means what the engine gives by itself.
pub fn kinds(typed: &[KindArg]) -> Vec<QuotationKind> {
    const ALL: [QuotationKind; 3] = [QuotationKind::Direct, QuotationKind::Mixed, QuotationKind::Indirect];
    let asked = |kind: QuotationKind| {
        typed.iter().any(|&arg| match arg {
            KindArg::All => true,
            KindArg::Direct => kind == QuotationKind::Direct,
            KindArg::Mixed => kind == QuotationKind::Mixed,
            KindArg::Indirect => kind == QuotationKind::Indirect,
        })
    };
    ALL.into_iter().filter(|&kind| asked(kind)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_a_set() {
        assert_eq!(kinds(&[]), []);
        assert_eq!(kinds(&[KindArg::Indirect, KindArg::Direct]), [QuotationKind::Direct, QuotationKind::Indirect]);
        assert_eq!(kinds(&[KindArg::All, KindArg::Direct]).len(), 3);
    }

    #[test]
    fn facet_fields() {
        assert_eq!(facet_field("Speaker"), Ok("speaker".to_owned()));
        let error = facet_field("title").unwrap_err();
        assert_eq!(error.message, "no field `title` whose values can be counted");
        assert!(error.hint.is_some_and(|hint| hint.contains("`place`")));
    }
}
