//! Option files as they are found, and as they should not be.

use super::super::surroundings::pretend::Pretend;
use super::*;

fn read(around: &Pretend) -> Settings {
    settings(around, Named::default()).expect("files that are right")
}

fn password(text: &str) -> String {
    let around = Pretend::default().file("/home/ann/.my.cnf", 0o600, &format!("[client]\npassword{text}\n"));
    read(&around).password.expect("given").expose().to_owned()
}

#[test]
fn later_files_and_groups_win() {
    let around = Pretend::default()
        .file("/etc/my.cnf", 0o644, "[mysqld]\nport=1\n[client]\nport=2\nuser=g\n")
        .file(
            "/etc/mysql/my.cnf",
            0o644,
            "[client-server]\nsocket = /run/s\n!includedir /etc/mysql/conf.d/\n",
        )
        .file("/etc/mysql/conf.d/a.cnf", 0o644, "[client-mariadb]\nport=3\n")
        .file("/etc/mysql/conf.d/b.txt", 0o644, "[client]\nport=4\n")
        .file(
            "/home/ann/.my.cnf",
            0o600,
            "; mine\n[client]\nuser\t= ann # me\nno-auto-rehash\n[dbmocker]\nhost=h\n",
        );
    let got = read(&around);
    assert_eq!((got.user.as_deref(), got.ports), (Some("ann"), Some(vec![Some(3)])));
    assert_eq!((got.socket, got.hosts), (Some("/run/s".into()), Some(vec!["h".to_owned()])));
}

#[test]
fn named_files_replace_or_precede() {
    let around = Pretend::default()
        .file("/etc/my.cnf", 0o644, "[client]\nuser=global\nport=2")
        .file("/x.cnf", 0o600, "[client]\nuser=extra\nport=5")
        .file("/home/ann/.my.cnf", 0o600, "[client]\nuser=ann");
    let of = |named| settings(&around, named).map(|read| (read.user.unwrap_or_default(), read.ports));
    let extra = Named { extra: Some(Path::new("/x.cnf")), ..Named::default() };
    assert_eq!(of(extra), Ok(("ann".to_owned(), Some(vec![Some(5)]))));
    let only = Named { only: Some(Path::new("/x.cnf")), ..Named::default() };
    assert_eq!(of(only), Ok(("extra".to_owned(), Some(vec![Some(5)]))));
    let missing = Named { only: Some(Path::new("/none.cnf")), ..Named::default() };
    assert!(of(missing).expect_err("missing").contains("/none.cnf cannot be read"));
}

#[test]
fn values_have_quotes_escapes_and_comments() {
    for (text, value) in [
        ("=a b", "a b"),
        (" = 'a#b' # c", "a#b"),
        ("=a#b", "a"),
        ("=\"a\\\"#b\"", "a\"#b"),
        ("=a\\sb\\\\c\\d", "a b\\c\\d"),
        ("='it''s", "'it''s"),
        ("", ""),
    ] {
        assert_eq!(password(text), value, "{text}");
    }
}

#[test]
fn includes_end() {
    let around = Pretend::default()
        .file("/home/ann/.my.cnf", 0o600, "[client]\n!include other.cnf\nuser=after")
        .file("/home/ann/other.cnf", 0o600, "[client]\nuser=before\nport=7");
    let got = read(&around);
    assert_eq!((got.user.as_deref(), got.ports), (Some("after"), Some(vec![Some(7)])));
    for (text, said) in [
        ("!include .my.cnf", "too deeply"),
        ("!include none.cnf", "line 1: /home/ann/none.cnf cannot be read"),
        ("!delete x", "no command `!delete`"),
    ] {
        let around = Pretend::default().file("/home/ann/.my.cnf", 0o600, text);
        let problem = settings(&around, Named::default()).expect_err(text);
        assert!(problem.contains(said), "{problem}");
    }
}

#[test]
fn unknown_words_are_told_in_our_own_group_only() {
    for (text, right) in [
        ("[client]\nprompt=x", true),
        ("[dbmocker]\nhos=x", false),
        ("[dbmocker]\nloose-hos=x", true),
        ("[mysql]\nssl-mode=nonsense", true),
        ("[client]\nssl-mode=nonsense", false),
        ("[client]\nssl-crl=/x", false),
    ] {
        let around = Pretend::default().file("/home/ann/.my.cnf", 0o600, text);
        assert_eq!(settings(&around, Named::default()).is_ok(), right, "{text}");
    }
}

#[test]
fn what_is_not_read_is_told() {
    let around = Pretend::default().file("/etc/my.cnf", 0o666, "[client]\nuser=evil").file(
        "/home/ann/.mylogin.cnf",
        0o600,
        "",
    );
    let got = read(&around);
    assert_eq!(got.user, None);
    assert!(got.notes[0].contains("anybody may write"), "{:?}", got.notes);
    assert!(got.notes[1].contains(".mylogin.cnf is not read"), "{:?}", got.notes);
}
