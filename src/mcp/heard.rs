//! Lines of a conversation in, the same lines out, and word of each that is no JSON.
//!
//! The protocol's own reader answers what is JSON and no question, and passes over what is no JSON without a word: a reply
//! that the other side sends back as it came would be the next such line. Whoever watches this program has to hear of it.

use serde::de::IgnoredAny;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};

/// The protocol's own reader throws longer lines away, and says so.
const LINE_BYTES_MAX: usize = 16 << 20;

/// Somebody's lines, as they are read.
pub struct Heard<R> {
    from: R,
    /// What is there of the line that is being read; nothing more of it once it is too long.
    line: Vec<u8>,
    lines: u64,
    faulty: u64,
    tell: fn(&str),
}

impl<R> Heard<R> {
    pub fn new(from: R, tell: fn(&str)) -> Heard<R> {
        Heard { from, line: Vec::new(), lines: 0, faulty: 0, tell }
    }

    fn hear(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            if self.line.len() <= LINE_BYTES_MAX {
                self.line.extend_from_slice(part);
            }
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        self.lines += 1;
        let line = self.line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&self.line).trim_ascii();
        if let Some(error) = Some(line).filter(|line| (1..LINE_BYTES_MAX).contains(&line.len())).and_then(fault) {
            self.tell_of(&format!("is no JSON ({error})"));
        }
        self.line.clear();
    }

    /// What has no end is no line, whatever is in it.
    fn end(&mut self) {
        if !self.line.trim_ascii().is_empty() {
            self.lines += 1;
            self.tell_of("breaks off");
            self.line.clear();
        }
    }

    fn tell_of(&mut self, fault: &str) {
        self.faulty += 1;
        (self.tell)(&format!("line {} {fault}, {} so far", self.lines, self.faulty));
    }
}

/// Why a line is no JSON, if it is none.
fn fault(line: &[u8]) -> Option<serde_json::Error> {
    serde_json::from_slice::<IgnoredAny>(line).err()
}

impl<R: AsyncRead + Unpin> AsyncRead for Heard<R> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        ready!(Pin::new(&mut self.from).poll_read(context, into))?;
        match &into.filled()[before..] {
            [] => self.end(),
            bytes => self.hear(bytes),
        }
        Poll::Ready(Ok(()))
    }
}
