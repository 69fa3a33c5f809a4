//! Precedence, defaults and warnings, as tables; and that a password is never shown.

use super::super::surroundings::pretend::Pretend;
use super::*;

fn at(text: &str, around: &Pretend) -> Address {
    located_at(text, around).address
}

fn located_at(text: &str, around: &Pretend) -> Located {
    locate(text, &Given::default(), around).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str, around: &Pretend) -> String {
    let error = locate(text, &Given::default(), around).expect_err(text);
    assert_eq!(error.exit(), Exit::Usage);
    error.to_string()
}

/// The password that is found, or nothing.
fn password(text: &str, around: &Pretend) -> String {
    at(text, around).password.map(|secret| secret.expose().to_owned()).unwrap_or_default()
}

#[test]
fn addresses_are_complete() {
    let none = Pretend::default();
    for (text, label) in [
        ("postgresql:", "ann@localhost:5432/ann"),
        ("postgres://bob@h", "bob@h:5432/bob"),
        ("postgres://bob@h:1/d", "bob@h:1/d"),
        ("postgres://h1,h2:7/d", "ann@h1:5432,h2:7/d"),
        ("postgres://[fe80::1%25eth0]/d", "ann@[fe80::1%eth0]:5432/d"),
        ("postgresql:///db?host=/var/run/postgresql", "ann@/var/run/postgresql:5432/db"),
        ("postgresql://%2Ftmp:7/db", "ann@/tmp:7/db"),
        ("host=/tmp dbname=d user=u", "u@/tmp:5432/d"),
        ("hostaddr=192.0.2.1 dbname=d", "ann@192.0.2.1:5432/d"),
        ("mysql://h/d", "ann@h:3306/d"),
        ("mariadb://root@localhost:1/d", "root@localhost:1/d"),
        ("mysql:///d", "ann@localhost:3306/d"),
        ("mysql:///d?socket=/run/s", "ann@/run/s/d"),
        ("mysql://h/d?socket=/run/s", "ann@h:3306/d"),
    ] {
        assert_eq!(at(text, &none).label(), label, "{text}");
    }
}

#[test]
fn a_local_socket_is_the_default_where_there_is_one() {
    let around =
        Pretend::default().file("/tmp/.s.PGSQL.5433", 0o777, "").file("/run/mysqld/mysqld.sock", 0o777, "");
    assert_eq!(at("postgresql:///d", &around).label(), "ann@localhost:5432/d");
    assert_eq!(at("postgresql://:5433/d", &around).label(), "ann@/tmp:5433/d");
    assert_eq!(at("mysql:///d", &around).label(), "ann@/run/mysqld/mysqld.sock/d");
    assert_eq!(at("mysql://:3306/d", &around).label(), "ann@localhost:3306/d");
    assert_eq!(at("mysql://localhost/d", &around).label(), "ann@localhost:3306/d");
}

#[test]
fn the_nearer_source_wins() {
    let around = Pretend::new(&[
        ("PGHOST", "env"),
        ("PGPORT", "4"),
        ("PGDATABASE", "env"),
        ("PGSSLMODE", "require"),
        ("PGSERVICE", "s"),
    ])
    .file("/home/ann/.pg_service.conf", 0o644, "[s]\ndbname=service\nport=3\n[t]\nport=9\nhost=t");
    let given = Given {
        typed: Settings { user: Some("flag".to_owned()), ..Settings::default() },
        ambient: Settings {
            user: Some("tool".to_owned()),
            ports: Some(vec![Some(2)]),
            ..Settings::default()
        },
        ..Given::default()
    };
    let got = |text: &str, given: &Given| locate(text, given, &around).expect(text).address;
    let all = got("postgresql://url@/", &given);
    assert_eq!((all.label().as_str(), all.tls.mode), ("flag@env:2/service", TlsMode::Require));
    assert_eq!(got("postgresql://url@h:1/u", &Given::default()).label(), "url@h:1/u");
    assert_eq!(got("service=t", &Given::default()).label(), "ann@t:9/env");
    assert!(refused("service=none", &around).contains("section [none]"));
}

#[test]
fn an_address_of_the_environment_is_not_put_before_a_host_that_was_named() {
    let around = Pretend::new(&[("PGHOST", "env"), ("PGHOSTADDR", "192.0.2.1"), ("PGDATABASE", "d")]);
    let of = |text| match &at(text, &around).endpoints[..] {
        [Endpoint::Tcp { host, address, .. }] => (host.clone(), address.is_some()),
        other => panic!("{other:?}"),
    };
    assert_eq!(of("postgresql:"), ("env".to_owned(), true));
    assert_eq!(of("postgresql://h"), ("h".to_owned(), false));
}

#[test]
fn lists_fit_together() {
    let none = Pretend::default();
    for (text, said) in [
        ("host=a,b port=1,2,3", "2 hosts and 3 ports"),
        ("host=a,b hostaddr=192.0.2.1", "2 hosts and 1 host addresses"),
        ("host='a b'", "`a b` is no host"),
        ("host=a=b", "a letter that none can have"),
        ("postgres://h/d?sslcert=/c", "together"),
        ("postgres://h/d?sslrootcert=system&sslmode=require", "must be verify-full"),
        ("mysql://a,b/d", "PostgreSQL only"),
        ("mysql://h", "no database is named"),
    ] {
        assert!(refused(text, &none).contains(said), "{text}: {}", refused(text, &none));
    }
}

#[test]
fn tls_is_verified_off_the_machine() {
    let none = Pretend::default();
    for (text, mode) in [
        ("postgres://db.example/d", TlsMode::VerifyFull),
        ("postgres://127.0.0.2/d", TlsMode::Prefer),
        ("postgres://[::1]/d", TlsMode::Prefer),
        ("postgres://[::ffff:127.0.0.1]/d", TlsMode::Prefer),
        ("postgres://LOCALHOST/d", TlsMode::Prefer),
        ("postgres://localhost.example/d", TlsMode::VerifyFull),
        ("postgres://10.0.0.1/d", TlsMode::VerifyFull),
        ("postgres://localhost,db.example/d", TlsMode::VerifyFull),
        ("host=db.example hostaddr=127.0.0.1", TlsMode::Prefer),
        ("postgres://localhost/d?sslrootcert=/ca.pem", TlsMode::VerifyFull),
        ("postgres://db.example/d?sslmode=prefer", TlsMode::Prefer),
        ("postgres://db.example/d?ssl=true", TlsMode::Require),
        ("postgresql:///d?host=/tmp&sslmode=require", TlsMode::Disable),
        ("mysql://db.example/d", TlsMode::VerifyFull),
        ("mysql://localhost/d", TlsMode::Prefer),
        ("mysql://h/d?ssl-mode=VERIFY_IDENTITY", TlsMode::VerifyFull),
    ] {
        assert_eq!(at(text, &none).tls.mode, mode, "{text}");
    }
    let own = Pretend::default().file("/home/ann/.postgresql/root.crt", 0o644, "");
    let root = at("postgres://h/d", &own).tls.root;
    assert_eq!(root, TlsRoot::File("/home/ann/.postgresql/root.crt".into()));
    assert_eq!(at("postgres://h/d?sslrootcert=system", &own).tls.root, TlsRoot::System);
    assert_eq!(at("postgres://h/d", &none).tls.root, TlsRoot::System);
}

#[test]
fn the_password_is_looked_up() {
    let pgpass = "h:5432:d:ann:filed\nlocalhost:5432:d:ann:local\n/run/x:5432:d:ann:sock\n*:5432:m:*:same";
    let around = Pretend::default().file("/home/ann/.pgpass", 0o600, pgpass);
    for (text, found) in [
        ("postgres://h/d", "filed"),
        ("postgres://ann:url@h/d", "url"),
        ("postgresql:///d?host=/tmp", "local"),
        ("postgresql:///d?host=/run/x", "sock"),
        ("postgres://h,other/m", "same"),
        ("postgres://other/d", ""),
    ] {
        assert_eq!(password(text, &around), found, "{text}");
    }
    assert!(refused("postgres://h,other/d", &around).contains("not the same password"));
    let around = Pretend::new(&[("PGPASSWORD", "env")]).file("/home/ann/.pgpass", 0o600, pgpass);
    assert_eq!(password("postgres://h/d", &around), "env");
    let around = Pretend::new(&[("PGPASSFILE", "/p")]).file("/p", 0o600, "*:*:*:*:other");
    assert_eq!(password("postgres://h/d", &around), "other");
}

#[test]
fn a_password_file_that_others_can_read_is_ignored() {
    for mode in [0o640, 0o604, 0o620, 0o601] {
        let around = Pretend::default().file("/home/ann/.pgpass", mode, "*:*:*:*:geheim");
        let got = located_at("postgres://localhost/d", &around);
        assert_eq!(got.address.password, None, "{mode:o}");
        assert!(got.warnings[0].contains("ignored") && got.warnings[0].contains("chmod 600"));
    }
}

#[test]
fn mysql_is_completed_from_environment_and_files() {
    let around = Pretend::new(&[("MYSQL_HOST", "env"), ("MYSQL_TCP_PORT", "7"), ("MYSQL_PWD", "geheim")])
        .file(
            "/home/ann/.my.cnf",
            0o600,
            "[client]\nuser=bob\npassword=filed\nport=8\nsocket=/s\ndatabase=d",
        );
    let got = located_at("mysql:", &around);
    assert_eq!(got.address.label(), "bob@env:7/d");
    assert!(got.warnings.iter().any(|note| note.starts_with("MYSQL_PWD")), "{:?}", got.warnings);
    let given = Given {
        typed: Settings { password: Some(Secret::new("flag")), ..Default::default() },
        ..Default::default()
    };
    let got = locate("mysql:", &given, &around).expect("right");
    assert!(got.warnings.iter().all(|note| !note.starts_with("MYSQL_PWD")));
    let around =
        Pretend::default().file("/home/ann/.my.cnf", 0o600, "[client]\nsocket=/s\nhost=localhost\nport=1");
    assert_eq!(at("mysql:///d", &around).label(), "ann@/s/d");
    assert_eq!(at("mysql://localhost/d", &around).label(), "ann@localhost:1/d");
}

#[test]
fn files_of_the_other_database_are_refused() {
    let given = Given { defaults_file: Some("/x.cnf".into()), ..Given::default() };
    let error = locate("postgres://h/d", &given, &Pretend::default()).expect_err("for MySQL");
    assert!(error.to_string().contains("are for MySQL"));
}

#[test]
fn cleartext_is_warned_about() {
    let none = Pretend::default();
    let warned =
        |text: &str| located_at(text, &none).warnings.iter().any(|note| note.contains("does not protect"));
    assert!(warned("postgres://u:p@far/d?sslmode=prefer") && warned("mysql://u:p@far/d?ssl-mode=disable"));
    assert!(!warned("postgres://u:p@far/d?sslmode=require") && !warned("postgres://u:p@localhost/d"));
    assert!(!warned("postgres://u@far/d?sslmode=disable"));
}

/// A URL that is printed leads to where it came from, in whatever surroundings.
#[test]
fn printed_urls_lead_back() {
    let none = Pretend::default();
    let other = Pretend::new(&[
        ("PGPORT", "9"),
        ("PGSSLMODE", "disable"),
        ("PGHOSTADDR", "192.0.2.9"),
        ("MYSQL_TCP_PORT", "9"),
    ]);
    for text in [
        "postgresql://u@h/d",
        "postgresql://u%40x:p@h1:1,h2/d%2Fe?sslmode=require&channel_binding=require",
        "postgresql://u@[fe80::1%25eth0]:1/d?options=-c%20a%3Db&application_name=x%26y",
        "postgresql://u@/d?host=/tmp&port=7&target_session_attrs=read-write",
        "postgresql://u@/d?host=/tmp,far&connect_timeout=0",
        "postgresql://u@h/d?hostaddr=192.0.2.1&sslrootcert=/a%20b&sslcert=/c&sslkey=/k",
        "mysql://u:p@h:1/d?ssl-mode=REQUIRED",
        "mysql://u@/d?socket=/run/a%26b&connect-timeout=3",
    ] {
        let mut first = at(text, &none);
        first.password = None;
        assert_eq!(at(&first.url(), &other), first, "{text} as {}", first.url());
    }
}

#[test]
fn text_without_its_password() {
    for (text, without, secret) in [
        ("postgres://u:p%40@h/d", "postgres://u@h/d", "p@"),
        ("mysql://u@h/d?password=p&ssl-mode=require", "mysql://u@h/d?ssl-mode=require", "p"),
        ("postgresql://h/d?p%61ssword=p", "postgresql://h/d", "p"),
        ("host=h password='a b' dbname=d", "host=h dbname=d", "a b"),
    ] {
        let (rest, found) = without_password(text);
        assert_eq!((rest.as_str(), found.as_ref().map(Secret::expose)), (without, Some(secret)), "{text}");
    }
    assert_eq!(without_password("postgres://u@h/d"), ("postgres://u@h/d".to_owned(), None));
    assert_eq!(without_password("app.db").1, None);
}

/// Every way in which a password comes, every way in which an address goes out.
#[test]
fn the_canary_is_never_shown() {
    let canary = "k4n4r13";
    let files = format!("*:*:*:*:{canary}");
    let cnf = format!("[client]\npassword={canary}\n");
    let env = Pretend::new(&[("PGPASSWORD", canary), ("MYSQL_PWD", canary)])
        .file("/home/ann/.pgpass", 0o600, &files)
        .file("/home/ann/.my.cnf", 0o600, &cnf);
    let filed =
        Pretend::default().file("/home/ann/.pgpass", 0o600, &files).file("/home/ann/.my.cnf", 0o600, &cnf);
    let none = Pretend::default();
    let typed = Settings { password: Some(Secret::new(canary)), ..Settings::default() };
    let given = Given { typed, ..Given::default() };
    let urls = [format!("postgres://u:{canary}@far/d?sslmode=prefer"), format!("mysql://u:{canary}@far/d")];
    let bare = ["postgres://u@far/d?sslmode=prefer", "mysql://u@far/d", "host=far dbname=d"];
    for around in [&env, &filed, &none] {
        for text in urls.iter().map(String::as_str).chain(bare) {
            let located = locate(text, &given, around).expect(text);
            assert_eq!(located.address.password.as_ref().map(Secret::expose), Some(canary));
            let address = &located.address;
            let shown = format!(
                "{located:?} {located:#?} {address} {} {given:?} {:?}",
                address.url(),
                located.warnings
            );
            assert!(!shown.contains(canary), "{shown}");
        }
    }
    for text in [
        format!("postgres://u:{canary}@far/d?sslmode=on"),
        format!("postgres://u:{canary}@far/d?{canary}"),
        format!("postgres://u:{canary}/@far/d"),
        format!("postgres://u:{canary}"),
        format!("postgres://u:x@{canary}@far/d"),
        format!("host=far password={canary} nonsense"),
        format!("host=far password='{canary}"),
        format!("host=u:{canary}@far"),
        format!("mysql://u:{canary}@far"),
        format!("mysql://u:{canary}%@far/d"),
    ] {
        let error = locate(&text, &Given::default(), &none).expect_err("wrong");
        assert!(!format!("{error} {error:?}").contains(canary), "{error}");
    }
}
