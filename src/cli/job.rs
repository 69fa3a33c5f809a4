//! From flags, environment and files to one job.
//!
//! Start reading at [`job`].

use super::args::{LoadArgs, RowsArgs, TargetArgs, Wanted};
use super::files::{self, Files};
use super::lookups;
use super::target;
use super::wishes::Reader;
use crate::app::{Given, Job, Location, Process, Settings};
use crate::error::{Error, Exit, Result};
use crate::ui::Voice;

/// The job of a verb that takes everything.
///
/// # Errors
/// [`Exit::Usage`] with all mistakes at once.
pub fn wanted_job(voice: &Voice, reader: Reader, wanted: &Wanted) -> Result<Job> {
    job(voice, reader, wanted.url.as_deref(), &wanted.target, Some(&wanted.rows), Some(&wanted.load))
}

/// Lays flags over the environment, the environment over files.
///
/// # Errors
/// [`Exit::Usage`] with all mistakes at once.
pub fn job(
    voice: &Voice,
    mut reader: Reader,
    positional: Option<&str>,
    target: &TargetArgs,
    rows: Option<&RowsArgs>,
    load: Option<&LoadArgs>,
) -> Result<Job> {
    let paths = files::meant(voice, &mut reader, target);
    let Files { mut config, mut places, folder } = files::configuration(&mut reader, &paths);
    lookups::read(&mut config, folder.as_deref(), &mut reader.problems);
    let chosen = target::chosen(&mut reader, positional, target, config.target.url.take());
    if let Some(file) = &target.schema_file {
        config.target.schema_file = Some(file.clone());
    }
    rows.into_iter().for_each(|rows| reader.rows(rows, &mut config, &mut places));
    load.into_iter().for_each(|load| reader.load(load, &mut config));
    let part = load.and_then(|load| reader.part(load, &mut config));
    let server = target::given(&mut reader, target, &chosen);
    checked(reader)?;
    places.told().iter().for_each(|what| voice.say(what));
    if target::shows_password(positional, target) {
        voice.warn(PASSWORD_SHOWN);
    }
    let (url, server) = located(voice, chosen.url, &server)?;
    config.target.url = url;
    let flags = rows.cloned().unwrap_or_default();
    Ok(Job {
        config,
        places,
        server,
        config_folder: folder,
        truncate: flags.truncate,
        part,
        discard_unfinished: flags.discard_run,
        fresh: flags.fresh,
        ..Job::default()
    })
}

const PASSWORD_SHOWN: &str = "a password on the command line is visible to other users of this machine; -W \
     asks for it, --password-file, ~/.pgpass and ~/.my.cnf keep it";

/// A server's URL made complete, and its password apart from it: what is shown, kept or written down later is
/// the URL.
fn located(voice: &Voice, url: Option<String>, given: &Given) -> Result<(Option<String>, Given)> {
    let (location, warnings) = Location::parse(url.as_deref(), given, &Process)?;
    warnings.iter().for_each(|warning| voice.warn(warning));
    let Location::Server(address) = &location else { return Ok((url, Given::default())) };
    let typed = Settings { password: address.password.clone(), ..Settings::default() };
    Ok((Some(location.url()), Given { typed, ..Given::default() }))
}

/// All mistakes as one error.
///
/// # Errors
/// [`Exit::Usage`] when there is one.
pub fn checked(reader: Reader) -> Result<()> {
    if reader.problems.is_empty() {
        return Ok(());
    }
    Err(Error::all(Exit::Usage, reader.problems).remains("nothing was written"))
}
