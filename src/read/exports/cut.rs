//! A text of many documents in, one document after the other out, by what each line says of where they begin and end. A
//! document that never ends costs itself and no memory: the next border ends it.

use crate::error::Problem;
use crate::read::bytes::{Source, problem};
use crate::read::lines::{Line, read_line};
use crate::read::unpack::can_go_on;

/// What a line is to the documents around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Border {
    /// It lies inside one.
    None,
    /// It begins one.
    Before,
    /// It ends one.
    After,
    /// It may begin one: a later line will say.
    Mark,
    /// The last [`Border::Mark`] did begin one.
    AtMark,
}

/// Tells lines apart; may remember what it saw.
pub type Borders = Box<dyn FnMut(&str) -> Border + Send>;

/// A stream cut at its borders.
pub struct Documents {
    pub source: Source,
    borders: Borders,
    bytes_max: usize,
    /// What was read of the document, from `offset` on.
    held: Vec<u8>,
    offset: u64,
    /// Where in it a document may begin.
    mark: Option<usize>,
    number: u64,
    is_too_long: bool,
    /// Whether what comes next may belong to a document whose damage was told.
    is_lost: bool,
    finished: bool,
    /// What was read behind the first document, to know whether that is all.
    second: Option<Result<Piece, Problem>>,
}

/// One document.
pub struct Piece {
    pub number: u64,
    pub offset: u64,
    pub bytes: Vec<u8>,
    /// Whether the file holds nothing else.
    pub is_all: bool,
}

impl Documents {
    pub fn new(source: Source, borders: Borders, bytes_max: usize) -> Self {
        Documents {
            source,
            borders,
            bytes_max,
            held: Vec::new(),
            offset: 0,
            mark: None,
            number: 0,
            is_too_long: false,
            is_lost: false,
            finished: false,
            second: None,
        }
    }

    /// Adds a line; blank ones above a document are left out.
    fn hold(&mut self, line: &[u8], offset: u64) {
        if self.held.is_empty() && line.trim_ascii().is_empty() {
            return;
        }
        if self.held.is_empty() && !self.is_too_long {
            self.offset = offset;
        }
        self.held.extend_from_slice(line);
        self.held.push(b'\n');
        if self.held.len() > self.bytes_max {
            self.give_up();
        }
    }

    /// A document that is too long is no longer held.
    fn give_up(&mut self) {
        (self.held, self.mark, self.is_too_long) = (Vec::new(), None, true);
    }

    /// What is held up to `end`, if that is a document; the rest is the next one's.
    fn cut(&mut self, end: usize) -> Option<Result<Piece, Problem>> {
        let rest = self.held.split_off(end.min(self.held.len()));
        let bytes = std::mem::replace(&mut self.held, rest);
        let (number, offset) = (self.number, self.offset);
        self.offset += bytes.len() as u64;
        self.mark = None;
        let is_too_long = std::mem::take(&mut self.is_too_long);
        if std::mem::take(&mut self.is_lost) || (!is_too_long && bytes.trim_ascii().is_empty()) {
            return None;
        }
        self.number += 1;
        if is_too_long {
            let reason = format!("the record is longer than {} bytes", self.bytes_max);
            let path = self.source.path.clone();
            return Some(Err(Problem { path, record: Some(number), offset: Some(offset), kind: "too-long", reason }));
        }
        Some(Ok(Piece { number, offset, bytes, is_all: false }))
    }

    /// Takes in a line; gives the document that it ends.
    fn take(&mut self, line: &[u8], offset: u64) -> Option<Result<Piece, Problem>> {
        match (self.borders)(&String::from_utf8_lossy(line)) {
            Border::None => self.hold(line, offset),
            Border::Mark => {
                self.mark = Some(self.held.len());
                self.hold(line, offset);
            }
            Border::After => {
                self.hold(line, offset);
                return self.cut(usize::MAX);
            }
            border => {
                let end = self.mark.filter(|_| border == Border::AtMark).unwrap_or(self.held.len());
                let ended = self.cut(end);
                self.hold(line, offset);
                return ended;
            }
        }
        None
    }

    /// The next document.
    fn following(&mut self) -> Option<Result<Piece, Problem>> {
        while !self.finished {
            let offset = self.source.offset;
            match read_line(&mut self.source, self.bytes_max) {
                Ok(Line::Whole(line)) => {
                    if let Some(ended) = self.take(&line, offset) {
                        return Some(ended);
                    }
                }
                Ok(Line::TooLong) => {
                    if self.held.is_empty() && !self.is_too_long {
                        self.offset = offset;
                    }
                    self.give_up();
                }
                Ok(Line::End) => {
                    self.finished = true;
                    return self.cut(usize::MAX);
                }
                Err(error) => {
                    self.finished = !can_go_on(&error);
                    let number = self.number;
                    self.number += 1;
                    (self.held, self.mark, self.is_too_long, self.is_lost) = (Vec::new(), None, false, true);
                    return Some(Err(problem(&self.source.path, Some(number), Some(offset), &error)));
                }
            }
        }
        None
    }
}

impl Iterator for Documents {
    type Item = Result<Piece, Problem>;

    /// The first document waits for the second: where a line ended it, only what follows says whether the file holds more.
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(second) = self.second.take() {
            return Some(second);
        }
        let mut next = self.following()?;
        if let Ok(first) = &mut next
            && first.number == 0
        {
            self.second = self.following();
            first.is_all = self.second.is_none();
        }
        Some(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::gzip::gzipped;
    use crate::read::unpack::Allowance;

    fn borders() -> Borders {
        Box::new(|line| match line {
            line if line.starts_with("begin") => Border::Before,
            line if line.starts_with("end") => Border::After,
            line if line.starts_with("---") => Border::Mark,
            line if line.starts_with("yes") => Border::AtMark,
            _ => Border::None,
        })
    }

    fn check(bytes: &[u8], expected: &[&str]) {
        let reader = Box::new(std::io::Cursor::new(bytes.to_vec()));
        let source = Source::new("a".into(), reader, Allowance::for_size(1), 0).ok().unwrap();
        let told = Documents::new(source, borders(), 30)
            .map(|piece| piece.map_or_else(|problem| problem.kind.to_owned(), |p| String::from_utf8(p.bytes).unwrap()));
        assert_eq!(told.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn cuts_where_the_lines_say() {
        check(b"cover\nbegin 1\na\nbegin 2\nb", &["cover\n", "begin 1\na\n", "begin 2\nb\n"]);
        check(b"\n\na\nend\n\n\nb\nend\n\n", &["a\nend\n", "b\nend\n"]);
        check(b"a\n---\nno\n---\nyes\n---\n\nyes", &["a\n---\nno\n", "---\nyes\n", "---\n\nyes\n"]);
        check(b"", &[]);
    }

    #[test]
    fn what_is_too_long_or_damaged_costs_itself() {
        let long = format!("begin\n{}\nbegin\nb\n", "long line\n".repeat(5));
        check(long.as_bytes(), &["too-long", "begin\nb\n"]);
        check(format!("begin\n{}\nbegin\nb\n", "x".repeat(99)).as_bytes(), &["too-long", "begin\nb\n"]);
        let mut second = gzipped(b"\nbegin 3\nc");
        second[3] = 0xff;
        let bytes = [gzipped(b"begin 1\na\nbegin 2\nb\n"), second, gzipped(b"c\nbegin 4\nd"), gzipped(b"d\n")].concat();
        check(&bytes, &["begin 1\na\n", "broken-gzip", "begin 4\ndd\n"]);
    }

    #[test]
    fn a_document_knows_where_it_lay() {
        let check = |bytes: &[u8], expected: &[(u64, u64, bool)]| {
            let source = crate::read::bytes::held("a".as_ref(), bytes.to_vec()).ok().unwrap();
            let pieces = Documents::new(source, borders(), 30).filter_map(Result::ok);
            assert_eq!(pieces.map(|p| (p.number, p.offset, p.is_all)).collect::<Vec<_>>(), expected);
        };
        check(b"\n\nab\n---\nyes\ncd", &[(0, 2, false), (1, 5, false)]);
        check(b"\nab\n", &[(0, 1, true)]);
        check(b"ab\nend\n\n \n", &[(0, 0, true)]);
        check(b"ab\nend\n\ncd", &[(0, 0, false), (1, 8, false)]);
        check(format!("ab\nend\n{}", "long line\n".repeat(5)).as_bytes(), &[(0, 0, false)]);
    }
}
