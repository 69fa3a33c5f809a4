//! A TCP proxy in front of a server that does what networks do: it cuts, stalls, delays and loses replies, at
//! a byte that the test chooses. It counts and keeps what the client sends.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// What happens to the connection that reaches it. All but [`Fault::Delay`] strike once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Both ends are closed once clients have sent so many bytes in all.
    CutSending(u64),
    /// Both ends are closed once the server has sent so many bytes in all.
    CutReceiving(u64),
    /// Nothing more is read from the client once clients have sent so many bytes in all; nothing is closed.
    Stall(u64),
    /// Every piece waits, in both directions.
    Delay(Duration),
    /// What the client sends with these words in it arrives, and the reply does not: the connection is closed
    /// when it comes. So many pieces with the words in them pass before.
    LoseReply(&'static [u8], u64),
}

#[derive(Default)]
struct Script {
    fault: Option<Fault>,
    struck: u64,
    /// Bytes that clients have sent, of all connections in order of arrival.
    sent: Vec<u8>,
    /// Bytes that the server has sent.
    received: u64,
    connections: Vec<TcpStream>,
}

/// A proxy; dropping it closes its connections.
pub struct Proxy {
    port: u16,
    script: Arc<Mutex<Script>>,
    accepted: Arc<AtomicU64>,
}

impl Proxy {
    /// Listens, and forwards to a port of this machine.
    pub fn to(server: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = listener.local_addr().expect("it listens").port();
        let proxy = Self { port, script: Arc::default(), accepted: Arc::default() };
        let (script, accepted) = (Arc::clone(&proxy.script), Arc::clone(&proxy.accepted));
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                accepted.fetch_add(1, Ordering::Relaxed);
                forward(&client, server, &script);
            }
        });
        proxy
    }

    /// The same URL, but through this proxy. `server` is the port in it.
    pub fn through(&self, url: &str, server: u16) -> String {
        let replaced = url.replacen(&format!(":{server}/"), &format!(":{}/", self.port), 1);
        assert_ne!(replaced, url, "the URL has no port {server}");
        replaced
    }

    /// Where it listens.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Chooses what happens next; counts begin anew.
    pub fn strike(&self, fault: Fault) {
        let mut script = held(&self.script);
        script.fault = Some(fault);
        script.sent.clear();
        script.received = 0;
    }

    /// Nothing happens any more.
    pub fn heal(&self) {
        held(&self.script).fault = None;
    }

    /// How often a fault has struck.
    pub fn struck(&self) -> u64 {
        held(&self.script).struck
    }

    /// What clients have sent, since the last [`Self::strike`].
    pub fn sent(&self) -> Vec<u8> {
        held(&self.script).sent.clone()
    }

    /// How many bytes the server has sent, since the last [`Self::strike`].
    pub fn received(&self) -> u64 {
        held(&self.script).received
    }

    /// How many connections were taken.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Closes every connection that is open.
    pub fn cut_all(&self) {
        for connection in held(&self.script).connections.drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.cut_all();
    }
}

fn held(script: &Mutex<Script>) -> MutexGuard<'_, Script> {
    script.lock().unwrap_or_else(PoisonError::into_inner)
}

fn forward(client: &TcpStream, server: u16, script: &Arc<Mutex<Script>>) {
    // A server that is down refuses the client as well: the stream is dropped.
    let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { return };
    let copy = |stream: &TcpStream| stream.try_clone().expect("a socket can be shared");
    held(script).connections.extend([copy(client), copy(&server)]);
    let muted = Arc::new(AtomicBool::new(false));
    for (from, to, upwards) in [(client, &server, true), (&server, client, false)] {
        let (from, to) = (copy(from), copy(to));
        let (script, muted) = (Arc::clone(script), Arc::clone(&muted));
        std::thread::spawn(move || {
            pump(&from, &to, upwards, &script, &muted);
            for stream in [from, to] {
                let _ = stream.shutdown(Shutdown::Both);
            }
        });
    }
}

/// What is done with a piece.
enum Next {
    Pass,
    /// The first bytes pass, then both ends are closed.
    Cut(usize),
    /// The first bytes pass, then nothing is read any more.
    Stall(usize),
    /// All pass; the next piece of the other direction does not, and both ends are closed.
    LoseReply,
}

fn pump(mut from: &TcpStream, mut to: &TcpStream, upwards: bool, script: &Mutex<Script>, muted: &AtomicBool) {
    let mut piece = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = from.read(&mut piece) {
        if !upwards && muted.load(Ordering::SeqCst) {
            return;
        }
        let (next, delay) = decide(&piece[..count], upwards, script);
        std::thread::sleep(delay);
        let passing = match next {
            Next::Cut(first) | Next::Stall(first) => first,
            Next::Pass | Next::LoseReply => count,
        };
        if let Next::LoseReply = next {
            muted.store(true, Ordering::SeqCst);
        }
        if to.write_all(&piece[..passing]).is_err() {
            return;
        }
        match next {
            Next::Pass | Next::LoseReply => {}
            Next::Cut(_) => return,
            Next::Stall(_) => loop {
                std::thread::park();
            },
        }
    }
}

/// Counts a piece, and says what happens to it, and how much later.
fn decide(piece: &[u8], upwards: bool, script: &Mutex<Script>) -> (Next, Duration) {
    let mut script = held(script);
    if let Some(Fault::Delay(delay)) = script.fault {
        count(piece, upwards, &mut script);
        return (Next::Pass, delay);
    }
    let before = count(piece, upwards, &mut script);
    let reached = |limit: u64| (limit <= before + piece.len() as u64).then(|| limit.saturating_sub(before));
    let next = match script.fault {
        Some(Fault::CutSending(limit)) if upwards => reached(limit).map(|first| Next::Cut(first as usize)),
        Some(Fault::CutReceiving(limit)) if !upwards => reached(limit).map(|first| Next::Cut(first as usize)),
        Some(Fault::Stall(limit)) if upwards => reached(limit).map(|first| Next::Stall(first as usize)),
        Some(Fault::LoseReply(words, passing))
            if upwards && piece.windows(words.len()).any(|w| w == words) =>
        {
            script.fault = passing.checked_sub(1).map(|passing| Fault::LoseReply(words, passing));
            (passing == 0).then_some(Next::LoseReply)
        }
        _ => None,
    };
    if next.is_some() {
        script.struck += 1;
        script.fault = None;
    }
    (next.unwrap_or(Next::Pass), Duration::ZERO)
}

/// Notes a piece; bytes of its direction before it.
fn count(piece: &[u8], upwards: bool, script: &mut Script) -> u64 {
    if upwards {
        script.sent.extend_from_slice(piece);
        return (script.sent.len() - piece.len()) as u64;
    }
    script.received += piece.len() as u64;
    script.received - piece.len() as u64
}
