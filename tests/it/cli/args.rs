//! What was typed: help, refusals, dates, exit codes.

use super::Desk;

#[test]
fn the_version_credits_the_gazetteer() {
    let did = Desk::new().run(&["--version"]);
    assert!(did.out.contains("GeoNames") && did.out.contains("CC BY 4.0"), "{}", did.out);
}

#[test]
fn help_is_an_answer_and_a_slip_is_an_error() {
    let desk = Desk::new();
    for args in [&["--help"][..], &["-h"], &["search", "--help"], &["quotes", "-h"], &["--version"]] {
        let did = desk.run(args);
        assert_eq!((did.code, did.err.as_str()), (0, ""), "{args:?}");
    }
    for args in [&[][..], &["sarch"], &["search", "--colour"], &["extract"], &["facets"], &["search", "--limit", "x"]] {
        let did = desk.run(args);
        assert_eq!((did.code, did.out.as_str()), (2, ""), "{args:?}: {}", did.err);
    }
}

#[test]
fn long_help_has_examples_and_headings_for_people() {
    let help = Desk::new().run(&["search", "--help"]).out;
    for expected in ["What to search:", "Narrow by:", "How to show it:", "Examples:"] {
        assert!(help.contains(expected), "{expected}");
    }
}

fn refused(args: &[&str], expected: &str) {
    let did = Desk::new().run(args);
    assert_eq!((did.code, did.out.as_str()), (2, ""), "{args:?}");
    assert_eq!(did.err, expected, "{args:?}");
}

#[test]
fn refusals_say_what_to_do() {
    refused(&["search", "ferry"], "error: no index at `index`\nhint: build one with `dateline index <archive>`\n");
    refused(
        &["facets", "mood"],
        "error: no field `mood` whose values can be counted\n\
         hint: these can: `speaker`, `place`, `focus`, `source`, `section`, `byline`, `language`, `year`\n",
    );
    refused(
        &["search", "ferry", "--after", "2025", "--before", "2024"],
        "error: no day is both after 2025-01-01 and before 2024-12-31\n\
         hint: the earlier day belongs to `after`, the later to `before`; both are included\n",
    );
    refused(
        &["search", "ferry", "--facet", "place", "--format", "csv"],
        "error: hits and counts do not fit into one table\n\
         hint: use `--format json`, or ask `dateline facets` and `dateline timeline` for the counts\n",
    );
    refused(
        &["show", "abcdef", "--format", "csv"],
        "error: `show` has no csv form\nhint: use `--format text` or `--format json` or `--format jsonl`\n",
    );
    refused(&["man", "sarch"], "error: no command `sarch`\nhint: `dateline --help` lists the commands\n");
}

#[test]
fn slips_are_refused_in_the_same_style() {
    refused(
        &["search", "ferry", "--after", "soon"],
        "error: invalid value 'soon' for '--after <DATE>': \
         expected a date such as 2025, 2025-08, 2025-08-16, today, yesterday or 7d\n\
         hint: `--help` says more\n",
    );
    refused(
        &["timelin"],
        "error: unrecognized subcommand 'timelin'\n\
         hint: a similar subcommand exists: 'timeline'\n\
         Usage: dateline [OPTIONS] <COMMAND>\n\
         hint: `--help` says more\n",
    );
}

#[test]
fn completions_and_manual_pages() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let did = desk.run(&["completions", shell]);
        assert!(did.code == 0 && did.out.contains("timeline"), "{shell}");
    }
    assert!(desk.run(&["man"]).out.contains(".TH dateline 1"));
    assert!(desk.run(&["man", "search"]).out.contains(".TH dateline-search 1"));
}
