//! An assistant's question in, a short answer out, by the Model Context Protocol: a line of JSON each, over standard
//! input and output.
//!
//! The tools only read. What each takes is the table of [`crate::search::ask`], so that an assistant, a web address and a
//! command line ask in the same words; what each gives is short, carries what it can be cited by, and says where it goes
//! on. An error is an answer too: what was wrong and what to write instead.

mod answers;
mod schema;
mod tools;

pub use tools::TOOLS;

use crate::error::{Error, Result};
use crate::search::Engine;
use jiff::civil::Date;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool as Described,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::{ErrorData, ServerHandler, ServiceExt};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::sync::Arc;
use tools::Tool;

/// What an assistant is told before it asks anything.
const INSTRUCTIONS: &str = "\
A news archive: passages, and who said what, where and when. `search` finds passages, `quotes` finds what somebody said, \
`facets`, `timeline`, `speakers` and `places` count. Every passage and quotation has a `cite`; give it to `passage` for the \
words themselves and to the reader as the source. Queries: words are joined by AND; \"phrases\", OR, -not, NEAR/5, \
field:value. `speaker`, `place`, `source`, `after`, `before` narrow. `next_offset` says where a list goes on.";

/// Opens an index anew for every question, so that an update is seen by the next one.
#[derive(Clone)]
pub struct Door {
    index: PathBuf,
    /// What day it is: asked for every question, for a door may stand open for months.
    today: fn() -> Date,
}

impl Door {
    /// The door to the index in a directory.
    pub fn new(index: PathBuf, today: fn() -> Date) -> Door {
        Door { index, today }
    }

    /// Answers one call of a tool.
    fn answer(&self, tool: &Tool, arguments: &Map<String, Value>) -> Result<Value> {
        let values = schema::values(tool, arguments)?;
        let engine = Engine::open(&self.index)?;
        (tool.answer)(&engine, &values, (self.today)())
    }
}

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
        let (door, arguments) = (self.clone(), request.arguments.unwrap_or_default());
        let answer = tokio::task::spawn_blocking(move || door.answer(tool, &arguments)).await;
        let fault = |_| Err(Error::new("the program failed on this question").hint("ask it in another way"));
        Ok(result(answer.unwrap_or_else(fault)).into())
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

/// Answers on standard input and output until the input ends.
pub fn serve_stdio(door: Door) -> Result<()> {
    let failed = |what: &str, error: &dyn std::fmt::Display| Error::new(format!("{what}: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed("cannot start", &error))?;
    let served = runtime.block_on(async {
        let running = door.serve(rmcp::transport::stdio()).await.map_err(|error| {
            failed("the assistant did not begin as the Model Context Protocol has it", &error)
                .hint("this command is started by an assistant's program, not typed; the README says how")
        })?;
        running.waiting().await.map_err(|error| failed("the conversation broke off", &error))
    });
    // A read of standard input may still hang in a thread of its own; nobody waits for it.
    runtime.shutdown_background();
    served.map(|_| ())
}

/// Shared by the tools: a schema or an answer is an object.
fn object(value: Value) -> Arc<Map<String, Value>> {
    match value {
        Value::Object(map) => Arc::new(map),
        _ => Arc::default(),
    }
}
