//! The configuration file, and `dateline config`, which says who has the last word.

use super::{Desk, did};

fn run(desk: &Desk, args: &[&str], variables: &[(&str, &str)]) -> super::Did {
    let mut command = desk.command(args);
    command.envs(variables.iter().copied());
    did(command)
}

#[test]
fn the_nearer_word_wins() {
    let desk = Desk::indexed();
    desk.file("c.toml", "limit = 1\nindex = \"nowhere\"\n[search]\nformat = \"json\"\n");
    let flag = ["search", "--config", "c.toml", "ferry", "--index", "index"];
    let answer = desk.json(&flag);
    assert_eq!((answer["articles"].as_u64(), answer["hits"].as_array().map(Vec::len)), (Some(2), Some(1)));
    let with_flags = [&flag[..], &["--limit", "2", "--format", "jsonl"]].concat();
    assert_eq!(desk.run(&with_flags).out.lines().count(), 2);
    // The environment before the file, a flag before both.
    let file = ["search", "--config", "c.toml", "ferry"];
    assert!(desk.run(&file).err.starts_with("error: no index at `nowhere`"));
    assert_eq!(run(&desk, &file, &[("DATELINE_INDEX", "index")]).code, 0);
    assert!(run(&desk, &[&file[..], &["--index", "x"]].concat(), &[("DATELINE_INDEX", "index")]).err.contains("`x`"));
    assert!(run(&desk, &file, &[("DATELINE_INDEX", "")]).err.contains("`nowhere`"), "nothing is no directory");
}

#[test]
fn where_the_file_lies() {
    let desk = Desk::new();
    desk.file("home/.config/dateline/config.toml", "limit = 1\n");
    desk.file("xdg/dateline/config.toml", "limit = 2\n");
    desk.file("own.toml", "limit = 3\n");
    let path = |name: &str| desk.path(name).display().to_string();
    let (home, xdg, own) = (path("home"), path("xdg"), path("own.toml"));
    let limit = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = desk.command(&[&["config", "search", "--format", "json"], args].concat());
        command.env_remove("DATELINE_CONFIG").env_remove("XDG_CONFIG_HOME").env("HOME", &home);
        command.envs(variables.iter().copied());
        let did = did(command);
        assert_eq!(did.code, 0, "{}", did.err);
        let answer: serde_json::Value = serde_json::from_str(&did.out).unwrap();
        let limit = answer["settings"].as_array().unwrap().iter().find(|it| it["name"] == "limit").unwrap().clone();
        format!("{} {}", limit["values"][0].as_str().unwrap(), limit["from"].as_str().unwrap())
    };
    assert_eq!(limit(&[], &[]), "1 file");
    assert_eq!(limit(&[], &[("XDG_CONFIG_HOME", &xdg)]), "2 file");
    assert_eq!(limit(&[], &[("XDG_CONFIG_HOME", "relative")]), "1 file");
    assert_eq!(limit(&[], &[("XDG_CONFIG_HOME", &xdg), ("DATELINE_CONFIG", &own)]), "3 file");
    assert_eq!(limit(&[], &[("XDG_CONFIG_HOME", &xdg), ("DATELINE_CONFIG", "")]), "10 default");
    assert_eq!(limit(&["--config", "xdg/dateline/config.toml"], &[("DATELINE_CONFIG", &own)]), "2 file");
    assert_eq!(limit(&["--config", ""], &[("DATELINE_CONFIG", &own)]), "10 default");
}

#[test]
fn what_is_in_force_is_shown_with_who_has_said_so() {
    let desk = Desk::new();
    desk.file("c.toml", "color = \"never\"\n[quotes]\nkind = [\"direct\", \"indirect\"]\ncontext = true\n");
    let did = run(&desk, &["config", "--config", "c.toml"], &[("DATELINE_INDEX", "shelf")]);
    assert_eq!(
        did.out,
        "configuration file: c.toml\n\
         --index           shelf             DATELINE_INDEX\n\
         --engine          -                 default\n\
         --color           never             file\n\
         quotes --kind     direct, indirect  file\n\
         quotes --context  true              file\n"
    );
    let did = run(&desk, &["config", "--index", "here"], &[("DATELINE_INDEX", "shelf")]);
    assert_eq!(
        did.out,
        "configuration file: none\n--index   here  command line\n--engine  -     default\n--color   auto  default\n"
    );
    assert_eq!(
        desk.run(&["config", "serch"]).err,
        "error: no command `serch`\nhint: `dateline --help` lists the commands\n"
    );
}

#[test]
fn a_fault_stops_every_command_but_help() {
    let desk = Desk::indexed();
    desk.file("c.toml", "limmit = 5\n");
    let did = desk.run(&["search", "--config", "c.toml", "ferry"]);
    assert_eq!(
        (did.code, did.err.as_str()),
        (2, "error: `c.toml`: `limmit` is no flag\nhint: did you mean `limit`?\n")
    );
    assert_eq!(desk.run(&["search", "--config", "c.toml", "--help"]).code, 0);
    let did = desk.run(&["search", "--config", "none.toml", "ferry"]);
    assert!(did.code == 2 && did.err.starts_with("error: cannot read `none.toml`"), "{}", did.err);
    for text in ["limit = \"x\"\n", "[search]\nlimit = \"x\"\n"] {
        desk.file("c.toml", text);
        let did = desk.run(&["search", "--config", "c.toml", "ferry"]);
        assert!(did.code == 2 && did.err.starts_with("error: `c.toml`: `limit`"), "{}", did.err);
    }
    desk.file("c.toml", [0xff, 0xfe, 0, b'x']);
    assert_eq!(desk.run(&["status", "--config", "c.toml"]).code, 2);
}
