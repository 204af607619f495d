//! An assistant's question in, a short answer out, by the Model Context Protocol: over standard input and output, or over
//! HTTP behind the web door.
//!
//! The tools only read. What each takes is the table of [`crate::search::ask`], so that an assistant, a web address and a
//! command line ask in the same words; what each gives is short, carries what it can be cited by, and says where it goes
//! on. An error is an answer too: what was wrong and what to write instead.

mod answers;
mod heard;
mod http;
mod schema;
mod stdio;
mod tools;

pub use http::{BODY_MAX, service};
pub use stdio::serve_stdio;
pub use tools::TOOLS;

use crate::error::{Error, Result};
use crate::search::AnyEngine;
use crate::search::ask::Values;
use jiff::civil::Date;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool as Described,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler};
use serde_json::{Map, Value};
use std::pin::Pin;
use std::sync::Arc;
use tools::Tool;

/// What an assistant is told before it asks anything.
const INSTRUCTIONS: &str = "\
A news archive: passages, and who said what, where and when. `search` finds passages, `quotes` finds what somebody said, \
`facets`, `timeline`, `speakers` and `places` count. Every passage and quotation has a `cite`; give it to `passage` for the \
words themselves and to the reader as the source. Queries: words are joined by AND; \"phrases\", OR, -not, NEAR/5, \
field:value. `speaker`, `place`, `source`, `after`, `before` narrow. `next_offset` says where a list goes on.";

/// A tool that is called, with what it was given.
pub struct Question {
    tool: &'static Tool,
    values: Values,
}

impl Question {
    /// The answer as an object that keeps the tool's schema. An error says what to ask instead.
    pub fn answer(&self, engine: &AnyEngine, today: Date) -> Result<Value> {
        (self.tool.answer)(engine, &self.values, today)
    }
}

/// Where a door has its answers from: whoever keeps the index open decides when a question's turn comes, on which thread,
/// and what day it is.
pub trait Archive: Send + Sync {
    fn ask(&self, question: Question) -> Answering<'_>;
}

/// An answer on its way.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Value>> + Send + 'a>>;

/// The protocol's side of an archive. Not generic: the protocol's crate would be compiled once for every kind of archive.
#[derive(Clone)]
pub struct Door(Arc<dyn Archive>);

impl ServerHandler for Door {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
            .with_server_info(Implementation::new("dateline", env!("CARGO_PKG_VERSION")))
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(TOOLS.iter().map(Tool::described).collect()))
    }

    fn get_tool(&self, name: &str) -> Option<Described> {
        tools::tool(name).map(Tool::described)
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let Some(tool) = tools::tool(&request.name) else {
            let names: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
            let message = format!("there is no tool `{}`; there are {}", request.name, names.join(", "));
            return Err(ErrorData::invalid_params(message, None));
        };
        let arguments = request.arguments.unwrap_or_default();
        let answer = match schema::values(tool, &arguments) {
            Ok(values) => self.0.ask(Question { tool, values }).await,
            Err(error) => Err(error),
        };
        Ok(result(answer).into())
    }
}

/// The answer as an object for programs and as its text for models; an error as a text that says what to do.
fn result(answer: Result<Value>) -> CallToolResult {
    match answer {
        Ok(object) => CallToolResult::structured(object),
        Err(error) => CallToolResult::error(vec![ContentBlock::text(told(&error))]),
    }
}

fn told(error: &Error) -> String {
    let mut text = error.message.clone();
    for (before, more) in [("\n", &error.detail), ("\nhint: ", &error.hint)] {
        if let Some(more) = more {
            text.push_str(before);
            text.push_str(more);
        }
    }
    text
}

/// Shared by the tools: a schema or an answer is an object.
fn object(value: Value) -> Arc<Map<String, Value>> {
    match value {
        Value::Object(map) => Arc::new(map),
        _ => Arc::default(),
    }
}
