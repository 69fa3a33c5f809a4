//! `completions`: what a shell needs to complete our words.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::args::Cli;
use crate::error::Exit;
use crate::ui::Voice;

/// Runs the verb.
pub(super) fn run(shell: Shell, voice: &Voice) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dbmocker", &mut script);
    voice.data(&String::from_utf8_lossy(&script));
    Exit::Done
}
