//! `init`: writes a configuration that runs unchanged, and its lock.

use std::path::Path;

use super::args::InitArgs;
use super::wishes::Reader;
use super::{Outcome, command, job};
use crate::app::init::init;
use crate::config::{REFERENCE, earlier, merged};
use crate::error::{Error, Exit, Result};
use crate::ui::Voice;

/// Runs the verb.
pub(super) fn run(args: &InitArgs, voice: &Voice, reader: Reader) -> Outcome {
    if let Some(file) = &args.migrate {
        return migrate(args, voice, file);
    }
    let mut wanted = args.wanted.clone();
    // What is about to be written is not read.
    wanted.target.no_config |= wanted.target.config.is_empty();
    let job = job::wanted_job(voice, reader, &wanted)?;
    if args.reference {
        return reference(args, voice);
    }
    if args.output == Path::new("-") {
        voice.data(&init(&job)?.yaml);
        return Ok(Exit::Done);
    }
    let starter = init(&job)?;
    let lock = args.output.with_file_name(starter.lock_name);
    if !args.force {
        free(&args.output)?;
        free(&lock)?;
    }
    write(&args.output, &starter.yaml)?;
    write(&lock, &starter.lock)?;
    let shown = args.output.display().to_string();
    voice.say(&format!("wrote {shown} and {}", lock.display()));
    voice.say(&format!("next: dbmocker generate -c {}", command::quoted(&shown)));
    Ok(Exit::Done)
}

/// Writes a file of the earlier format in ours.
fn migrate(args: &InitArgs, voice: &Voice, file: &Path) -> Outcome {
    let refuse = |what: String| {
        Error::new(Exit::Usage, format!("--migrate: {}: {what}", file.display()))
            .remains("nothing was written")
    };
    let text = std::fs::read_to_string(file).map_err(|error| refuse(format!("cannot be read: {error}")))?;
    let (config, told) = earlier::rewritten(&text).map_err(refuse)?;
    merged(vec![config.clone()]).map_err(refuse)?;
    let body = serde_yaml::to_string(&config).map_err(|error| refuse(error.to_string()))?;
    let comments: String = told.iter().map(|what| format!("# {what}\n")).collect();
    let yaml = format!("{comments}{body}");
    if args.output == Path::new("-") {
        voice.data(&yaml);
        return Ok(Exit::Done);
    }
    if !args.force {
        free(&args.output)?;
    }
    write(&args.output, &yaml)?;
    let shown = args.output.display().to_string();
    voice.say(&format!("wrote {shown}; {} keys have no effect and are named in it", told.len()));
    voice.say(&format!("next: dbmocker plan -c {}", command::quoted(&shown)));
    Ok(Exit::Done)
}

/// Writes the manual of all keys.
fn reference(args: &InitArgs, voice: &Voice) -> Outcome {
    if args.output == Path::new("-") {
        voice.data(REFERENCE);
        return Ok(Exit::Done);
    }
    if !args.force {
        free(&args.output)?;
    }
    write(&args.output, REFERENCE)?;
    voice.say(&format!("wrote {}", args.output.display()));
    Ok(Exit::Done)
}

fn free(path: &Path) -> Result<()> {
    match path.symlink_metadata() {
        Ok(_) => Err(Error::new(Exit::Refused, format!("{} is there already", path.display()))
            .remains("nothing was written")
            .next("repeat with --force to overwrite it")),
        Err(_) => Ok(()),
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::write(path, text)
        .map_err(|error| Error::new(Exit::Usage, format!("{} cannot be written: {error}", path.display())))
}
