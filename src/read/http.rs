//! An HTTP response as a crawler kept it in, its media type and body out: headers taken off, chunks joined, compression undone. What
//! the headers say is not trusted: crawlers undo chunks and compression and leave the headers as they were.

use super::unpack::{Allowance, Spending, unpacked};
use std::io::{Cursor, Read};

/// Headers longer than this are no headers (servers refuse 8 to 64 KB).
const HEADERS_BYTES_MAX: usize = 256 << 10;

/// What brotli's reader takes in at a time (its own default).
const BROTLI_BUFFER_BYTES: usize = 4 << 10;

/// Compressions undone one after the other.
const ENCODINGS_MAX: usize = 2;

/// A response as far as reading it asks for.
pub struct Response {
    pub status: u16,
    /// `text/html` of `text/html; charset=utf-8`, lower case; empty where none is named.
    pub media_type: String,
    pub charset: Option<String>,
    pub body: Vec<u8>,
}

/// The response in a block of bytes, or why it cannot be read.
pub fn response(block: &[u8], body_bytes_max: usize, allowance: &Allowance) -> Result<Response, String> {
    let (status, headers, body) = split(block).ok_or("holds no HTTP response")?;
    let chunked =
        header(&headers, "transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
    let body = if chunked { dechunked(body) } else { None }.unwrap_or_else(|| body.to_vec());
    let encodings = header(&headers, "content-encoding").unwrap_or_default().to_ascii_lowercase();
    // The last named was put on last. More than two are a prank.
    let body = encodings
        .split(',')
        .map(str::trim)
        .rev()
        .take(ENCODINGS_MAX)
        .try_fold(body, |body, encoding| decoded(body, encoding, body_bytes_max, allowance))?;
    let content_type = header(&headers, "content-type").unwrap_or_default();
    Ok(Response { status, media_type: media_type(content_type), charset: charset(content_type), body })
}

/// `text/html` of `Text/HTML; charset=…`.
pub fn media_type(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

fn charset(content_type: &str) -> Option<String> {
    let lower = content_type.to_ascii_lowercase();
    let value = lower.split_once("charset=")?.1.trim_matches(['"', '\'', ' ']);
    let end = value.find([';', '"', '\'', ' ', ',']).unwrap_or(value.len());
    Some(value[..end].to_owned()).filter(|value| !value.is_empty())
}

/// Named lines and where they end: what WARC and HTTP headers share. Names are lower case; folded lines are joined.
pub fn named_lines(bytes: &[u8]) -> Option<(Vec<(String, String)>, usize)> {
    let (mut headers, mut at): (Vec<(String, String)>, usize) = (Vec::new(), 0);
    loop {
        let rest = bytes.get(at..)?;
        let end = memchr::memchr(b'\n', rest)?;
        let raw = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
        at += end + 1;
        if raw.is_empty() {
            return Some((headers, at));
        }
        if at > HEADERS_BYTES_MAX {
            return None;
        }
        let line = String::from_utf8_lossy(raw);
        match (line.split_once(':'), headers.last_mut()) {
            _ if line.starts_with([' ', '\t']) => {
                if let Some((_, value)) = headers.last_mut() {
                    value.push(' ');
                    value.push_str(line.trim());
                }
            }
            (Some((name, value)), _) => headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            (None, _) => {}
        }
    }
}

pub fn header<'h>(headers: &'h [(String, String)], name: &str) -> Option<&'h str> {
    headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

type Parts<'b> = (u16, Vec<(String, String)>, &'b [u8]);

fn split(block: &[u8]) -> Option<Parts<'_>> {
    let end = memchr::memchr(b'\n', block.get(..block.len().min(HEADERS_BYTES_MAX))?)?;
    let first = std::str::from_utf8(&block[..end]).ok()?;
    let status = first.strip_prefix("HTTP/")?.split_whitespace().nth(1)?.parse().ok()?;
    let (headers, length) = named_lines(&block[end + 1..])?;
    Some((status, headers, &block[end + 1 + length..]))
}

/// The chunks joined, or `None` when the body is not in chunks after all. What follows a broken chunk is lost.
fn dechunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(rest.len());
    let mut is_first = true;
    loop {
        let size = memchr::memchr(b'\n', &rest[..rest.len().min(1024)]).and_then(|end| {
            let line = std::str::from_utf8(&rest[..end]).ok()?;
            Some((usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?, end + 1))
        });
        match size {
            None if is_first => return None,
            None | Some((0, _)) => return Some(body),
            Some((size, from)) => {
                let end = from.saturating_add(size).min(rest.len());
                body.extend_from_slice(&rest[from..end]);
                rest = &rest[end..];
                rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
            }
        }
        is_first = false;
    }
}

fn decoded(body: Vec<u8>, encoding: &str, bytes_max: usize, allowance: &Allowance) -> Result<Vec<u8>, String> {
    let read = |reader: &mut dyn Read| {
        let mut all = Vec::new();
        let result = reader.take(bytes_max as u64 + 1).read_to_end(&mut all);
        match result {
            Ok(_) if all.len() > bytes_max => Err(format!("is longer than {bytes_max} bytes when decompressed")),
            Err(error) if all.is_empty() => Err(format!("its body is damaged: {error}")),
            // The start of a page whose end is lost is still the page that was kept.
            _ => Ok(all),
        }
    };
    // What `unpacked` opens is metered already.
    let metered = |reader: &mut dyn Read| read(&mut Spending { reader, allowance });
    match encoding {
        "gzip" | "x-gzip" | "zstd" => {
            let mut reader = unpacked(Box::new(Cursor::new(body)), allowance).map_err(|error| error.to_string())?;
            read(&mut reader)
        }
        // By its standard deflate is zlib; some servers send it bare.
        "deflate" if body.first().is_some_and(|b| b & 0x0f == 8) => {
            metered(&mut flate2::read::ZlibDecoder::new(&body[..]))
        }
        "deflate" => match metered(&mut flate2::read::DeflateDecoder::new(&body[..])) {
            Ok(all) => Ok(all),
            Err(_) if body.trim_ascii_start().starts_with(b"<") => Ok(body),
            Err(reason) => Err(reason),
        },
        // Brotli has no first bytes to know it by: what looks like markup is taken for what a crawler has undone already.
        "br" if !body.trim_ascii_start().starts_with(b"<") => {
            metered(&mut brotli_decompressor::Decompressor::new(&body[..], BROTLI_BUFFER_BYTES))
        }
        _ => Ok(body),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::gzip::gzipped as gzip;
    use std::io::Write;

    fn check(head: &str, body: &[u8], expected: Result<&str, ()>) {
        let block =
            [format!("HTTP/1.1 200 OK\r\nContent-Type: text/HTML; charset=utf-8\r\n{head}\r\n").as_bytes(), body]
                .concat();
        let found = response(&block, 1000, &Allowance::for_size(1));
        assert_eq!(found.map(|r| String::from_utf8(r.body).unwrap()).map_err(|_| ()), expected.map(str::to_owned));
    }

    #[test]
    fn bodies_plain_chunked_and_compressed() {
        check("", b"<p>news", Ok("<p>news"));
        check("Transfer-Encoding: chunked\r\n", b"3\r\n<p>\r\n4;x=y\r\nnews\r\n0\r\n\r\n", Ok("<p>news"));
        check("Transfer-Encoding: chunked\r\n", b"<p>news", Ok("<p>news"));
        check("Transfer-Encoding: chunked\r\n", b"ffff\r\n<p>news", Ok("<p>news"));
        check("Content-Encoding: gzip\r\n", &gzip(b"<p>news"), Ok("<p>news"));
        check("Content-Encoding: gzip\r\n", b"<p>news", Ok("<p>news"));
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(b"<p>news").unwrap();
        check("Content-Encoding: deflate\r\n", &zlib.finish().unwrap(), Ok("<p>news"));
        // `<p>news` by the reference encoder of another language's library, its bytes uncompressed.
        check("Content-Encoding: br\r\n", b"\x0b\x03\x80<p>news\x03", Ok("<p>news"));
        check("Content-Encoding: br\r\n", b"<p>news", Ok("<p>news"));
        check("Content-Encoding: br\r\n", b"\xff\xff\xff", Err(()));
        check("Content-Encoding: gzip, gzip\r\n", &gzip(&gzip(b"<p>news")), Ok("<p>news"));
        check("Content-Encoding: identity\r\n", b"<p>news", Ok("<p>news"));
        check("", &[b'x'; 1001], Ok(&"x".repeat(1001)));
    }

    #[test]
    fn whatever_a_body_swells_to_is_spent() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        zlib.write_all(&[b'x'; 900]).unwrap();
        let zlib = zlib.finish().unwrap();
        for (encoding, body) in [
            ("gzip", gzip(&[b'x'; 900])),
            ("deflate", zlib.clone()),
            ("deflate", zlib[2..].to_vec()),
            ("br", b"\x0b\x03\x80<p>news\x03".to_vec()),
        ] {
            let block = [format!("HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\n\r\n").as_bytes(), &body].concat();
            let allowance = Allowance::of(2000);
            let swollen = response(&block, 1000, &allowance).ok().unwrap().body.len() as u64;
            assert!(allowance.spend(2001 - swollen).is_err() && allowance.spend(2000 - swollen).is_ok(), "{encoding}");
        }
    }

    #[test]
    fn what_is_no_response_is_refused() {
        for block in [&b""[..], b"\n", b"HTTP/1.1", b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: b"] {
            assert!(response(block, 1000, &Allowance::for_size(1)).is_err());
        }
    }
}
