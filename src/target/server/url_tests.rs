//! URLs, right and wrong, as tables.

use super::*;
use crate::target::server::settings::TlsRoot;
use crate::target::server::tls_mode::TlsMode;

fn of(url: &str) -> Result<Settings, String> {
    let (engine, rest) = scheme(url).expect("a scheme that is known");
    parse(engine, rest)
}

fn right(url: &str) -> Settings {
    of(url).unwrap_or_else(|problem| panic!("{url}: {problem}"))
}

#[test]
fn schemes_name_the_database() {
    for (url, engine) in [
        ("postgres://h", Engine::Postgres),
        ("POSTGRESQL://h", Engine::Postgres),
        ("postgresql:", Engine::Postgres),
        ("mysql://h", Engine::MySql),
        ("mariadb://h", Engine::MySql),
    ] {
        assert_eq!(scheme(url).map(|(engine, _)| engine), Some(engine), "{url}");
    }
    assert!(scheme("postgresql+psycopg2://h").is_none() && scheme("sqlite:a.db").is_none());
}

#[test]
fn every_part_is_read() {
    let read = right(
        "postgresql://an%40a:p%3Aw%2F%40@h1:5433,h2,:7/sh%20op?sslmode=verify-full&ssl%72ootcert=%2Fca",
    );
    assert_eq!(read.user.as_deref(), Some("an@a"));
    assert_eq!(read.password.expect("given").expose(), "p:w/@");
    assert_eq!(read.hosts, Some(vec!["h1".to_owned(), "h2".to_owned(), String::new()]));
    assert_eq!(read.ports, Some(vec![Some(5433), None, Some(7)]));
    assert_eq!(read.database.as_deref(), Some("sh op"));
    assert_eq!((read.tls, read.root), (Some(TlsMode::VerifyFull), Some(TlsRoot::File("/ca".into()))));
    assert_eq!(right("mysql://u:a:b#c@h/d").password.expect("given").expose(), "a:b#c");
}

#[test]
fn what_is_left_out_stays_open() {
    for url in ["postgres://", "postgresql:", "mysql:///", "postgres://@", "postgres:///?", "postgres://:@:/"]
    {
        assert_eq!(right(url), Settings::default(), "{url}");
    }
    assert_eq!(
        right("postgresql:///db?host=/var/run/postgresql").hosts,
        Some(vec!["/var/run/postgresql".to_owned()])
    );
    assert_eq!(right("postgresql://%2Ftmp/db").hosts, Some(vec!["/tmp".to_owned()]));
    assert_eq!(right("postgresql://h?user=a@b").user.as_deref(), Some("a@b"));
}

#[test]
fn ipv6_stands_in_brackets_and_may_have_a_zone() {
    for (url, host) in [
        ("postgres://[::1]:5433/d", "::1"),
        ("postgres://[2001:db8::1]/d", "2001:db8::1"),
        ("postgres://[fe80::1%25eth0]/d", "fe80::1%eth0"),
        ("postgres://u:p@[fe80::1%eth0]:1", "fe80::1%eth0"),
    ] {
        assert_eq!(right(url).hosts, Some(vec![host.to_owned()]), "{url}");
    }
    for url in [
        "postgres://[::1",
        "postgres://[::1]5432",
        "postgres://[nix]",
        "postgres://[fe80::1%]",
        "postgres://::1",
    ] {
        of(url).expect_err(url);
    }
}

#[test]
fn mistakes_are_refused() {
    for (url, said) in [
        ("postgres://h:0/d", "no port"),
        ("postgres://h:99999/d", "no port"),
        ("postgres://h:-1/d", "no port"),
        ("postgres://u%00@h/d", "zero byte"),
        ("postgres://h%00/d", "zero byte"),
        ("postgres://h/d%00", "zero byte"),
        ("postgres://h/a/b", "%2F"),
        ("postgres://h/%zz", "hexadecimal"),
        ("postgres://h/%ff", "UTF-8"),
        ("postgres://h/d?sslmod=require", "did you mean `sslmode`"),
        ("postgres://h/d?sslmode=verify_full", "did you mean `verify-full`"),
        ("postgres://h/d?sslmode", "has no `=`"),
        ("postgres://h/d?dbname=%00", "zero byte"),
        ("mysql://h/d?ssl-mode=on", "no TLS mode"),
        ("mysql://h/d?foo=1", "there is no parameter `foo`"),
    ] {
        let problem = of(url).expect_err(url);
        assert!(problem.contains(said), "{url}: {problem}");
    }
    let long = format!("postgres://h/{}", "d".repeat(1 << 20));
    let problem = of(&long).expect_err("1 MB");
    assert!(problem.contains("bytes long") && problem.len() < 200);
}

/// Passwords that were not escaped: nothing of them is told, and nobody is connected to.
#[test]
fn a_torn_password_is_not_shown() {
    for url in [
        "postgres://u:ge/heim@h/d",
        "postgres://u:12/heim@h/d",
        "postgres://u:ge?heim@h/d",
        "postgres://u:12?heim=1@h/d",
        "postgres://u:ge@heim@h/d",
        "postgres://u:heim",
        "postgres://u:geheim,h",
        "postgres://u:ge%heim@h",
        "mysql://u:heim/12@h/d",
    ] {
        let problem = of(url).expect_err(url);
        assert!(!problem.contains("heim") && !problem.contains("12"), "{url}: {problem}");
    }
}
