//! `dateline`: argv → [`dateline::cli::run`] → exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::cli::run(std::env::args_os())
}
