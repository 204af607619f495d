//! The table of questions in, the OpenAPI 3.1 document out, and the same for people at `/docs`.
//!
//! Parameters come from `search::ask`, answers from `present::json`: neither is written down a second time.

use super::api::ROOT;
use super::asked::Shared;
use super::export::EXPORTS;
use super::problem::ProblemObject;
use super::{LIMIT_MAX, PASSAGES_MAX, pages};
use crate::present::json;
use crate::search::ask::{COMPARED_MAX, Form, OFFSET_MAX, Parameter as Asked, QUESTIONS, question};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Response, header};
use std::sync::{Arc, OnceLock};
use utoipa::openapi::path::{HttpMethod, OperationBuilder, Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{
    Components, ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref,
    RefOr, Required, ResponseBuilder,
};
use utoipa::{PartialSchema, ToSchema};

/// An operation: its name, a line about it, its parameters, the schema of its answer.
struct Operation {
    name: &'static str,
    about: &'static str,
    parameters: Vec<&'static Asked>,
    /// Names of schemas; several when the answer is one of them. None: no JSON.
    answers: &'static [&'static str],
}

/// `GET /api/openapi.json`
pub async fn document() -> Response<Body> {
    static DOCUMENT: OnceLock<String> = OnceLock::new();
    let text = DOCUMENT.get_or_init(|| open_api().to_json().unwrap_or_default());
    let mut response = Response::new(Body::from(text.as_str()));
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// `GET /docs`
pub async fn page(State(_): State<Arc<Shared>>) -> Response<Body> {
    let operations = operations();
    let lines = operations.iter().map(|operation| pages::docs::Described {
        path: format!("{ROOT}/{}", operation.name),
        about: operation.about,
        parameters: operation.parameters.iter().map(|asked| (name_of(asked), asked.about, form_of(asked))).collect(),
    });
    pages::page(pages::docs::page(&lines.collect::<Vec<_>>()))
}

fn operations() -> Vec<Operation> {
    let of = |name: &'static str| question(name).into_iter().flat_map(|question| question.parameters());
    let mut operations: Vec<Operation> = QUESTIONS
        .iter()
        .map(|asked| Operation {
            name: asked.name,
            about: asked.about,
            parameters: asked.parameters().collect(),
            answers: answers_of(asked.name),
        })
        .collect();
    operations.push(Operation {
        name: "places",
        about: "the places of the matches: facets of the field place",
        parameters: of("facets").filter(|asked| asked.name != "field").collect(),
        answers: answers_of("facets"),
    });
    operations.extend(EXPORTS.map(|export| Operation {
        name: export.name,
        about: export.about,
        parameters: of(export.question).filter(|asked| !export.partial.contains(&asked.name)).collect(),
        answers: &[],
    }));
    operations
}

fn answers_of(question: &str) -> &'static [&'static str] {
    match question {
        "search" | "similar" => &["SearchAnswer"],
        "quotes" => &["QuotesAnswer"],
        "facets" => &["FacetsAnswer"],
        "timeline" => &["TimelineAnswer"],
        "terms" => &["TermsAnswer"],
        "speakers" => &["SpeakersAnswer", "UnmergedAnswer"],
        "article" => &["ArticleLine"],
        "passage" => &["CitedAnswer"],
        "status" => &["StatusAnswer"],
        _ => &[],
    }
}

fn open_api() -> OpenApi {
    let about = "A search engine for news archives. Every answer is what the command of the same name writes with \
                 `--format json`, and the `notes` that it tells beside it; the query is `q`, everything else is named as the command's flags are.";
    let info = InfoBuilder::new().title("dateline").version(env!("CARGO_PKG_VERSION")).description(Some(about));
    let paths = operations().iter().fold(PathsBuilder::new(), |paths, operation| {
        paths.path(format!("{ROOT}/{}", operation.name), PathItem::new(HttpMethod::Get, described(operation)))
    });
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components())).build()
}

fn components() -> Components {
    // Each with the objects that lie in it.
    macro_rules! with {
        ($($object:ty),+ $(,)?) => {{
            let mut schemas = Vec::new();
            $(
                schemas.push((<$object>::name().into_owned(), <$object>::schema()));
                <$object>::schemas(&mut schemas);
            )+
            ComponentsBuilder::new().schemas_from_iter(schemas).build()
        }};
    }
    with![
        json::SearchAnswer,
        json::QuotesAnswer,
        json::FacetsAnswer,
        json::TimelineAnswer,
        json::TermsAnswer,
        json::SpeakersAnswer,
        json::UnmergedAnswer,
        json::ArticleLine,
        json::CitedAnswer,
        json::StatusAnswer,
        ProblemObject,
    ]
}

fn described(operation: &Operation) -> OperationBuilder {
    let mut built = OperationBuilder::new().operation_id(Some(operation.name)).summary(Some(operation.about));
    for asked in &operation.parameters {
        built = built.parameter(parameter(asked));
    }
    let answer = ResponseBuilder::new().description("the answer");
    if operation.answers.is_empty() {
        built = built.parameter(export_format());
    }
    built = built.response(
        "200",
        match operation.answers {
            [] => {
                let text =
                    || ContentBuilder::new().schema(Some(ObjectBuilder::new().schema_type(Type::String))).build();
                answer.content("text/csv", text()).content("application/jsonl", text())
            }
            [one] => answer
                .content("application/json", ContentBuilder::new().schema(Some(Ref::from_schema_name(*one))).build()),
            several => {
                let each =
                    several.iter().fold(OneOfBuilder::new(), |each, name| each.item(Ref::from_schema_name(*name)));
                answer.content("application/json", ContentBuilder::new().schema(Some(each)).build())
            }
        },
    );
    let problems = [
        ("304", "nothing has changed since the answer with this tag"),
        ("400", "the question cannot be understood"),
        ("401", "the token is missing or wrong"),
        ("403", "a page of another site loads this as a part of itself"),
        ("404", "no such article"),
        ("414", "the address is too long"),
        ("421", "the server was called by a name that is not its own"),
        ("431", "the head of the request is too large"),
        ("503", "too many searches at once, or one that took too long"),
    ];
    problems.into_iter().fold(built, |built, (status, about)| {
        let response = ResponseBuilder::new().description(about);
        let body = || ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        built.response(
            status,
            match status {
                "304" | "431" => response,
                _ => response.content("application/problem+json", body()),
            },
        )
    })
}

fn export_format() -> Parameter {
    let formats = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["csv", "jsonl"]));
    let parameter = ParameterBuilder::new().name("format").parameter_in(ParameterIn::Query).required(Required::False);
    parameter.description(Some("csv or jsonl; csv when left out")).schema(Some(formats)).build()
}

fn parameter(asked: &Asked) -> Parameter {
    let schema: RefOr<Schema> = match asked.is_list {
        true if asked.name == "compare" => ArrayBuilder::new().items(value(asked)).max_items(Some(COMPARED_MAX)).into(),
        true => ArrayBuilder::new().items(value(asked)).into(),
        false => value(asked).into(),
    };
    let required = if asked.is_required { Required::True } else { Required::False };
    let parameter = ParameterBuilder::new().name(name_of(asked)).parameter_in(ParameterIn::Query).required(required);
    parameter.description(Some(asked.about)).schema(Some(schema)).build()
}

fn name_of(asked: &Asked) -> &'static str {
    if asked.name == "query" { "q" } else { asked.name }
}

fn value(asked: &Asked) -> ObjectBuilder {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    match asked.form {
        Form::Text | Form::Day | Form::Period | Form::Circle => text(),
        Form::Switch => ObjectBuilder::new().schema_type(Type::Boolean),
        Form::Share => ObjectBuilder::new().schema_type(Type::Number).minimum(Some(0)).maximum(Some(1)),
        Form::OneOf { names, .. } => text().enum_values(Some(names())),
        Form::Number { min, default } => {
            let most = match asked.name {
                "offset" => OFFSET_MAX,
                "passages" => PASSAGES_MAX,
                _ => LIMIT_MAX,
            };
            let number = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(min)).maximum(Some(most));
            number.default(default.map(Into::into))
        }
    }
}

/// The form of a value in a word or two.
fn form_of(asked: &Asked) -> String {
    let one = match asked.form {
        Form::Text => "text".to_owned(),
        Form::Number { default: Some(default), .. } => format!("number, {default} when left out"),
        Form::Number { default: None, .. } => "number".to_owned(),
        Form::Share => "0 to 1".to_owned(),
        Form::Switch => "true or false".to_owned(),
        Form::Day => "day".to_owned(),
        Form::Period => "period".to_owned(),
        Form::Circle => "circle".to_owned(),
        Form::OneOf { names, .. } => names().join(", "),
    };
    match (asked.is_required, asked.is_list) {
        (true, _) => format!("{one}; required"),
        (_, true) => format!("{one}; repeatable"),
        _ => one,
    }
}
