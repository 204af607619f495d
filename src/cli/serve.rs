//! `dateline serve`: an index in, a web server out, until a signal ends it.

use super::args::ServeArgs;
use super::settings::{self, Settings};
use super::{Outcome, Stop, messages};
use crate::error::{Error, Result};
use crate::web::{self, Options};
use std::fs;
use std::path::Path;

/// A shorter token can be guessed. 16 characters of base 32 are 80 bits.
const TOKEN_LETTERS_MIN: usize = 16;

pub fn run(args: ServeArgs, settings: &Settings) -> Result<Outcome, Stop> {
    let token = args.token_file.as_deref().map(token).transpose()?;
    if token.is_none() && !args.public && !args.listen.ip().is_loopback() {
        return Err(Error::new(format!("`{}` can be reached from other machines, and there is no token", args.listen))
            .hint("give `--token-file FILE`, or `--public` when anybody may read everything")
            .into());
    }
    let options = Options {
        index: settings.at()?,
        listen: args.listen,
        token,
        cors: args.cors,
        searches: args.searches.map_or_else(|| 2 * settings::jobs(None), usize::from),
        today: settings::today,
        log: (!args.quiet).then_some(messages::line),
    };
    web::serve(options, |address| messages::line(&format!("listening on http://{address}")))?;
    Ok(Outcome::Found)
}

/// The token of a file: its one line.
fn token(path: &Path) -> Result<String> {
    let text = fs::read_to_string(path).map_err(|error| Error::io("read", path, &error))?;
    let token = text.trim();
    if token.len() < TOKEN_LETTERS_MIN || token.contains(char::is_whitespace) {
        return Err(Error::new(format!("`{}` holds no token", path.display())).hint(format!(
            "a token is one word of at least {TOKEN_LETTERS_MIN} characters: `head -c 24 /dev/urandom | base64 > FILE` makes one"
        )));
    }
    Ok(token.to_owned())
}
