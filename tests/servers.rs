//! The servers under the tests keep what they promise: each test has a database of its own, faults strike
//! where they are told to, and nothing outlives the test process.

#[path = "servers/mod.rs"]
mod servers;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use servers::proxy::{Fault, Proxy};
use servers::{Database, Dialect, Server};

fn each() -> impl Iterator<Item = &'static Server> {
    [Some(servers::postgres()), Some(servers::mariadb()), servers::mysql()].into_iter().flatten()
}

#[test]
fn a_database_is_its_tests_own_and_goes_with_it() {
    for server in each() {
        let (one, other) = (server.database("one"), server.database("one"));
        assert_ne!(one.name, other.name);
        one.execute("CREATE TABLE t (a INT, b VARCHAR(10)); INSERT INTO t VALUES (1, NULL), (2, 'é|')");
        assert_eq!(one.rows("SELECT a, b FROM t ORDER BY a"), ["1|NULL", "2|é|"]);
        assert_eq!(one.number("SELECT count(*) FROM t"), 2);
        assert!(other.try_execute("SELECT 1 FROM t").is_err(), "it is not in the other one");
        let name = one.name.clone();
        drop(one);
        let databases = match server.address.dialect {
            Dialect::Postgres => "SELECT datname FROM pg_database",
            Dialect::Mysql => "SHOW DATABASES",
        };
        let databases = server.rows(databases);
        assert!(!databases.contains(&name) && databases.contains(&other.name), "{databases:?}");
    }
}

#[test]
fn a_crash_loses_nothing_committed_and_the_port_stays() {
    for server in [servers::postgres::start(), servers::mariadb::start()] {
        let database = server.database("crash");
        database.execute("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
        server.crash();
        assert!(database.try_execute("SELECT 1").is_err());
        server.start_again();
        assert_eq!(database.number("SELECT count(*) FROM t"), 1);
        let mut open = database.connect();
        server.crash_and_restart();
        assert!(open.rows("SELECT 1").is_err(), "sessions are gone");
        assert_eq!(database.number("SELECT count(*) FROM t"), 1);
    }
}

/// A session with the same database through a proxy.
fn session(database: &Database, proxy: &Proxy) -> Result<Box<dyn servers::Session>, String> {
    servers::Address { port: proxy.port(), ..database.address().clone() }.connect(&database.name)
}

#[test]
fn faults_strike_where_they_are_told_to() {
    for server in each() {
        let database = server.database("proxy");
        database.execute("CREATE TABLE t (a INT)");
        let proxy = Proxy::to(server.address.port);
        let mut through = session(&database, &proxy).expect("it forwards");
        through.rows("INSERT INTO t VALUES (1)").expect("it forwards");
        assert!(String::from_utf8_lossy(&proxy.sent()).contains("INSERT INTO t VALUES (1)"));
        for fault in [Fault::CutSending(10), Fault::CutReceiving(3)] {
            let mut through = session(&database, &proxy).expect("it forwards again");
            proxy.strike(fault);
            assert!(through.rows("INSERT INTO t VALUES (2)").is_err(), "{fault:?}");
        }
        let mut through = session(&database, &proxy).expect("it forwards again");
        proxy.strike(Fault::LoseReply(b"COMMIT", 0));
        through.rows("BEGIN").expect("it is not that");
        through.rows("INSERT INTO t VALUES (3)").expect("it is not that");
        assert!(through.rows("COMMIT").is_err(), "the reply is lost");
        assert_eq!(database.number("SELECT count(*) FROM t WHERE a = 3"), 1, "and yet it is committed");
        assert_eq!(proxy.struck(), 3);
        proxy.strike(Fault::Delay(Duration::from_millis(30)));
        let begun = Instant::now();
        session(&database, &proxy).expect("it is only late").rows("SELECT 1").expect("it is only late");
        assert!(begun.elapsed() >= Duration::from_millis(60));
        proxy.heal();
        assert!(database.number("SELECT count(*) FROM t WHERE a = 2") <= 1);
    }
}

#[test]
fn a_stalled_connection_stays_open_and_silent() {
    let server = servers::postgres();
    let database = server.database("stall");
    let proxy = Proxy::to(server.address.port);
    let mut through = session(&database, &proxy).expect("it forwards");
    proxy.strike(Fault::Stall(1));
    let (done, waits) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(through.rows("SELECT 1").is_err()));
    assert!(waits.recv_timeout(Duration::from_millis(400)).is_err(), "no answer and no error");
    proxy.cut_all();
    assert_eq!(waits.recv_timeout(Duration::from_secs(5)), Ok(true));
}

/// The other end of the next test: where it is told to, it starts servers, says where they are and waits to
/// be killed.
#[expect(clippy::print_stdout, reason = "the process that kills it reads it")]
#[test]
fn a_process_that_is_killed() {
    if std::env::var_os("DBMOCKER_TEST_VICTIM").is_none() {
        return;
    }
    for server in [servers::postgres(), servers::mariadb()] {
        let _left = std::mem::ManuallyDrop::new(server.database("left"));
        let (folder, process) = server.folder_and_process();
        println!("server {process} {}", folder.display());
    }
    std::thread::sleep(Duration::from_secs(60));
}

/// Whether a process is there and is no zombie.
fn lives(process: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_outlives_a_test_process_that_is_killed() {
    let own = std::env::current_exe().expect("this program");
    let mut victim = Command::new(own);
    victim.args(["--exact", "a_process_that_is_killed", "--nocapture"]).env("DBMOCKER_TEST_VICTIM", "1");
    let mut victim = victim.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("this program");
    let lines = BufReader::new(victim.stdout.take().expect("it is piped")).lines().map_while(Result::ok);
    // The harness begins its line with the test's name.
    let servers: Vec<String> =
        lines.filter_map(|line| Some(line.split_once("server ")?.1.to_owned())).take(2).collect();
    let servers: Vec<(&str, &Path)> = servers
        .iter()
        .map(|line| line.split_once(' ').expect("number and folder"))
        .map(|(process, folder)| (process, Path::new(folder)))
        .collect();
    assert_eq!(servers.len(), 2);
    assert!(servers.iter().all(|(process, folder)| lives(process) && folder.is_dir()));
    victim.kill().expect("a child of this test");
    victim.wait().expect("a child of this test");
    let begun = Instant::now();
    while servers.iter().any(|(process, folder)| lives(process) || folder.exists()) {
        assert!(begun.elapsed() < Duration::from_secs(20), "{servers:?} are left");
        std::thread::sleep(Duration::from_millis(20));
    }
}
