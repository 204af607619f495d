//! `/docs`: the API for people.

use super::address::Address;
use super::layout::{search_box, whole};
use crate::index::FIELDS;
use crate::search::ask::Values;
use crate::search::query::OPERATORS;
use maud::{Markup, html};

/// An operation: its path, a line about it, and name, meaning and form of what it takes.
pub struct Described {
    pub path: String,
    pub about: &'static str,
    pub parameters: Vec<(&'static str, &'static str, String)>,
}

pub fn page(operations: &[Described]) -> Markup {
    let address = Address::new("/", &Values::default());
    let content = html! {
        div.docs {
            h1 { "API" }
            p { "Every answer is the JSON that the command of the same name writes with " code { "--format json" }
                ", and the " code { "notes" } " that it tells beside it"
                ". The query is " code { "q" } "; everything else is named as the command’s flags are. For programs: "
                a href="/api/openapi.json" { "the OpenAPI document" } "." }
            p { "What went wrong is an " code { "application/problem+json" } "; a query that cannot be understood has the place of the fault in "
                code { "at" } ". Answers are tagged: send the tag back in " code { "If-None-Match" } " and get 304 while the index is the same. With 503 comes "
                code { "Retry-After" } "." }
            @for operation in operations {
                section {
                    h2 { code { "GET " (operation.path) } }
                    p { (operation.about) "." }
                    @if !operation.parameters.is_empty() {
                        div.scroll tabindex="0" role="region" aria-label=(format!("Parameters of {}", operation.path)) { table {
                            thead { tr { th scope="col" { "Name" } th scope="col" { "Meaning" } th scope="col" { "Form" } } }
                            tbody { @for (name, about, form) in &operation.parameters {
                                tr { th scope="row" { code { (name) } } td { (about) } td { (form) } }
                            } }
                        } }
                    }
                }
            }
            h2 { "The query language" }
            div.scroll tabindex="0" role="region" aria-label="Operators and fields" { table {
                thead { tr { th scope="col" { "Written" } th scope="col" { "Meaning" } } }
                tbody {
                    @for operator in OPERATORS { tr { th scope="row" { @for written in operator.write { code { (written) } br; } } td { (operator.find) } } }
                    @for field in FIELDS { tr { th scope="row" { code { (field.example) } } td { (field.about) } } }
                }
            } }
        }
    };
    whole(&address, "API", "", search_box(&address, "/", "Search the archive", html! {}, &[]), content)
}
