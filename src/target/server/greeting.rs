//! A door before a MySQL server, for the driver that would obey a greeting which asks for the password in
//! cleartext. sqlx minds its setting against that only when the server changes its mind later.
//!
//! The door listens on this machine, reads the server's greeting and closes when it is such a one; all else
//! passes. The greeting comes before TLS and is not part of it, so the door stands before every mode that
//! does not verify the server; where the server is verified, the password may go to it.
//! Start reading at [`Door::before`].

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Largest greeting, in bytes; real ones have about a hundred.
const GREETING_BYTES_MAX: usize = 4096;
/// What is said to the driver instead, as the server would: error 1045, state 28000.
const REFUSAL: &[u8] = b"\xff\x15\x04#28000the server asks for the password in cleartext, which is refused";

/// A door. Connections that passed it stay open when it is dropped.
#[derive(Debug)]
pub struct Door {
    address: SocketAddr,
    closed: Arc<AtomicBool>,
}

impl Door {
    /// Opens a door before a server. One attempt to reach the server takes no longer than `patience`.
    ///
    /// # Errors
    /// When this machine has no port left.
    pub fn before(host: &str, port: u16, patience: Option<Duration>) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let door = Self { address: listener.local_addr()?, closed: Arc::default() };
        let (closed, host) = (Arc::clone(&door.closed), host.to_owned());
        std::thread::Builder::new().name("greeting".to_owned()).spawn(move || {
            for driver in listener.incoming().flatten() {
                if closed.load(Ordering::SeqCst) {
                    return;
                }
                let host = host.clone();
                // A connection that cannot be served is closed, which the driver tells.
                let _ = std::thread::Builder::new()
                    .name("greeting".to_owned())
                    .spawn(move || drop(pass(driver, &host, port, patience)));
            }
        })?;
        Ok(door)
    }

    /// Where the driver knocks.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        // Wakes the thread that listens.
        let _ = TcpStream::connect(self.address);
    }
}

/// One connection, from the greeting to its end.
fn pass(mut driver: TcpStream, host: &str, port: u16, patience: Option<Duration>) -> io::Result<()> {
    let mut server = match reach(host, port, patience) {
        Ok(server) => server,
        Err(error) => return driver.write_all(&framed(&unreached(&error))),
    };
    server.set_read_timeout(patience)?;
    let greeting = packet(&mut server)?;
    if asks_for_cleartext(&greeting) {
        return driver.write_all(&framed(REFUSAL));
    }
    server.set_read_timeout(None)?;
    server.set_nodelay(true)?;
    driver.set_nodelay(true)?;
    driver.write_all(&framed(&greeting))?;
    let (mut from, mut to) = (driver.try_clone()?, server.try_clone()?);
    let upwards = std::thread::Builder::new().name("greeting".to_owned()).spawn(move || {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    })?;
    let _ = io::copy(&mut server, &mut driver);
    let _ = driver.shutdown(Shutdown::Both);
    let _ = upwards.join();
    Ok(())
}

/// What is said to the driver of a server that is not there, under the number of MySQL's own clients: 2003.
fn unreached(error: &io::Error) -> Vec<u8> {
    [b"\xff\xd3\x07#HY000", error.to_string().as_bytes()].concat()
}

fn reach(host: &str, port: u16, patience: Option<Duration>) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::NotFound);
    for address in (host, port).to_socket_addrs()? {
        let tried = match patience {
            Some(patience) => TcpStream::connect_timeout(&address, patience),
            None => TcpStream::connect(address),
        };
        match tried {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// The first packet of a server.
fn packet(server: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut header = [0; 4];
    server.read_exact(&mut header)?;
    let bytes = usize::from(header[0]) | usize::from(header[1]) << 8 | usize::from(header[2]) << 16;
    if bytes > GREETING_BYTES_MAX {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "no greeting is so long"));
    }
    let mut payload = vec![0; bytes];
    server.read_exact(&mut payload)?;
    Ok(payload)
}

/// The first packet for the driver.
fn framed(payload: &[u8]) -> Vec<u8> {
    let bytes = u32::try_from(payload.len()).unwrap_or(0).to_le_bytes();
    [&[bytes[0], bytes[1], bytes[2], 0], payload].concat()
}

/// Whether the plugin for cleartext is named. It is looked for in all of the greeting, so that no reader of
/// it, however it counts, finds one where this one did not.
fn asks_for_cleartext(greeting: &[u8]) -> bool {
    const PLUGIN: &[u8] = b"clear_password";
    greeting.windows(PLUGIN.len()).any(|window| window.eq_ignore_ascii_case(PLUGIN))
}

#[cfg(test)]
mod tests {
    use sqlx::ConnectOptions as _;
    use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};

    use super::*;

    /// A greeting as MariaDB's, with a plugin.
    fn greeting(plugin: &str) -> Vec<u8> {
        let mut payload = b"\x0a10.11.0-test\0\x01\0\0\0abcdefgh\0\xff\xf7\x2d\x02\0\xff\x81\x15".to_vec();
        payload.extend([0; 10]);
        payload.extend(b"ijklmnopqrst\0");
        payload.extend(plugin.as_bytes());
        payload.push(0);
        payload
    }

    /// A server that greets and keeps what it is told first.
    fn server(plugin: &'static str) -> (u16, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("it listens").port();
        let told = std::thread::spawn(move || {
            let (mut driver, _) = listener.accept().expect("a driver");
            driver.write_all(&framed(&greeting(plugin))).expect("greeted");
            let mut told = vec![0; 1024];
            let count = driver.read(&mut told).unwrap_or(0);
            told.truncate(count);
            told
        });
        (port, told)
    }

    fn told_by_sqlx(plugin: &'static str) -> (Vec<u8>, String) {
        let (port, told) = server(plugin);
        let error = told_by_sqlx_at(port);
        (told.join().expect("a server"), error)
    }

    fn told_by_sqlx_at(port: u16) -> String {
        let door = Door::before("127.0.0.1", port, Some(Duration::from_secs(5))).expect("a door");
        let options = MySqlConnectOptions::new()
            .host(&door.address().ip().to_string())
            .port(door.address().port())
            .username("tester")
            .password("geheim")
            .ssl_mode(MySqlSslMode::Disabled);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(options.connect()).map(drop).expect_err("the server says no more").to_string()
    }

    fn holds(bytes: &[u8], word: &str) -> bool {
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    }

    #[test]
    fn a_password_in_cleartext_is_not_given_to_whoever_asks_for_it_first() {
        let (told, error) = told_by_sqlx("mysql_clear_password");
        assert!(told.is_empty(), "{told:?}");
        assert!(error.contains("cleartext, which is refused"), "{error}");
    }

    #[test]
    fn other_greetings_pass() {
        let (told, _) = told_by_sqlx("mysql_native_password");
        assert!(holds(&told, "tester") && !holds(&told, "geheim"), "{told:?}");
    }

    #[test]
    fn a_server_that_is_not_there_is_told_as_such() {
        let free =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port").local_addr().expect("it listens");
        let error = told_by_sqlx_at(free.port());
        assert!(error.contains("2003") && error.contains("Connection refused"), "{error}");
    }

    #[test]
    fn greetings_are_bounded() {
        assert!(packet(&mut &b"\xff\xff\xff\0"[..]).is_err());
        assert_eq!(packet(&mut &framed(b"abc")[..]).expect("a packet"), b"abc");
    }
}
