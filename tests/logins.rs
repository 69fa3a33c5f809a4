//! Every way to log in to a server through the program; and that no password stays anywhere: not in what is
//! said, nor in a plan, a report, a configuration or the ledger. Start reading at [`CANARY`].

use std::os::unix::fs::PermissionsExt as _;
use std::sync::OnceLock;

use folder::{Done, Folder};
use servers::Database;

#[path = "support/folder.rs"]
mod folder;
#[path = "servers/mod.rs"]
mod servers;

/// A password that no other word looks like.
const CANARY: &str = "k4n4r13n-v0gel";

/// A database of a user with that password.
fn shop() -> Database {
    static USER: OnceLock<()> = OnceLock::new();
    let server = servers::postgres();
    USER.get_or_init(|| server.execute(&format!("CREATE ROLE ann SUPERUSER LOGIN PASSWORD '{CANARY}'")));
    let database = server.database("logins");
    database.execute("CREATE TABLE users (id int PRIMARY KEY, email varchar(100) NOT NULL)");
    database
}

/// Runs the program at home in its folder, and sees that it keeps the password to itself.
#[track_caller]
fn run(folder: &Folder, args: &[&str], env: &[(&str, &str)]) -> Done {
    let home = folder.path("").display().to_string();
    let done = folder.run_with(args, &[env, &[("HOME", home.as_str())]].concat());
    assert!(!done.out.contains(CANARY) && !done.err.contains(CANARY), "{args:?}: {done:?}");
    done
}

#[test]
fn every_way_in_is_found() {
    let (folder, database) = (Folder::new(), shop());
    let port = database.address().port.to_string();
    let url = format!("postgresql://ann@127.0.0.1:{port}/{}", database.name);
    let words = format!("host=127.0.0.1 port={port} user=ann dbname={}", database.name);
    let parts =
        ["plan", "-h", "127.0.0.1", "-p", &port, "-U", "ann", "-d", &database.name, "--driver", "postgresql"];
    let password = [("PGPASSWORD", CANARY)];
    folder.write("password", &format!("{CANARY}\nnot this one\n"));
    folder.write(
        "services",
        &format!("[shop]\nhost=127.0.0.1\nport={port}\nuser=ann\ndbname={}\n", database.name),
    );
    let services = folder.path("services").display().to_string();
    for (args, env) in [
        (&["plan", &url][..], &password[..]),
        (&["plan", &words], &password),
        (&parts, &password),
        (&["plan", &url, "--password-file", "password"], &[]),
        (&["plan", &url], &[("DBMOCKER_PASSWORD", CANARY)]),
        (&["plan", "postgresql:"], &[("PGSERVICE", "shop"), ("PGSERVICEFILE", &services), password[0]]),
        (&["plan", &url.replace("ann@", "nobody@"), "-U", "ann"], &password),
        (&["plan", &format!("{words} password={CANARY}")], &[]),
        (&["plan"], &[("DATABASE_URL", &url), password[0]]),
    ] {
        let done = run(&folder, args, env);
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
    }
    folder.write(".pgpass", &format!("127.0.0.1:{port}:*:ann:{CANARY}\n"));
    let open_to = |mode| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(folder.path(".pgpass"), permissions).expect("a file of ours");
        run(&folder, &["plan", &url], &[])
    };
    assert_eq!(open_to(0o600).code, Some(0));
    let ignored = open_to(0o644);
    assert!(ignored.code == Some(3) && ignored.err.contains(".pgpass is ignored"), "{ignored:?}");
}

#[test]
fn a_password_stays_nowhere() {
    let (folder, database) = (Folder::new(), shop());
    let address = database.address();
    let url = format!("postgresql://ann:{CANARY}@127.0.0.1:{}/{}", address.port, database.name);
    let env = [("SECRET_URL", url.as_str())];
    folder.write("c.yaml", "target: {url: '${SECRET_URL}'}\n");
    for args in [
        &["plan", &url, "-o", "plan.json"][..],
        &["init", &url, "-o", "made.yaml"],
        &["generate", &url, "-n", "20", "--keep-ledger", "--report", "report.json", "-v"],
        &["generate", "-c", "c.yaml", "-n", "20", "--keep-ledger", "--yes", "--log-format", "json"],
    ] {
        let done = run(&folder, args, &env);
        assert_eq!(done.code, Some(0), "{args:?}: {done:?}");
        let typed = args.contains(&url.as_str());
        assert_eq!(done.err.contains("visible to other users"), typed, "{args:?}: {done:?}");
    }
    for (path, bytes) in folder.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(CANARY), "{}", path.display());
    }
    assert!(folder.read("plan.json").contains("ann@127.0.0.1"), "the address is there, without the password");
    let ledger = database.rows("SELECT r::text FROM dbmocker.run r");
    assert!(ledger.len() == 2 && ledger.iter().all(|row| row.contains("ann@127.0.0.1")), "{ledger:?}");
    assert!(!ledger.concat().contains(CANARY));
}
