//! `dateline mcp`: what can be typed.

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  dateline mcp --index /srv/news/index                  what an assistant's program is told to start

In the settings of an assistant's program:
  {\"mcpServers\": {\"news\": {\"command\": \"dateline\", \"args\": [\"mcp\", \"--index\", \"/srv/news/index\"]}}}";

/// A door for assistants: the Model Context Protocol on standard input and output
///
/// The tools search, quotes, article, passage, facets, timeline, speakers and places; they only read. An update of the
/// index is seen by the next question.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct McpArgs {}
