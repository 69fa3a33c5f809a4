//! Signals of a run: once stops after the running chunk, twice at once.
//!
//! Start reading at [`listen`].

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

#[cfg(unix)]
use signal_hook::consts::SIGXFSZ;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::app::Control;
use crate::error::{Error, Exit, Result};
use crate::ui::Voice;

/// How long a second signal leaves the run to roll back.
const GRACE: Duration = Duration::from_secs(2);

/// Follows signals until the process ends. Before `loading` is set nothing is under way, and the process ends
/// at once.
///
/// # Errors
/// [`Exit::Bug`] when the system refuses a handler.
pub fn listen(voice: &Voice, control: &Control, loading: &Arc<AtomicBool>) -> Result<()> {
    let refused =
        |error: std::io::Error| Error::new(Exit::Bug, format!("signals cannot be followed: {error}"));
    // With a handler in place, a file that grows too large is an error of the write, not the end.
    #[cfg(unix)]
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map_err(refused)?;
    let mut signals = Signals::new([SIGINT, SIGTERM]).map_err(refused)?;
    let (voice, control, loading) = (voice.clone(), control.clone(), Arc::clone(loading));
    let follow = move || {
        for (seen, signal) in (1_u32..).zip(signals.forever()) {
            let exit = if signal == SIGTERM { Exit::Terminated } else { Exit::Interrupted };
            if !loading.load(Ordering::SeqCst) {
                std::process::exit(i32::from(exit.code()));
            }
            match signal {
                SIGTERM => control.terminate(),
                _ => drop(control.interrupt()),
            }
            if seen == 1 {
                voice.say("stopping after the running chunk; once more stops at once");
            } else {
                control.interrupt();
                std::thread::sleep(GRACE);
                std::process::exit(i32::from(exit.code()));
            }
        }
    };
    std::thread::Builder::new().name("signals".to_owned()).spawn(follow).map(drop).map_err(refused)
}
