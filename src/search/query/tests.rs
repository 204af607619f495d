use super::*;
use proptest::prelude::*;

/// A query and how it is understood; the print is understood the same.
fn check(query: &str, printed: &str) {
    let node = parse(query).unwrap_or_else(|e| panic!("{query}: {e}\n{}", e.detail.clone().unwrap_or_default()));
    assert_eq!(node.to_string(), printed, "{query}");
    assert_eq!(parse(printed).as_ref(), Ok(&node), "{query} printed as {printed}");
}

#[test]
fn queries() {
    check("", "*");
    check("  ", "*");
    check("*", "*");
    check("security guarantees", "security AND guarantees");
    check("cats and dogs or not", "cats AND and AND dogs AND or AND not");
    check("a AND b OR c", "a AND b OR c");
    check("a AND (b OR c)", "a AND (b OR c)");
    check("(a b) c", "(a AND b) AND c");
    check("((a))", "a");
    check("-x", "NOT x");
    check("a -b -(c OR d)", "a AND NOT b AND NOT (c OR d)");
    check("NOT NOT a", "NOT NOT a");
    check("well-known", "well-known");
    check("a - b", "a AND - AND b");
    check("“Next time in Moscow.”", "\"Next time in Moscow.\"");
    check("\"a  b\"~3", "\"a b\"~3");
    check("=\"As Written\"", "=\"As Written\"");
    check("=Apple", "=Apple");
    check("trum* *gate", "trum* AND *gate");
    check("orbn~ orbn~2", "orbn~1 AND orbn~2");
    check("title:budget", "title:budget");
    check("Title:budget", "title:budget");
    check("title:(budget OR \"tax cut\")", "title:(budget OR \"tax cut\")");
    check("title:budget^2.5", "title:budget^2.5");
    check("title:(budget^2)", "title:(budget^2)");
    check("(a OR b)^3 \"c d\"^2", "(a OR b)^3 AND \"c d\"^2");
    check("place:\"Paris, Texas\" place:Texas/Paris", "place:\"Paris, Texas\" AND place:Texas/Paris");
    check("path:2024/*", "path:2024/*");
    check("path:a:b-c", "path:a:b-c");
    check("path:date:2024.txt title:10:30 lead:date:", "path:date:2024.txt AND title:10:30 AND lead:date:");
    check("source:\"The \\\"Daily\\\" a\\b\" path:\"a*b\"", "source:\"The \\\"Daily\\\" a\\\\b\" AND path:\"a*b\"");
    check("date:2025-08-01..2025-08-31", "date:2025-08-01..2025-08-31");
    check("date:(2025 OR none)", "date:(2025 OR none)");
    check("mentions:2022-02", "mentions:2022-02");
    check("ceasefire NEAR/8 talks", "ceasefire NEAR/8 talks");
    check("a ADJ/2 b ADJ/2 c", "a ADJ/2 b ADJ/2 c");
    check("a SAME (b OR \"c d\") e", "a SAME (b OR \"c d\") AND e");
    check("(a NEAR/2 b) SENT c", "(a NEAR/2 b) SENT c");
    check("atleast3(a OR b)", "atleast3(a OR b)");
    check("title:atleast2(a)", "title:atleast2(a)");
    check("caps(Apple)", "caps(Apple)");
    check("CAPS(Apple OR \"White House\") NEAR/5 court", "caps(Apple OR \"White House\") NEAR/5 court");
    check("title:caps(Apple) caps (a)", "title:caps(Apple) AND caps AND a");
    check("said:(a NEAR/3 b)", "said:(a NEAR/3 b)");
    check("lead:budget", "lead:budget");
    check("10:30 Brexit: the story", "10:30 AND Brexit: AND the AND story");
    check("at 5^2", "at AND 5^2");
}

/// A query that is refused: the message, and the part of the query under the caret.
fn refused(query: &str, message: &str, marked: &str) {
    let error = parse(query).expect_err(query);
    assert_eq!(error.message, message, "{query}");
    let detail = error.detail.unwrap();
    let (line, carets) = detail.split_once('\n').unwrap();
    let column = carets.chars().take_while(|c| *c == ' ').count();
    let width = carets.chars().count() - column;
    assert_eq!(line.chars().skip(column).take(width).collect::<String>(), marked, "{query}");
}

#[test]
fn faults() {
    refused("a =har*", "`=` asks for one form of a word and `*` for many: leave one of them out", "=har*");
    refused("a OR", "expected a word, a phrase or a parenthesis", "");
    refused("\"a =b\"~3", "`=` stands for nothing inside quotation marks", "\"a =b\"~3");
    refused("a speaker:lund~", "`~` is not supported in `speaker:`", "lund~");
    refused("place:lund~1", "`~` is not supported in `place:`", "lund~1");
    refused("title:-a", "a minus stands before the field: `-title:a`", "-a");
    refused("a^2^3", "expected one `^` behind a word", "^2^3");
    check("title:(-a)", "title:(NOT a)");
    refused("OR a", "expected a word, a phrase or a parenthesis", "OR");
    refused("été (a b", "this parenthesis is never closed", "(");
    refused("a) b", "this parenthesis was never opened", ")");
    refused("a () b", "expected a word inside the parentheses", ")");
    refused("say “no", "expected a closing quotation mark", "“");
    refused("\"a b\"~500", "expected a number from 0 to 99 after `~`", "~500");
    refused("a NEAR b", "expected a number from 1 to 99 after `NEAR/`", "NEAR");
    refused("a ADJ/0 b", "expected a number from 1 to 99 after `ADJ/`", "ADJ/0");
    refused("atleast0(a)", "expected a number from 1 to 1000 after `atleast`", "atleast0");
    refused("a \"sta* war\"", "`*` stands for nothing inside quotation marks", "\"sta* war\"");
    refused("title:=“a*”", "`*` stands for nothing inside quotation marks", "=“a*”");
    refused("a NEAR/2 b SAME c", "expected the same operator as before", "SAME");
    refused("a NEAR/2 -b", "expected a word, a phrase or a parenthesis", "-");
    refused("a NEAR/2 (b c)", "`NEAR/2` joins words, phrases, and words or phrases with OR", "(b c)");
    refused("year:2025", "there is no field `year`", "year:");
    refused("colour:red", "there is no field `colour`", "colour:");
    refused("title: red", "expected a value right after `title:`", "title:");
    refused("caps(a b)", "`caps` joins words, phrases, and words or phrases with OR", "(a b)");
    refused("title:lead:x", "a field cannot stand inside another field", "lead:");
    refused("said:Title:\"a b\"", "a field cannot stand inside another field", "Title:");
    refused("date:2025..2024-03", "the days after `date:` end before they begin", "2025..2024-03");
    refused("title:(body:x)", "a field cannot stand inside another field", "body:");
    refused("date:soon", "expected a date after `date:`", "soon");
    refused("mentions:none", "expected a date after `mentions:`", "none");
    refused("near:\"51.5,-0.1\"", "expected a circle after `near:`", "\"51.5,-0.1\"");
    refused("a^b", "expected a number up to 1000 after `^`", "^b");
    refused("word~7", "expected `~`, `~1` or `~2` at the end of the word", "word~7");
    refused("path:a*b", "in `path:` a `*` can stand only at the end", "a*b");
}

#[test]
fn days_that_are_turned_round_are_shown_the_other_way() {
    let hint = |query: &str| parse(query).expect_err(query).hint.unwrap();
    assert_eq!(hint("date:2025..2024-03"), "the earlier one comes first: `2024-03..2025`");
    assert!(hint("date:2025..2024-13").starts_with("dates are "));
}

#[test]
fn hostile_queries_are_refused() {
    let message = |query: String| parse(&query).expect_err("refused").message;
    assert_eq!(message("w ".repeat(10_000)), "the query has more than 1000 words");
    assert!(message("(".repeat(60_000)).starts_with("the query is nested"));
    assert!(message("-".repeat(60_000) + "a").starts_with("the query is nested"));
    assert!(message("NOT ".repeat(10_000) + "a").starts_with("the query is nested"));
    assert!(message("title:(".repeat(9_000)).starts_with("a field"));
    let chain = |parts: usize| vec!["a"; parts].join(" NEAR/99 ");
    assert_eq!(message(chain(40)), "`NEAR` and `ADJ` join at most 10 words or phrases, here 40");
    assert!(message(format!("({}) ADJ/2 ({} OR b)", chain(5), chain(6))).ends_with("here 11"));
    assert!(parse(&format!("({}) ADJ/2 ({} OR {})", chain(5), chain(5), chain(5))).is_ok());
    assert!(message("a".repeat(1 << 20)).starts_with("the query has 1048576 bytes"));
}

fn leaf() -> impl Strategy<Value = Expr> {
    prop_oneof![
        "[a-z]{1,6}".prop_map(Expr::Word),
        "[a-zé]{1,6}".prop_map(Expr::Exact),
        "[a-z]{1,4}\\*".prop_map(Expr::Pattern),
        ("[a-z]{2,6}", 1..=2u8).prop_map(|(word, edits)| Expr::Fuzzy { word, edits }),
        ("[a-z]{1,4} [a-z\"”\\\\]{1,4}", 0..5u32, any::<bool>()).prop_map(|(words, slop, exact)| Expr::Phrase {
            words,
            slop,
            exact
        }),
    ]
}

fn node(expr: Expr) -> Node {
    Node { expr, span: Span::default() }
}

fn positional() -> impl Strategy<Value = Expr> {
    leaf().prop_recursive(2, 8, 3, |inner| {
        let parts = || prop::collection::vec(inner.clone().prop_map(node), 2..4);
        prop_oneof![
            (1..9u32, any::<bool>(), parts()).prop_map(|(distance, ordered, parts)| Expr::Near {
                distance,
                ordered,
                parts
            }),
            parts().prop_map(|parts| Expr::Within { unit: Unit::Sentence, parts }),
            parts().prop_map(Expr::Any),
            inner.clone().prop_map(|e| Expr::Caps(Box::new(node(e)))),
        ]
    })
}

fn query() -> impl Strategy<Value = Expr> {
    prop_oneof![positional(), Just(Expr::Everything)].prop_recursive(4, 24, 4, |inner| {
        let parts = || prop::collection::vec(inner.clone().prop_map(node), 2..4);
        prop_oneof![
            parts().prop_map(Expr::All),
            parts().prop_map(Expr::Any),
            inner.clone().prop_map(|e| Expr::Not(Box::new(node(e)))),
            inner.prop_map(|e| Expr::Boost { factor: 2.5, inner: Box::new(node(e)) }),
            (2..5u32, positional()).prop_map(|(times, e)| Expr::AtLeast { times, inner: Box::new(node(e)) }),
            positional().prop_map(|e| Expr::Field { name: "said", inner: Box::new(node(e)) }),
        ]
    })
}

proptest! {
    #[test]
    fn printing_is_parsing_backwards(expr in query()) {
        let printed = expr.to_string();
        prop_assert_eq!(parse(&printed).map(|n| n.expr), Ok(expr), "{}", printed);
    }

    #[test]
    fn no_input_panics(text in "[a-z \"“\\\\()*~^:=/0-9éNEARORANDSATl-]{0,60}|\\PC{0,40}") {
        if let Ok(node) = parse(&text) {
            let printed = node.to_string();
            prop_assert_eq!(parse(&printed), Ok(node), "{}", printed);
        }
    }
}
