//! The command line: reads flags, environment and files into a job, hands it to `app`, and turns what comes
//! back into text and an exit status.
//!
//! Must not reach below `app`. Start reading at [`main`] and `args::Cli`.

mod args;
mod bench;
mod command;
mod completions;
mod earlier;
mod explain;
mod files;
mod generate;
mod init;
mod inspect;
mod job;
mod load;
mod lookups;
mod plan;
mod preview;
mod resume;
mod signals;
mod target;
mod variables;
mod verify;
mod watcher;
mod wishes;

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::Mutex;

use clap::{CommandFactory as _, Parser as _};

use crate::error::{Error, Exit};
use crate::ui::{LogFormat, ProgressMode, Talk, Voice};
use args::{Cli, TalkArgs, TargetArgs, Verb, Wanted};
use wishes::Reader;

/// An error, and the URL that was used in the end: the next command must name it where nobody gave one.
struct Failure {
    error: Error,
    target: Option<String>,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error, target: None }
    }
}

type Outcome = Result<Exit, Failure>;

/// Words and place of the last panic.
static PANIC: Mutex<String> = Mutex::new(String::new());

/// Runs the program.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        if let Ok(mut last) = PANIC.lock() {
            *last = panic.to_string().replace('\n', " ");
        }
    }));
    ExitCode::from(std::panic::catch_unwind(run).unwrap_or_else(|_| bug()).code())
}

fn bug() -> Exit {
    let words = PANIC.lock().map_or_else(|_| String::new(), |last| last.clone());
    let error = Error::new(Exit::Bug, format!("this is a bug in dbmocker: {words}"))
        .remains("committed chunks stay, the open one was rolled back")
        .next("please report it with the command and the schema");
    Voice::default().error(&error, &error.to_string());
    Exit::Bug
}

fn run() -> Exit {
    let parsed = Cli::try_parse();
    if let Err(refusal) = &parsed
        && !refusal.use_stderr()
    {
        return refused(refusal);
    }
    let text = |(name, value): (OsString, OsString)| {
        (name.to_string_lossy().into_owned(), value.to_string_lossy().into_owned())
    };
    let variables = variables::check(&Cli::command(), std::env::vars_os().map(text));
    if !variables.problems.is_empty() {
        let error = Error::all(Exit::Usage, variables.problems).remains("nothing was written");
        Voice::default().error(&error, &error.to_string());
        return Exit::Usage;
    }
    let cli = match parsed {
        Ok(cli) => cli,
        Err(refusal) => return refused(&refusal),
    };
    let Some(verb) = cli.verb else {
        Voice::default().data(&Cli::command().render_help().to_string());
        return Exit::Usage;
    };
    let mut reader = Reader::default();
    let talk = talk(&mut reader, &cli.talk);
    let (url, target) = verb.target();
    let voice = Voice::new(talk, target::secrets(url, target));
    variables.warnings.iter().for_each(|warning| voice.warn(warning));
    let given = command::target_words(url, target);
    let outcome = dispatch(verb, &voice, reader);
    outcome.unwrap_or_else(|failure| {
        let used = failure.target.as_deref().map(command::url_words);
        let target = if given.is_empty() { used.unwrap_or_default() } else { given };
        let text = command::with_target(&failure.error.to_string(), &target);
        voice.error(&failure.error, &text);
        failure.error.exit()
    })
}

fn dispatch(verb: Verb, voice: &Voice, reader: Reader) -> Outcome {
    match verb {
        Verb::Generate(args) => generate::run(&args, voice, reader),
        Verb::HighPerformance(args) => generate::run(&earlier::fastest(&args), voice, reader),
        Verb::SmartGenerate(_) => earlier::gone("smart-generate"),
        Verb::SpecGenerate(_) => earlier::gone("spec-generate"),
        Verb::Bench(args) => bench::run(&args, voice, reader),
        Verb::Plan(args) => plan::run(&args, voice, reader),
        Verb::Preview(args) => preview::run(&args, voice, reader),
        Verb::Inspect(args) => inspect::run(&args, voice, reader),
        Verb::Explain(args) => explain::run(&args, voice, reader),
        Verb::Verify(args) => verify::run(&args, voice, reader),
        Verb::Init(args) => init::run(&args, voice, reader),
        Verb::Resume(args) => resume::run(&args, voice, reader),
        Verb::Completions { shell } => Ok(completions::run(shell, voice)),
    }
}

impl Verb {
    /// The positional URL and the target's flags.
    fn target(&self) -> (Option<&str>, &TargetArgs) {
        static NONE: TargetArgs = TargetArgs::NONE;
        fn of(wanted: &Wanted) -> (Option<&str>, &TargetArgs) {
            (wanted.url.as_deref(), &wanted.target)
        }
        match self {
            Self::Generate(args) | Self::HighPerformance(args) => of(&args.wanted),
            Self::Plan(args) => of(&args.wanted),
            Self::Inspect(args) => of(&args.wanted),
            Self::Verify(args) => of(&args.wanted),
            Self::Init(args) => of(&args.wanted),
            Self::Bench(args) => (args.url.as_deref(), &args.target),
            Self::Preview(args) => (None, &args.target),
            Self::Explain(args) => (None, &args.target),
            Self::Resume(args) => (None, &args.target),
            Self::Completions { .. } | Self::SmartGenerate(_) | Self::SpecGenerate(_) => (None, &NONE),
        }
    }
}

/// What clap says: help and version to stdout, mistakes to stderr in our form.
fn refused(refusal: &clap::Error) -> Exit {
    let voice = Voice::default();
    let text = refusal.render().to_string();
    if !refusal.use_stderr() {
        voice.data(&text);
        return Exit::Done;
    }
    let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let error = Error::new(Exit::Usage, text);
    voice.error(&error, &error.to_string());
    Exit::Usage
}

fn talk(reader: &mut Reader, args: &TalkArgs) -> Talk {
    let modes = [
        ("auto", ProgressMode::Auto),
        ("plain", ProgressMode::Plain),
        ("json", ProgressMode::Json),
        ("none", ProgressMode::None),
    ];
    let formats = [("text", LogFormat::Text), ("json", LogFormat::Json)];
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Talk {
        quiet: args.quiet,
        verbose: args.verbose,
        progress: reader.word("--progress", args.progress.as_deref(), &modes).unwrap_or_default(),
        log: reader.word("--log-format", args.log_format.as_deref(), &formats).unwrap_or_default(),
        plain: args.no_color || no_color,
    }
}
