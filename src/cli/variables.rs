//! Variables of the environment that begin with `DBMOCKER_`: whether there is such a flag, and whether its value
//! is one.
//!
//! Must not know what a flag means. Start reading at [`check`].

use clap::ArgAction;

use crate::config::nearest;

const PREFIX: &str = "DBMOCKER_";

/// What the variables say that is wrong, and what may be.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Values that cannot be read.
    pub problems: Vec<String>,
    /// Names that no flag has.
    pub warnings: Vec<String>,
}

/// Reads the value of a flag that is there or not.
///
/// # Errors
/// What to write, for anything that is not clearly one or the other.
pub fn truth(text: &str) -> Result<bool, String> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("write true, false, yes, no, on, off, 1 or 0".to_owned()),
    }
}

/// Checks all variables, name and value, against the flags of a command and its verbs.
pub fn check(command: &clap::Command, variables: impl Iterator<Item = (String, String)>) -> Findings {
    let flags: Vec<(String, bool)> = std::iter::once(command)
        .chain(command.get_subcommands())
        .flat_map(clap::Command::get_arguments)
        .filter_map(|flag| {
            let name = flag.get_env()?.to_string_lossy().into_owned();
            Some((name, matches!(flag.get_action(), ArgAction::SetTrue)))
        })
        .collect();
    let mut findings = Findings::default();
    for (name, value) in variables.filter(|(name, _)| name.starts_with(PREFIX) && !of_tests(name)) {
        match flags.iter().find(|(known, _)| *known == name) {
            None => findings.warnings.push(unknown(&name, &flags)),
            Some((_, true)) => {
                if let Err(advice) = truth(&value) {
                    // Whoever mistakes the prompt for the password must not read it in a log.
                    let value = if name.contains("PASSWORD") { "***" } else { &value };
                    findings.problems.push(format!("{name}: `{value}` is neither true nor false; {advice}"));
                }
            }
            Some(_) => {}
        }
    }
    findings
}

/// Names that only the tests of dbmocker read.
fn of_tests(name: &str) -> bool {
    name == "DBMOCKER_BLESS" || name.starts_with("DBMOCKER_TEST_")
}

fn unknown(name: &str, flags: &[(String, bool)]) -> String {
    // Without the beginning that all share, which would make all of them near.
    let known = flags.iter().map(|(known, _)| known.trim_start_matches(PREFIX).to_owned());
    match nearest(name.trim_start_matches(PREFIX), known) {
        Some(known) => format!("the variable {name} means nothing; did you mean {PREFIX}{known}?"),
        None => format!("the variable {name} means nothing"),
    }
}
