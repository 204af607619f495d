//! `https://host:9200/name` in, hosts and name out.

use crate::error::{Error, Result};
use std::fmt;

/// Where an engine is: its hosts, and the index or alias that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// `http://host:9200`, each with the path that stands before the name, if any.
    pub hosts: Vec<String>,
    pub name: String,
}

impl Address {
    pub fn parse(url: &str) -> Result<Address> {
        let wrong = |what: &str| {
            Error::new(format!("{what} in the engine's address")).hint("write `http://host:9200/name`, or `https://…`")
        };
        let (scheme, rest) = url.split_once("://").ok_or_else(|| wrong("no `http://`"))?;
        if !matches!(scheme, "http" | "https") {
            return Err(wrong("neither `http://` nor `https://`"));
        }
        if rest.contains('@') {
            return Err(wrong("a user name").hint(
                "everybody who lists processes can read it there: set `DATELINE_ENGINE_USER` and `DATELINE_ENGINE_PASSWORD`",
            ));
        }
        let (authority, path) = rest.split_once('/').ok_or_else(|| wrong("no name of an index"))?;
        let path = path.trim_end_matches('/');
        let (prefix, name) = path.rsplit_once('/').map_or(("", path), |(prefix, name)| (prefix, name));
        check_name(name)?;
        let is_part = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~[]:".contains(&b));
        let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
        if !prefix.split('/').all(is_part) {
            return Err(wrong("an unusual path"));
        }
        let hosts: Vec<&str> = authority.split(',').map(str::trim).collect();
        if hosts.iter().any(|host| host.is_empty() || host.starts_with(':') || !is_part(host)) {
            return Err(wrong("no host"));
        }
        let hosts = hosts.into_iter().map(|host| format!("{scheme}://{host}{prefix}")).collect();
        Ok(Address { hosts, name: name.to_owned() })
    }

    /// Refuses a name that Quickwit takes for no index: letters, digits, `-` and `_`, beginning with a letter, at least three.
    pub fn check_for_quickwit(&self) -> Result<()> {
        let begins_well = self.name.starts_with(|c: char| c.is_ascii_lowercase());
        if begins_well && self.name.len() >= 3 && !self.name.contains('.') {
            return Ok(());
        }
        Err(Error::new(format!("`{}` is no name for an index of Quickwit", self.name))
            .hint("three letters, digits, `-` and `_` or more, beginning with a letter"))
    }

    pub fn is_encrypted(&self) -> bool {
        self.hosts.iter().any(|host| host.starts_with("https://"))
    }

    /// Whether nobody else can read what is sent: it is encrypted, or does not leave the machine.
    pub fn is_safe_for_secrets(&self) -> bool {
        self.hosts.iter().all(|host| {
            let Some(rest) = host.strip_prefix("http://") else { return true };
            let name = rest.split('/').next().unwrap_or("");
            let name = name
                .strip_prefix('[')
                .and_then(|name| name.split(']').next())
                .unwrap_or_else(|| name.split(':').next().unwrap_or(""));
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
        })
    }
}

/// Refuses what no engine takes for a name, and what would mean several indices or a command.
fn check_name(name: &str) -> Result<()> {
    let is_letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
    let begins_well = name.bytes().next().is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    // The generations of an index append to its name, and an engine takes 255 bytes.
    if begins_well && name.len() <= 200 && name.bytes().all(is_letter) {
        return Ok(());
    }
    Err(Error::new(format!("`{}` is no name for an index", name.escape_debug()))
        .hint("lower-case letters, digits, `-`, `_` and `.`, beginning with a letter or digit"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.hosts.join(","), self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let check = |url: &str, hosts: &[&str], name: &str| {
            let address = Address::parse(url).unwrap();
            assert_eq!((address.hosts, address.name.as_str()), (hosts.iter().map(|h| h.to_string()).collect(), name));
        };
        check("http://localhost:9200/news", &["http://localhost:9200"], "news");
        check("https://a:1,b:2/x/news/", &["https://a:1/x", "https://b:2/x"], "news");
        for wrong in [
            "localhost:9200/news",
            "ftp://a/news",
            "http://a",
            "http://a/",
            "http://:9200/news",
            "http://a,,b/news",
            "http://a/News",
            "http://a/_all",
            "http://a/n*",
            "http://a/a,b",
            "http://a/x?y/news",
            "http://me:pw@a/news",
            "http://a b/news",
            "http://a/..%2f/news",
        ] {
            let error = Address::parse(wrong).expect_err(wrong);
            assert!(error.hint.is_some() && !error.message.contains("pw"), "{wrong}: {error}");
        }
    }

    #[test]
    fn names_for_quickwit() {
        for (name, good) in [("news", true), ("n-1_a", true), ("nw", false), ("2news", false), ("ne.ws", false)] {
            let address = Address::parse(&format!("http://a/{name}")).unwrap();
            assert_eq!(address.check_for_quickwit().is_ok(), good, "{name}");
        }
    }

    #[test]
    fn secrets_leave_the_machine_only_encrypted() {
        for (url, safe) in [
            ("http://localhost:9200/n", true),
            ("http://127.0.0.1/n", true),
            ("http://[::1]:9200/n", true),
            ("https://far:9200/n", true),
            ("http://far:9200/n", false),
            ("http://localhost,far/n", false),
            ("http://127.0.0.1.example/n", false),
        ] {
            assert_eq!(Address::parse(url).unwrap().is_safe_for_secrets(), safe, "{url}");
        }
    }
}
