//! Gzip members one after the other in, their joined content out. WARC and the logs of crawlers are written so, a
//! member a record, in order that damage costs a member and not the rest: where one is broken, its error is told
//! once, and reading goes on at the next one.

use super::unpack::Damage;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, Read};

/// Compressed bytes kept to look through once more after damage: a decoder that lost its way can run past the start of
/// the next member (guessed: it loses it within a few kilobytes).
const WINDOW_BYTES: usize = 256 << 10;

/// First bytes of a member: magic and the only method there is.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 0x08];

/// Bits of the fourth byte that no member sets.
const RESERVED_FLAGS: u8 = 0xe0;

/// The content of gzip members, as one stream.
pub struct GzMembers<R> {
    state: State<R>,
    /// Decompressed bytes so far, and how many there were when the member began.
    written: u64,
    member_at: u64,
}

enum State<R> {
    Between(Tee<R>),
    Inside(Box<GzDecoder<Tee<R>>>),
    Done,
}

impl<R: BufRead> GzMembers<R> {
    pub fn new(reader: R) -> Self {
        let tee = Tee { reader, window: Vec::new(), replay: Vec::new(), replay_at: 0 };
        GzMembers { state: State::Between(tee), written: 0, member_at: 0 }
    }

    /// Goes on behind damage; the error that tells of it.
    fn recover(&mut self, mut tee: Tee<R>, error: &io::Error) -> io::Error {
        let reason = match error.kind() {
            io::ErrorKind::UnexpectedEof => "gzip ends too early".to_owned(),
            _ => format!("gzip is damaged: {error}"),
        };
        tee.rewind();
        self.state = match tee.find_member() {
            Ok(true) => State::Between(tee),
            _ => State::Done,
        };
        let can_go_on = matches!(self.state, State::Between(_));
        Damage { kind: "broken-gzip", reason, from: Some(self.member_at), can_go_on }.into()
    }
}

impl<R: BufRead> Read for GzMembers<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Ok(0),
                State::Between(mut tee) => match tee.next_byte()? {
                    None => return Ok(0),
                    Some(byte) if byte == MAGIC[0] => {
                        tee.window.clear();
                        self.member_at = self.written;
                        self.state = State::Inside(Box::new(GzDecoder::new(tee)));
                    }
                    // Files are filled up with zeros by tape drives and block devices.
                    Some(0) => {
                        tee.consume(1);
                        self.state = State::Between(tee);
                    }
                    Some(_) => {
                        self.member_at = self.written;
                        let error = io::Error::new(io::ErrorKind::InvalidData, "bytes between members");
                        return Err(self.recover(tee, &error));
                    }
                },
                State::Inside(mut decoder) => match decoder.read(out) {
                    Ok(0) if !out.is_empty() => self.state = State::Between(decoder.into_inner()),
                    Ok(n) => {
                        self.written += n as u64;
                        self.state = State::Inside(decoder);
                        return Ok(n);
                    }
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => self.state = State::Inside(decoder),
                    Err(error) => return Err(self.recover(decoder.into_inner(), &error)),
                },
            }
        }
    }
}

/// A reader that remembers what was last taken from it, to give it out once more.
struct Tee<R> {
    reader: R,
    window: Vec<u8>,
    replay: Vec<u8>,
    replay_at: usize,
}

impl<R: BufRead> Tee<R> {
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        Ok(self.fill_buf()?.first().copied())
    }

    /// Makes what is in the window the next thing to be read, but for its first byte: where a broken member began,
    /// none is to be found again.
    fn rewind(&mut self) {
        let rest = self.replay.split_off(self.replay_at.min(self.replay.len()));
        let mut replay = std::mem::take(&mut self.window);
        replay.drain(..replay.len().min(1));
        replay.extend(rest);
        (self.replay, self.replay_at) = (replay, 0);
    }

    /// Moves to the next bytes that can begin a member; whether there are any.
    fn find_member(&mut self) -> io::Result<bool> {
        let mut last = [0u8; 4];
        loop {
            let Some(byte) = self.next_byte()? else { return Ok(false) };
            self.consume(1);
            last.rotate_left(1);
            last[3] = byte;
            if last[..3] == MAGIC && last[3] & RESERVED_FLAGS == 0 {
                let rest = self.replay.split_off(self.replay_at.min(self.replay.len()));
                (self.replay, self.replay_at) = (last.iter().copied().chain(rest).collect(), 0);
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Read for Tee<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Tee<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.replay_at < self.replay.len() { Ok(&self.replay[self.replay_at..]) } else { self.reader.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.window.len() > 2 * WINDOW_BYTES {
            self.window.drain(..self.window.len() - WINDOW_BYTES);
        }
        if self.replay_at < self.replay.len() {
            let end = (self.replay_at + amount).min(self.replay.len());
            self.window.extend_from_slice(&self.replay[self.replay_at..end]);
            self.replay_at = end;
            return;
        }
        // What is asked for was given out by `fill_buf`, so it lies in the buffer and costs no reading.
        if let Ok(available) = self.reader.fill_buf() {
            self.window.extend_from_slice(&available[..amount.min(available.len())]);
        }
        self.reader.consume(amount);
    }
}

/// A member with these bytes.
#[cfg(test)]
pub fn gzipped(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(text: &str) -> Vec<u8> {
        gzipped(text.as_bytes())
    }

    /// What is read, with `!` where an error was told.
    fn read(bytes: &[u8]) -> String {
        let (mut reader, mut all) = (GzMembers::new(bytes), String::new());
        let mut buffer = [0u8; 64];
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return all,
                Ok(n) => all.push_str(&String::from_utf8_lossy(&buffer[..n])),
                Err(_) => all.push('!'),
            }
        }
    }

    #[test]
    fn members_are_joined_and_padding_is_passed_over() {
        assert_eq!(read(&[member("one "), member("two "), vec![0; 512]].concat()), "one two ");
        assert_eq!(read(&[member("one "), b"<html>".to_vec(), member("two ")].concat()), "one !two ");
        assert_eq!(read(&[]), "");
    }

    #[test]
    fn a_flipped_bit_costs_at_most_its_member() {
        let (first, last) = (member("The ferry stays in dock. "), member("Nobody was hurt."));
        for bit in 0..first.len() * 8 {
            let mut broken = first.clone();
            broken[bit / 8] ^= 1 << (bit % 8);
            let text = read(&[broken, last.clone()].concat());
            assert!(text.ends_with("Nobody was hurt."), "bit {bit}: {text}");
        }
    }
}
