//! `dateline serve`: what can be typed.

use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  dateline serve                                        pages and API for this machine alone
  dateline serve --listen 127.0.0.1:9000
  dateline serve --listen 0.0.0.0:8080 --token-file token
  curl 'http://127.0.0.1:8080/api/v1/search?q=strike&speaker=ackroyd'

Ctrl-C or SIGTERM ends it when the answers under way are given.";

/// Web pages and an HTTP API, for this machine or with a token for others
///
/// It follows the index: what `dateline index` adds, or switches in after a rebuild, is answered from a second later.
/// Assistants find the tools of `dateline mcp` at `/mcp`.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ServeArgs {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080", hide_default_value = true)]
    pub listen: SocketAddr,

    /// Let in only who shows the token in this file
    ///
    /// As `Authorization: Bearer TOKEN`, or as the password that a browser asks for.
    #[arg(long, value_name = "FILE")]
    pub token_file: Option<PathBuf>,

    /// Listen beyond this machine without a token: anybody who reaches it can read everything
    #[arg(long, conflicts_with = "token_file")]
    pub public: bool,

    /// Let pages of this origin read answers, such as https://desk.example; `*` for every one
    #[arg(long, value_name = "ORIGIN", value_parser = parse_origin)]
    pub cors: Option<String>,

    /// Searches at one time [default: two a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub searches: Option<u16>,

    /// Keep no access log; it goes to stderr, a line a request
    #[arg(long)]
    pub quiet: bool,
}

/// An origin as browsers write it: scheme, host and perhaps a port.
fn parse_origin(typed: &str) -> Result<String, String> {
    let origin = typed.trim_end_matches('/').to_ascii_lowercase();
    let host = origin.split_once("://").filter(|(scheme, _)| !scheme.is_empty()).map(|(_, host)| host);
    let is_host = |host: &str| !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "/?#@*".contains(c));
    match host.is_some_and(is_host) || origin == "*" {
        true => Ok(origin),
        false => Err("expected an origin such as https://desk.example, or `*`".to_owned()),
    }
}
