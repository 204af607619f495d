//! What is in force in, the object of the format out.

use super::answers::write_line;
use super::{ConfigAnswer, FORMAT, SettingObject};
use std::io::{self, Write};

/// Writes the answer of `config`.
pub fn config(out: &mut dyn Write, file: Option<&str>, settings: &[SettingObject]) -> io::Result<()> {
    write_line(out, &ConfigAnswer { format: FORMAT, file, settings })
}
