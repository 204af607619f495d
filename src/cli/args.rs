//! argv in, [`Cli`] out: what was typed, checked for form and for nothing else. No file, no clock and no terminal is
//! looked at here; [`super::settings`] does that, once.
//!
//! The first line of a doc comment is the short help (`-h` fits one screen), the whole comment is the long one.

use super::day::Day;
use super::period::Period;
use crate::ingest::CHECKPOINT;
use crate::search::{CIRCLES, circle};
use clap::builder::styling::{AnsiColor, Style, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

const WHAT: &str = "What to search";
const NARROW: &str = "Narrow by";
const SHOW: &str = "How to show it";

const STYLES: Styles = Styles::styled()
    .header(Style::new().bold())
    .usage(Style::new().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(Style::new().dimmed());

/// What `--version` says; `-V` says the number alone.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\n\nPlaces: made from GeoNames (https://www.geonames.org), licensed under CC BY 4.0\n",
    "(https://creativecommons.org/licenses/by/4.0/), reduced and rounded."
);

const EXAMPLES: &str = "\
Examples:
  dateline index ~/news                               read, clean, annotate, index; again: only what changed
  dateline search 'river treaty'                      ranked passages, best first
  dateline search --archive ~/news 'river treaty'     both in one step
  dateline quotes --speaker ackroyd                   what Ackroyd said
  dateline facets place 'flood'                       the places in articles about the flood
  dateline timeline 'flood' --by month                when it was written about
  dateline speakers                                   who is quoted, under which names
  dateline show 7kq2m9xw                              one article with everything known about it
  dateline extract page.html --explain                what the program reads in a file, and what it removed

Exit codes: 0 found or done, 1 nothing found, 2 error.";

const SEARCH_EXAMPLES: &str = "\
Examples:
  dateline search 'river treaty'                        both words, in title or text
  dateline search '\"dock strike\" OR lockout'            a phrase or a word
  dateline search 'strike -dock title:port'             not dock; port in the headline
  dateline search cranes --speaker ackroyd --after 2025-08
  dateline search --archive ~/news flood                bring the index up to date for ~/news first
  dateline search flood --facet speaker --facet place --timeline month
  dateline search --queries questions.tsv --limit 100   one JSON line a query

  dateline search flood --all --format csv              the whole result set, streamed

`dateline help query` is the query language on one page, `dateline fields` its fields with an example each.";

const INDEX_EXAMPLES: &str = "\
Examples:
  dateline index ~/news                                 a folder, whatever is in it
  dateline index ~/news '2024-*/*.jsonl.gz'             several roots; a quoted pattern is expanded
  dateline index                                        all roots again: only what changed
  dateline index dump.jsonl --map title=kop --map text=tekst
  dateline index ~/news --gazetteer cities500.txt       with towns of a GeoNames dump over the built-in ones
  dateline index crawl.warc.gz --strict                 for scripts: exit code 2 when a record could not be read
  dateline index --rebuild --keep 1                     a new index beside the live one, which `rollback` brings back
  dateline index --dry-run                              what would be done
  dateline index --watch=60                             keep it up to date, looking every minute
  dateline index --reannotate places --where 'source:courier'
  dateline index --drop ~/news/2024-01                  forget a root and what came from it
  dateline index --withhold 7kq2m9xw --reason 'order 12/26'";

const VERIFY_EXAMPLES: &str = "\
Examples:
  dateline verify                                       every file, every article
  dateline verify --repair                              bring back the last good state
  dateline verify --format json | jq .clean

Exit codes: 0 sound, 2 damaged.";

const QUOTES_EXAMPLES: &str = "\
Examples:
  dateline quotes --speaker ackroyd                     what Ackroyd said
  dateline quotes night --speaker ackroyd               what Ackroyd said about the night
  dateline quotes --about ministry --context            what was said about it, and the paragraph around
  dateline quotes --place Zambia --after 2025 --kind all --sort newest";

const FACETS_EXAMPLES: &str = "\
Examples:
  dateline facets speaker strike                        who is quoted in articles about the strike
  dateline facets place --after 2025 --limit 50         the places of this year
  dateline facets place flood --under Europe --depth 1  the countries of Europe with a flood
  dateline facets focus --near 53.7,-2.0,50km           what the stories from around there are about
  dateline facets speaker strike --by month             who is quoted when; `--by place`: about where
  dateline facets source --format csv";

const TIMELINE_EXAMPLES: &str = "\
Examples:
  dateline timeline strike                              by month
  dateline timeline --speaker ackroyd --by year         when Ackroyd was quoted
  dateline timeline strike --in 2023-Q4                 one quarter, by week
  dateline timeline strike --compare flood --normalise  two subjects, as shares of all that was written
  dateline timeline strike --by day --format csv";

const SIMILAR_EXAMPLES: &str = "\
Examples:
  dateline similar 7kq2m9xw                             articles like this one, copies of it first
  dateline similar 7kq2m9xw:512-690 --after 2025        of this year, like that passage";

const TERMS_EXAMPLES: &str = "\
Examples:
  dateline terms strike                                 the words that mark articles about the strike
  dateline terms flood --after 2025 --format csv";

const SPEAKERS_EXAMPLES: &str = "\
Examples:
  dateline speakers                                     who is quoted most, under which names
  dateline speakers ack --format csv                    everybody with a name that begins so
  dateline speakers --unmerged                          pairs that may be one person, with what speaks for it

Names are joined with care, and `speakers.toml` in the index directory has the last word:
  [[merge]]
  names = [\"Jo Lund\", \"Johanna Lund\"]
  [[split]]
  name = \"Ann Lee\"
  as = \"Ann Lee (chess)\"
  when = \"section:sport date:..2020\"
  [[rename]]
  name = \"Macuácua\"
  as = \"Celestino Macuácua\"
  [[ignore]]
  name = \"Getty Images\"
It holds from the next question on and outlives rebuilds.";

const SHOW_EXAMPLES: &str = "\
Examples:
  dateline show 7kq2m9xw                                an article with everything known about it
  dateline show 7kq2m9xw --raw                          its record as it lies in the archive, before cleaning
  dateline show 7kq2m9xw --passage 0-200                its first 200 characters, and how to cite them
  dateline show 7kq2m9xw:0-200:3fa81c02                 a cited passage";

const EXTRACT_EXAMPLES: &str = "\
Examples:
  dateline extract page.html --explain                  and what was removed, by which rule
  dateline extract --strict crawl.warc.gz > out.jsonl   exit code 2 when a record could not be read
  dateline extract ~/news | jq -r '.quotes[] | select(.speaker.name == \"Ana Lund\") | .text'";

const FORMATS_EXAMPLES: &str = "\
Examples:
  dateline formats
  dateline formats --format json | jq -r '.formats[].extensions[]'";

const LEARN_EXAMPLES: &str = "\
Examples:
  dateline learn chrome --dry-run                       the lines that would be learned
  dateline learn chrome && dateline index               learn them; read the articles concerned again
  dateline learn chrome --refuse 'Letters to the editor'
  dateline learn homes && dateline index                Paris in a paper of Texas is Paris, Texas
  dateline learn homes --set 'The Quay=Norway/Vestland'";

/// A search engine for news archives: which passages are about this, who said it, where, and when
#[derive(Debug, Parser)]
#[command(name = "dateline", version, long_version = VERSION, styles = STYLES, after_long_help = EXAMPLES)]
#[command(disable_help_subcommand = true, subcommand_value_name = "COMMAND")]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub common: CommonArgs,
}

/// Flags that every command knows.
#[derive(Debug, Args)]
pub struct CommonArgs {
    /// Where the index lies [env: DATELINE_INDEX] [default: index]
    #[arg(long, global = true, value_name = "DIR", help_heading = WHAT)]
    pub index: Option<PathBuf>,

    /// Colour: auto, always or never
    ///
    /// `auto` colours only a terminal, and never when NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub color: ColorWhen,

    /// Say on stderr what is being done; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Index(IndexArgs),
    Search(SearchArgs),
    Quotes(QuotesArgs),
    Facets(FacetsArgs),
    Timeline(TimelineArgs),
    Similar(SimilarArgs),
    Terms(TermsArgs),
    Speakers(SpeakersArgs),
    Show(ShowArgs),
    Extract(ExtractArgs),
    Learn(LearnArgs),
    Status(StatusArgs),
    Verify(VerifyArgs),
    Rollback(RollbackArgs),
    Fields(FieldsArgs),
    Formats(FormatsArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
    Help(HelpArgs),
}

/// Read, clean, annotate and index archives; again, only what changed
///
/// The index remembers its roots: `dateline index` alone brings all of them up to date. Files whose size and time
/// are as before are not read again.
#[derive(Debug, Args)]
#[command(after_long_help = INDEX_EXAMPLES)]
pub struct IndexArgs {
    /// Folders and files to add or bring up to date; none: every root of the index
    ///
    /// A quoted pattern such as '2024/*.jsonl' is expanded too.
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Build a whole new index beside the live one and switch it in at the end
    #[arg(long)]
    pub rebuild: bool,

    /// Go on with a build that was cut off: files that were done are not read again
    ///
    /// Where there is none, nothing changes. Any run without it throws away what such a build had done.
    #[arg(long)]
    pub resume: bool,

    /// Old generations to keep for `rollback`, now and from now on
    #[arg(long, value_name = "N")]
    pub keep: Option<usize>,

    /// Say what would be done, a line a file, and do nothing
    #[arg(long, conflicts_with = "resume")]
    pub dry_run: bool,

    /// Forget a root, by its path or its name, and what came from it (repeatable)
    #[arg(long, value_name = "PATH")]
    pub drop: Vec<String>,

    /// Withhold an article, or all at an address, from every answer until it is released
    ///
    /// For takedowns and court orders. It takes effect at once, and holds through updates and rebuilds. An article named
    /// by its id is withheld wherever its file is moved to, with every copy of the same headline and text.
    #[arg(long, value_name = "ID|URL", requires = "reason", conflicts_with_all = ["paths", "rebuild", "release"])]
    pub withhold: Option<String>,

    /// Why it is withheld: kept in `withheld.jsonl` of the index
    #[arg(long, value_name = "TEXT", requires = "withhold")]
    pub reason: Option<String>,

    /// Undo --withhold
    #[arg(long, value_name = "ID|URL", conflicts_with_all = ["paths", "rebuild"])]
    pub release: Option<String>,

    /// Annotate anew from the stored text, when the rules of this program have changed: speakers, places or dates
    ///
    /// Repeatable, or separated by commas. Only what it names changes, and only in the articles of --where.
    #[arg(long, value_name = "PART", value_delimiter = ',', hide_possible_values = true)]
    #[arg(conflicts_with_all = ["paths", "rebuild", "drop", "watch", "dry_run", "resume"])]
    pub reannotate: Vec<PartArg>,

    /// The articles that --reannotate takes, by a query; none: all
    #[arg(long = "where", value_name = "QUERY", requires = "reannotate")]
    pub filter: Option<String>,

    /// Stay, and bring the index up to date every so many seconds [default: 10]
    ///
    /// Ctrl-C or SIGTERM ends it in order.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "10", require_equals = true)]
    #[arg(conflicts_with_all = ["rebuild", "dry_run", "drop", "resume"])]
    pub watch: Option<u64>,

    /// How progress is told on stderr: auto, json (a line a second) or none
    #[arg(long, value_name = "HOW", default_value = "auto", hide_possible_values = true, hide_default_value = true)]
    pub progress: ProgressArg,

    /// The root's name in the index [default: the last part of its path]
    #[arg(long = "as", value_name = "LABEL")]
    pub label: Option<String>,

    /// Index text and metadata only: no quotations, places or dates
    #[arg(long)]
    pub no_annotate: bool,

    /// Seconds between the points from which `--resume` goes on
    #[arg(long, value_name = "SECONDS", default_value_t = CHECKPOINT.as_secs())]
    pub checkpoint: u64,

    /// Memory for the index writer's buffers, such as 512M
    #[arg(long, value_name = "SIZE", default_value = "300M", value_parser = parse_size)]
    pub memory: usize,

    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// How archives are read.
#[derive(Debug, Args)]
pub struct ReadingArgs {
    /// A JSON field by another name, such as title=headline
    ///
    /// Repeatable. The left side is one of id, title, text, date, byline, source, section, language, url.
    #[arg(long = "map", value_name = "OURS=THEIRS", value_parser = parse_map)]
    pub maps: Vec<(String, String)>,

    /// Towns of a GeoNames dump over the built-in ones, such as cities500.txt
    ///
    /// An unpacked, tab-separated file of 19 columns. An index remembers it, and refuses to be brought up to date with
    /// another one; `--rebuild --gazetteer built-in` goes back.
    #[arg(long, value_name = "FILE")]
    pub gazetteer: Option<PathBuf>,
    /// End with exit code 2 when anything could not be read
    ///
    /// The run itself goes on to its end: what could be read is in the index, or on standard output.
    #[arg(long)]
    pub strict: bool,

    /// Threads that read and annotate [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub jobs: Option<u16>,
}

/// Ranked passages, best first, grouped by article
#[derive(Debug, Args)]
#[command(after_long_help = SEARCH_EXAMPLES)]
pub struct SearchArgs {
    /// Words, "phrases", OR, -not, field:value; nothing means every article
    ///
    /// Words are joined by AND. Several arguments are one query. `dateline fields` lists the fields.
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    /// Answer many queries, a line each: `id<TAB>query`, or just the query
    ///
    /// One JSON line a query, with its `id` (its line number when it has none). A query that cannot be understood
    /// gets an `error` in its place and the rest go on. `-` reads standard input.
    #[arg(long, value_name = "FILE", conflicts_with = "query", help_heading = WHAT)]
    pub queries: Option<PathBuf>,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// relevance, newest or oldest
    #[arg(long, value_name = "ORDER", default_value = "relevance", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub sort: SortArg,

    #[command(flatten)]
    pub page: PageArgs,

    /// Passages an article
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = SHOW)]
    pub passages: usize,

    /// A pure list of passages, not grouped by article
    #[arg(long, help_heading = SHOW)]
    pub flat: bool,

    /// Score the passages of every match, not only of the best 200 articles
    #[arg(long, help_heading = SHOW)]
    pub exhaustive: bool,

    /// Say what each hit scored and why
    #[arg(long, help_heading = SHOW)]
    pub explain: bool,

    /// Every hit, however many: written as they are read with --format jsonl or csv
    #[arg(long, help_heading = SHOW, conflicts_with_all = ["limit", "offset"])]
    pub all: bool,

    /// A hit for every article, not one for every story of near-duplicates
    #[arg(long, help_heading = SHOW)]
    pub copies: bool,

    /// Which article of a story to show: best, first, latest or fullest [default: best]
    ///
    /// Of those that match: the one that ranks best, the earliest, the latest, or the one with the most words.
    #[arg(long, value_name = "WHICH", default_value = "best", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true, conflicts_with_all = ["copies", "flat"])]
    pub shown: FaceArg,

    /// Count a field's values too (repeatable)
    #[arg(long = "facet", value_name = "FIELD", help_heading = SHOW)]
    pub facets: Vec<String>,

    /// Count matches by day, week, month, quarter or year too
    #[arg(long, value_name = "UNIT", help_heading = SHOW, hide_possible_values = true)]
    pub timeline: Option<BucketArg>,

    #[command(flatten)]
    pub count: CountArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// What was said: quotations, by whom, about what
///
/// Direct and mixed quotations, unless --kind says otherwise. The query is searched inside the quoted words only.
#[derive(Debug, Args)]
#[command(after_long_help = QUOTES_EXAMPLES)]
pub struct QuotesArgs {
    /// Words inside the quotation; nothing means every quotation
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// direct, mixed, indirect or all (repeatable) [default: direct and mixed]
    #[arg(long = "kind", value_name = "KIND", help_heading = NARROW, hide_possible_values = true)]
    pub kinds: Vec<KindArg>,

    /// Words that mention this person or thing, said by somebody else (repeatable)
    ///
    /// A person's other names count too: `--about trump` finds `Donald J. Trump`.
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub about: Vec<String>,

    /// Only where the rule that chose the speaker is at least so often right, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0, value_parser = parse_share, help_heading = NARROW)]
    #[arg(hide_default_value = true)]
    pub min_confidence: f32,

    /// relevance, newest or oldest
    #[arg(long, value_name = "ORDER", default_value = "relevance", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub sort: SortArg,

    /// Show the paragraph around each quotation
    #[arg(long, help_heading = SHOW)]
    pub context: bool,

    #[command(flatten)]
    pub page: PageArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// The values of a field among the matches, most frequent first
///
/// Counts are exact: matching articles that have the value and, for speakers, their quotations in them.
#[derive(Debug, Args)]
#[command(after_long_help = FACETS_EXAMPLES)]
pub struct FacetsArgs {
    /// speaker, place, focus, source, section, byline, language or year; several with commas
    pub field: String,

    /// As for `search`; nothing means every article
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// Count each field as if its own flag were not given
    ///
    /// `facets source --source X --multi-select` still counts the other outlets, to choose among.
    #[arg(long, help_heading = SHOW)]
    pub multi_select: bool,

    /// Values to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = SHOW)]
    pub limit: usize,

    /// Count the articles of each value by another field, or by day, week, month, quarter or year
    #[arg(long, value_name = "FIELD", help_heading = SHOW)]
    pub by: Option<String>,

    /// Of places: only what lies inside this one
    #[arg(long, value_name = "PLACE", help_heading = SHOW)]
    pub under: Option<String>,

    /// Of places: so many steps down the tree
    ///
    /// From the continents, or from the place of --under: `facets place --under Europe --depth 1` counts countries.
    #[arg(long, value_name = "N", help_heading = SHOW, value_parser = parse_depth)]
    pub depth: Option<usize>,

    #[command(flatten)]
    pub count: CountArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// How many articles match, by calendar unit
#[derive(Debug, Args)]
#[command(after_long_help = TIMELINE_EXAMPLES)]
pub struct TimelineArgs {
    /// As for `search`; nothing means every article
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// Look into one period: 2025, 2025-Q3, 2025-08 or 2025-08-01..2025-08-15
    ///
    /// As the timeline names it. Without --by, years are shown by month, quarters by week, months by day.
    #[arg(long = "in", value_name = "PERIOD", help_heading = NARROW, conflicts_with_all = ["after", "before"])]
    pub period: Option<Period>,

    /// Another query beside the first, over the same calendar units (repeatable)
    #[arg(long, value_name = "QUERY", help_heading = WHAT)]
    pub compare: Vec<String>,

    /// day, week, month, quarter or year [default: month]
    #[arg(long, value_name = "UNIT", help_heading = SHOW, hide_possible_values = true)]
    pub by: Option<BucketArg>,

    /// Draw shares of the archive's articles: what grew with the archive did not grow
    #[arg(long, help_heading = SHOW)]
    pub normalise: bool,

    #[command(flatten)]
    pub count: CountArgs,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// Who is quoted: people with their articles, quotations and the names they go by
///
/// One line a person, most articles first. Quotations are direct and mixed ones.
#[derive(Debug, Args)]
#[command(after_long_help = SPEAKERS_EXAMPLES)]
pub struct SpeakersArgs {
    /// What a word of the name begins with; nothing means everybody
    pub prefix: Vec<String>,

    /// Pairs of people who may be one, with what speaks for and against it
    #[arg(long)]
    pub unmerged: bool,

    /// People or pairs to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = SHOW)]
    pub limit: usize,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// Articles like an article, or like a passage
///
/// Found by the words that are frequent in it and rare elsewhere; texts that share more than names say how much.
#[derive(Debug, Args)]
#[command(after_long_help = SIMILAR_EXAMPLES)]
pub struct SimilarArgs {
    /// An article's id, or the citation of a passage
    pub id: String,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    #[command(flatten)]
    pub page: PageArgs,

    /// A hit for every article, not one for every story of near-duplicates
    #[arg(long, help_heading = SHOW)]
    pub copies: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// The words that mark the articles of an answer against the rest of the archive
///
/// By the log-likelihood ratio of the articles that have them, over the best 500 that match; copies of a story count once.
#[derive(Debug, Args)]
#[command(after_long_help = TERMS_EXAMPLES)]
pub struct TermsArgs {
    /// As for `search`
    #[arg(required = true)]
    pub query: Vec<String>,

    #[command(flatten)]
    pub archive: ArchiveArgs,

    #[command(flatten)]
    pub narrow: NarrowArgs,

    /// Words to show
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20, help_heading = SHOW)]
    pub limit: usize,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// One article as indexed, with its quotations, places and dates
#[derive(Debug, Args)]
#[command(after_long_help = SHOW_EXAMPLES)]
pub struct ShowArgs {
    /// Article ids, or citations of passages; six characters are enough when no other id begins so
    ///
    /// A citation is what JSON answers give as `cite`: the id, the place in code points, and a digest of the words, as in
    /// 7kq2m9xw:512-690:3fa81c02. It outlives rebuilds, and says so when the words are others now.
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,

    /// The record as it lies in the archive, before anything was removed; its file is read again
    #[arg(long, conflicts_with = "passage")]
    pub raw: bool,

    /// Only this stretch of the text, in code points, with what it is cited by
    #[arg(long, value_name = "START-END")]
    pub passage: Option<String>,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// What the program reads in files, as JSON lines; needs no index
///
/// A line an article, in input order. What is no article and what cannot be read is told on stderr.
#[derive(Debug, Args)]
#[command(after_long_help = EXTRACT_EXAMPLES)]
pub struct ExtractArgs {
    /// Folders and files
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// List what was removed from each article, and by which rule
    #[arg(long)]
    pub explain: bool,

    /// Where the outlet is at home, such as Texas: its Paris is likely the one there
    #[arg(long, value_name = "PLACE")]
    pub home: Option<String>,

    #[command(flatten)]
    pub reading: ReadingArgs,
}

/// Learn from the index what its outlets repeat, for the next `index`
///
/// `chrome` finds the lines that an outlet repeats across many of its articles and adds them to a table in the index
/// directory. The next `dateline index` reads that outlet's articles again, without them; `extract --explain` and
/// `show --raw` tell what was taken out. `homes` finds the region that most of an outlet's articles are about: a name
/// that several places have is then more likely the one at home. The tables outlive rebuilds, and nothing else writes them.
#[derive(Debug, Args)]
#[command(after_long_help = LEARN_EXAMPLES)]
pub struct LearnArgs {
    /// chrome or homes
    #[arg(hide_possible_values = true)]
    pub what: LearnArg,

    /// Show what would be learned, and write nothing
    #[arg(long, conflicts_with_all = ["list", "refuse", "forget"])]
    pub dry_run: bool,

    /// Show what was learned so far
    #[arg(long, conflicts_with_all = ["refuse", "forget"])]
    pub list: bool,

    /// This line is no chrome, this region no home: do not learn it again (repeatable)
    #[arg(long, value_name = "ROW", conflicts_with = "forget")]
    pub refuse: Vec<String>,

    /// Say where an outlet is at home, such as 'The Quay=Norway' (repeatable)
    #[arg(long, value_name = "OUTLET=PLACE", value_parser = parse_home)]
    #[arg(conflicts_with_all = ["dry_run", "list", "refuse", "forget"])]
    pub set: Vec<(String, String)>,

    /// Empty the table, refused lines included; the one before stays beside it as `.bak`
    #[arg(long)]
    pub forget: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// What the index holds: roots, counts, sizes, versions, rejects by reason
#[derive(Debug, Args)]
pub struct StatusArgs {
    /// A digest of every article: equal for equal archives; reads the whole index
    #[arg(long)]
    pub digest: bool,

    /// What could not be read instead: a line a record, with its place and the reason
    #[arg(long, conflicts_with = "digest")]
    pub rejects: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// Whether the index is what it was made to be: files, tables, articles
///
/// Every file is compared with its checksum, the articles with the manifest and the table of files. What a run that was
/// cut off left behind is told and is no damage. Searching and indexing go on meanwhile.
#[derive(Debug, Args)]
#[command(after_long_help = VERIFY_EXAMPLES)]
pub struct VerifyArgs {
    /// Remove what lies about, and where the live index is damaged, go back to the newest whole one
    #[arg(long)]
    pub repair: bool,

    #[command(flatten)]
    pub format: FormatArgs,
}

/// Go back to an old generation of the index, kept with `index --keep`
///
/// What was live is kept in its place: `rollback` again undoes it. `dateline index` then brings the old one up to date.
#[derive(Debug, Args)]
pub struct RollbackArgs {
    /// A kept generation, as `status` lists them [default: the one before]
    pub generation: Option<String>,
}

/// The fields of the query language, with an example each
#[derive(Debug, Args)]
pub struct FieldsArgs {
    #[command(flatten)]
    pub format: FormatArgs,
}

/// The formats that are read, and the names of their files
///
/// The content of a file decides; its name is asked only where the content cannot tell.
#[derive(Debug, Args)]
#[command(after_long_help = FORMATS_EXAMPLES)]
pub struct FormatsArgs {
    #[command(flatten)]
    pub format: FormatArgs,
}

/// Completions for a shell, on stdout
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// bash, elvish, fish, powershell or zsh
    #[arg(hide_possible_values = true)]
    pub shell: Shell,
}

/// The manual page, on stdout
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The page of this command; the program's own when not given
    pub command: Option<String>,
}

/// The query language on one page (`help query`), or the help of a command
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// `query`, or a command
    pub topic: Option<String>,
}

/// Archives to bring up to date before answering.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// Bring the index up to date for PATH, then answer from it alone (repeatable)
    #[arg(long = "archive", value_name = "PATH", help_heading = WHAT)]
    pub paths: Vec<PathBuf>,
}

/// The flags that narrow. All must hold; several values of one flag are alternatives.
#[derive(Debug, Args)]
pub struct NarrowArgs {
    /// Who is quoted: words of the name
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub speaker: Vec<String>,

    /// A place mentioned, or anything inside it
    #[arg(long, value_name = "PLACE", help_heading = NARROW)]
    pub place: Vec<String>,

    /// The place the story is about, or what it lies in
    #[arg(long, value_name = "PLACE", help_heading = NARROW)]
    pub focus: Vec<String>,

    /// A place mentioned within a circle: 51.5,-0.1,50km or Kyiv,30mi
    ///
    /// Degrees north, degrees east, radius; negative degrees are south and west. Towns, counties and seats of power
    /// are measured from; countries and what else is no point are not.
    #[arg(long, value_name = "CIRCLE", help_heading = NARROW, value_parser = parse_circle, allow_hyphen_values = true)]
    pub near: Vec<String>,

    /// Where the story was filed
    #[arg(long, value_name = "PLACE", help_heading = NARROW)]
    pub dateline: Vec<String>,

    /// The outlet
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub source: Vec<String>,

    /// The section or topic
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub section: Vec<String>,

    /// Who wrote it
    #[arg(long, value_name = "NAME", help_heading = NARROW)]
    pub byline: Vec<String>,

    /// Language of the text, as a two-letter code
    #[arg(long, value_name = "CODE", help_heading = NARROW)]
    pub language: Vec<String>,

    /// Path under the root; `*` at its end for everything that begins so
    #[arg(long, value_name = "PATH", help_heading = NARROW)]
    pub path: Vec<String>,

    /// First day: 2025, 2025-08, 2025-08-16, today, yesterday or 7d
    ///
    /// The day named is included, and so is all of the year or month. `7d` is seven days ago.
    #[arg(long, value_name = "DATE", help_heading = NARROW)]
    pub after: Option<Day>,

    /// Last day; 2025-08 includes all of August
    ///
    /// Written like --after. Articles without a date are left out by both, and counted on stderr.
    #[arg(long, value_name = "DATE", help_heading = NARROW)]
    pub before: Option<Day>,
}

/// Which part of the list.
#[derive(Debug, Args)]
pub struct PageArgs {
    /// Hits to show [default: 10]
    #[arg(short = 'n', long, value_name = "N", default_value_t = 10, help_heading = SHOW, hide_default_value = true)]
    pub limit: usize,

    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0, help_heading = SHOW, hide_default_value = true)]
    pub offset: usize,
}

/// What facets and timeline count.
#[derive(Debug, Args)]
pub struct CountArgs {
    /// Count articles, or stories: near-duplicates once [default: articles]
    ///
    /// A story counts once for each value that one of its matching articles has, and in the unit of its earliest.
    #[arg(long, value_name = "WHAT", default_value = "articles", help_heading = SHOW)]
    #[arg(hide_possible_values = true, hide_default_value = true)]
    pub count: CountArg,
}

#[derive(Debug, Args)]
pub struct FormatArgs {
    /// text, json (one object), jsonl (an object a line) or csv [default: text]
    #[arg(long, value_name = "FORMAT", help_heading = SHOW, hide_possible_values = true)]
    pub format: Option<FormatArg>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    Text,
    Json,
    Jsonl,
    Csv,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PartArg {
    Speakers,
    Places,
    Dates,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProgressArg {
    Auto,
    Json,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortArg {
    Relevance,
    Newest,
    Oldest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FaceArg {
    Best,
    First,
    Latest,
    Fullest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CountArg {
    Articles,
    Stories,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BucketArg {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LearnArg {
    Chrome,
    Homes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum KindArg {
    Direct,
    Mixed,
    Indirect,
    All,
}

/// `512M`, `2G`, `800K`, or plain bytes, in powers of 1024.
fn parse_size(typed: &str) -> Result<usize, String> {
    let (digits, unit) = match typed.char_indices().next_back() {
        Some((at, 'k' | 'K')) => (&typed[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&typed[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&typed[..at], 1 << 30),
        _ => (typed, 1usize),
    };
    let number: usize = digits.parse().map_err(|_| "expected a size such as 512M or 2G".to_owned())?;
    number.checked_mul(unit).ok_or_else(|| "more than this machine can count".to_owned())
}

/// A circle, checked and handed on as it was typed.
fn parse_circle(typed: &str) -> Result<String, String> {
    circle(typed).map(|_| typed.to_owned()).ok_or_else(|| CIRCLES.to_owned())
}

/// `The Quay=Norway` as (`The Quay`, `Norway`).
fn parse_home(typed: &str) -> Result<(String, String), String> {
    match typed.rsplit_once('=').map(|(outlet, place)| (outlet.trim(), place.trim())) {
        Some((outlet, place)) if !outlet.is_empty() && !place.is_empty() => Ok((outlet.to_owned(), place.to_owned())),
        _ => Err("expected OUTLET=PLACE, such as 'The Quay=Norway'".to_owned()),
    }
}

/// One step or more.
fn parse_depth(typed: &str) -> Result<usize, String> {
    typed.parse().ok().filter(|&depth| depth > 0).ok_or_else(|| "expected a number from 1".to_owned())
}

/// A number from 0 to 1.
fn parse_share(typed: &str) -> Result<f32, String> {
    let share = typed.parse().ok().filter(|share| (0.0..=1.0).contains(share));
    share.ok_or_else(|| "expected a number from 0 to 1, such as 0.8".to_owned())
}

/// `title=headline` as (`title`, `headline`).
fn parse_map(typed: &str) -> Result<(String, String), String> {
    const OURS: [&str; 9] = ["id", "title", "text", "date", "byline", "source", "section", "language", "url"];
    let (ours, theirs) = typed.split_once('=').ok_or("expected OURS=THEIRS, such as title=headline")?;
    if !OURS.contains(&ours) {
        return Err(format!("no field `{ours}`; expected one of {}", OURS.join(", ")));
    }
    if theirs.is_empty() {
        return Err("the name after `=` is missing".to_owned());
    }
    Ok((ours.to_owned(), theirs.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes() {
        for (typed, bytes) in [("512", Some(512)), ("2k", Some(2048)), ("3M", Some(3 << 20)), ("1G", Some(1 << 30))] {
            assert_eq!(parse_size(typed).ok(), bytes, "{typed}");
        }
        for typed in ["", "M", "-1M", "1.5G", "99999999999999999999G", "1é"] {
            assert!(parse_size(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn maps() {
        assert_eq!(parse_map("title=headline"), Ok(("title".to_owned(), "headline".to_owned())));
        for typed in ["title", "title=", "heading=title", ""] {
            assert!(parse_map(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn short_help_fits_a_screen() {
        let mut command = Cli::command().term_width(100);
        command.build();
        for sub in command.get_subcommands_mut() {
            let lines = sub.render_help().to_string().lines().count();
            assert!(lines <= 48, "`{} -h` has {lines} lines", sub.get_name());
        }
    }
}
