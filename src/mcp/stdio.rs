//! The door on standard input and output: a line of JSON each way, for the one program that started this one.

use super::heard::Heard;
use super::{Answering, Archive, Door, Question};
use crate::error::{Error, Result};
use crate::search::At;
use jiff::civil::Date;
use rmcp::ServiceExt;
use std::sync::Arc;

/// Opens an index anew for every question, so that an update is seen by the next one.
#[derive(Clone)]
struct Reopened {
    index: At,
    /// What day it is: asked for every question, for a conversation may last for months.
    today: fn() -> Date,
}

impl Archive for Reopened {
    fn ask(&self, question: Question) -> Answering<'_> {
        let Reopened { index, today } = self.clone();
        let answer = tokio::task::spawn_blocking(move || question.answer(&index.open()?, today()));
        let fault = |_| Err(Error::new("the program failed on this question").hint("ask it in another way"));
        Box::pin(async move { answer.await.unwrap_or_else(fault) })
    }
}

/// Answers from an index until standard input ends. What is no JSON there is told to whoever watches.
pub fn serve_stdio(index: At, today: fn() -> Date, tell: fn(&str)) -> Result<()> {
    let failed = |what: &str, error: &dyn std::fmt::Display| Error::new(format!("{what}: {error}"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| failed("cannot start", &error))?;
    let served = runtime.block_on(async {
        let door = Door(Arc::new(Reopened { index, today }));
        let (input, output) = rmcp::transport::stdio();
        let running = door.serve((Heard::new(input, tell), output)).await.map_err(|error| {
            failed("the assistant did not begin as the Model Context Protocol has it", &error)
                .hint("this command is started by an assistant's program, not typed; the README says how")
        })?;
        running.waiting().await.map_err(|error| failed("the conversation broke off", &error))
    });
    // A read of standard input may still hang in a thread of its own; nobody waits for it.
    runtime.shutdown_background();
    served.map(|_| ())
}
