//! Commands as text that can be pasted into a shell. A password is never among it.
//!
//! Start reading at [`again`].

use super::args::TargetArgs;
use super::target::{self, without_secrets};

/// The command that was given, and the seed that it used.
pub fn again(seed: u64) -> String {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    repeated(&args, Some(seed))
}

/// The command that was given.
pub fn given() -> String {
    let args: Vec<String> = std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect();
    repeated(&args, None)
}

fn repeated(args: &[String], seed: Option<u64>) -> String {
    let mut words = Vec::with_capacity(args.len() + 2);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        if arg == "-w" || arg == "--password" {
            args.next();
            continue;
        }
        let holds_password = arg.starts_with("--password=") || (arg.starts_with("-w") && arg.len() > 2);
        if !holds_password {
            words.push(quoted(&without_secrets(arg)));
        }
    }
    let seeded = words.iter().any(|word| word == "--seed" || word.starts_with("--seed="));
    if let (Some(seed), false) = (seed, seeded) {
        words.push(format!("--seed {seed}"));
    }
    words.join(" ")
}

/// A word as a POSIX shell takes it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// What was given to find the target by, as words of a command: a URL, flags and configuration files. Nothing
/// when the command finds it by itself.
pub fn target_words(positional: Option<&str>, target: &TargetArgs) -> String {
    let files = target.config.iter().map(|file| format!("-c {}", quoted(&file.to_string_lossy())));
    let none = target.no_config.then(|| "--no-config".to_owned());
    let words: Vec<String> = target::words(positional, target).into_iter().chain(files).chain(none).collect();
    words.join(" ")
}

/// A URL as words of a command, without its password.
pub fn url_words(url: &str) -> String {
    format!("--url {}", quoted(&without_secrets(url)))
}

/// The text of an error whose next command works as it stands: it names the target.
pub fn with_target(text: &str, target: &str) -> String {
    const NEXT: &str = "\n  next: ";
    let Some((before, next)) = text.rsplit_once(NEXT).filter(|_| !target.is_empty()) else {
        return text.to_owned();
    };
    let named =
        ["resume", "verify", "plan", "explain", "generate"].iter().fold(next.to_owned(), |next, verb| {
            let command = format!("dbmocker {verb}");
            next.replace(&command, &format!("{command} {target}"))
        });
    format!("{before}{NEXT}{named}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &[&str]) -> Vec<String> {
        line.iter().map(|&word| word.to_owned()).collect()
    }

    #[test]
    fn the_command_can_be_pasted_and_holds_no_password() {
        let line = words(&["dbmocker", "generate", "it's.db", "-w", "geheim", "--rows", "a=1"]);
        assert_eq!(repeated(&line, Some(7)), "dbmocker generate 'it'\\''s.db' --rows a=1 --seed 7");
        let line = words(&["dbmocker", "generate", "mysql://u:geheim@h/d", "--seed=1"]);
        assert_eq!(repeated(&line, Some(7)), "dbmocker generate mysql://u@h/d --seed=1");
        assert!(!repeated(&words(&["d", "--password=geheim", "-wgeheim"]), None).contains("geheim"));
    }

    #[test]
    fn the_next_command_names_the_target() {
        let named = |next: &str, target: &str| with_target(&format!("dbmocker plan\n  next: {next}"), target);
        let target = url_words("sqlite:a b.db");
        for (next, expected) in [
            ("dbmocker resume 0a", "dbmocker resume --url 'sqlite:a b.db' 0a"),
            ("dbmocker explain t", "dbmocker explain --url 'sqlite:a b.db' t"),
            ("dbmocker generate --fresh", "dbmocker generate --url 'sqlite:a b.db' --fresh"),
            ("repeat with --yes", "repeat with --yes"),
        ] {
            assert_eq!(named(next, &target), format!("dbmocker plan\n  next: {expected}"));
        }
        assert_eq!(named("dbmocker verify", ""), "dbmocker plan\n  next: dbmocker verify");
        assert_eq!(url_words("mysql://u:geheim@h/d"), "--url mysql://u@h/d");
    }

    #[test]
    fn files_find_the_target_as_well() {
        let given = TargetArgs {
            config: vec!["a.yaml".into(), "b c.yaml".into()],
            url_flag: Some("app.db".to_owned()),
            ..TargetArgs::default()
        };
        assert_eq!(target_words(None, &given), "--url app.db -c a.yaml -c 'b c.yaml'");
        assert_eq!(target_words(Some("x.db"), &TargetArgs::default()), "--url x.db");
    }
}
