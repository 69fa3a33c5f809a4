//! A server process that ends when the test process ends, however that ends.
//!
//! A shell of its own process group starts the server and reads orders from a pipe whose other end only this
//! process holds. When the pipe closes, at the end of the process, after a panic or after SIGKILL, the shell
//! stops the server and removes its folder.

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The folder, the signal that stops the server at once, then the server's command line. The inner shell
/// becomes the server after it has noted its process; `exited` tells a server that could not start.
const SCRIPT: &str = r#"
trap '' INT HUP TERM PIPE
folder=$1 signal=$2
shift 2
start() {
    rm -f "$folder/exited" "$folder/pid" "$folder/log"
    {
        sh -c 'echo $$ >"$0/pid"; exec "$@"' "$folder" "$@" >"$folder/log" 2>&1 </dev/null
        touch "$folder/exited"
    } >/dev/null &
}
stop() {
    until [ -s "$folder/pid" ] || [ -e "$folder/exited" ]; do sleep 0.02; done
    kill -"$signal" "$(cat "$folder/pid")"
    wait
}
start "$@"
while read -r order; do
    case $order in
        stop) stop ;;
        start) start "$@" ;;
    esac
    echo done
done
stop
rm -rf "$folder"
"#;

/// How long a server may take to start, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a server's process needs.
pub struct Launch {
    /// Its folder; the watchdog removes it in the end.
    pub folder: PathBuf,
    /// The signal that stops it at once and leaves nothing of it running.
    pub signal: &'static str,
    /// Program and arguments.
    pub command: Vec<String>,
    /// What its log says when it takes connections.
    pub ready: &'static str,
}

/// A running server.
pub struct Watchdog {
    folder: PathBuf,
    ready: &'static str,
    orders: Mutex<(ChildStdin, BufReader<ChildStdout>)>,
    /// Reaped by the system: it outlives this process by design.
    _shell: Child,
}

impl Watchdog {
    /// Starts a server and waits until it takes connections.
    ///
    /// # Errors
    /// When it ends instead, with its log. The folder is removed then.
    pub fn start(launch: &Launch) -> Result<Self, String> {
        let mut shell = Command::new("sh");
        shell.args(["-c", SCRIPT, "watchdog"]).arg(&launch.folder).arg(launch.signal).args(&launch.command);
        shell.env("LC_ALL", "C").current_dir("/").process_group(0);
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut shell = shell.spawn().expect("a shell");
        let orders = shell.stdin.take().expect("it is piped");
        let replies = BufReader::new(shell.stdout.take().expect("it is piped"));
        let (folder, ready) = (launch.folder.clone(), launch.ready);
        let watchdog = Self { folder, ready, orders: Mutex::new((orders, replies)), _shell: shell };
        watchdog.await_ready()?;
        Ok(watchdog)
    }

    /// The folder of the server.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The server's process.
    pub fn process(&self) -> u32 {
        let text = std::fs::read_to_string(self.folder.join("pid")).expect("a running server's number");
        text.trim().parse().expect("a number")
    }

    /// Ends the server as a crash of its process would.
    pub fn crash(&self) {
        self.order("stop");
    }

    /// Starts it again and waits until it takes connections.
    pub fn start_again(&self) {
        self.order("start");
        self.await_ready().unwrap_or_else(|log| panic!("the server did not start again:\n{log}"));
    }

    fn order(&self, order: &str) {
        let mut orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(orders.0, "{order}").expect("the watchdog reads");
        let mut reply = String::new();
        orders.1.read_line(&mut reply).expect("the watchdog replies");
        assert_eq!(reply, "done\n", "{order}");
    }

    fn await_ready(&self) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            let log = std::fs::read(self.folder.join("log")).unwrap_or_default();
            let log = String::from_utf8_lossy(&log);
            if log.contains(self.ready) {
                return Ok(());
            }
            if self.folder.join("exited").exists() || begun.elapsed() > PATIENCE {
                return Err(log.into_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}
