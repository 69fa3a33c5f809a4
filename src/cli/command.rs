//! Commands as text that can be pasted into a shell. A password is never among it.
//!
//! Start reading at [`again`].

use super::target::secrets_of;

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

fn without_secrets(arg: &str) -> String {
    secrets_of(arg).iter().filter(|secret| !secret.is_empty()).fold(arg.to_owned(), |arg, secret| {
        arg.replace(&format!(":{secret}@"), "@").replace(&format!("={secret}"), "=***")
    })
}

/// A word as a POSIX shell takes it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

/// The text of an error whose next command works as it stands: it names the target.
pub fn with_target(text: &str, target: Option<&str>) -> String {
    let Some(target) = target else { return text.to_owned() };
    let url = quoted(&without_secrets(target));
    let mut out = text.to_owned();
    for verb in ["resume", "verify"] {
        let command = format!("next: dbmocker {verb}");
        out = out.replace(&command, &format!("{command} --url {url}"));
    }
    out
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
        assert_eq!(
            with_target("x\n  next: dbmocker resume 0a", Some("sqlite:a b.db")),
            "x\n  next: dbmocker resume --url 'sqlite:a b.db' 0a"
        );
    }
}
