//! Reading configuration files. Includes stay in the folder of the file that was named on the command line.
//!
//! Start reading at [`meant`] and [`configuration`].

use std::path::{Path, PathBuf};

use super::args::TargetArgs;
use super::wishes::Reader;
use crate::config::{Config, FILE_BYTES_MAX, Places, merged, read_layers};
use crate::ui::Voice;

/// The configuration of a folder, where none is named.
const OWN: [&str; 2] = ["dbmocker.yaml", "dbmocker.yml"];

/// The files that are meant: those that are named, else that of the current folder, which is told.
pub fn meant(voice: &Voice, reader: &mut Reader, target: &TargetArgs) -> Vec<PathBuf> {
    if target.no_config && !target.config.is_empty() {
        reader.wrong("-c and --no-config contradict each other; give one of them");
    }
    if target.no_config || !target.config.is_empty() {
        return target.config.clone();
    }
    let there = |path: &PathBuf| path.symlink_metadata().is_ok_and(|file| !file.is_dir());
    let own = OWN.iter().map(PathBuf::from).find(there);
    if let Some(file) = &own {
        voice.say(&format!("configuration: {}; --no-config leaves it out", file.display()));
    }
    own.into_iter().collect()
}

/// What the files say.
#[derive(Debug, Default)]
pub struct Files {
    /// All of them, later ones over earlier ones.
    pub config: Config,
    /// Where each key stands.
    pub places: Places,
    /// The folder of the first.
    pub folder: Option<PathBuf>,
}

/// Reads the files in order.
pub fn configuration(reader: &mut Reader, paths: &[PathBuf]) -> Files {
    let (mut layers, mut places) = (Vec::new(), Places::default());
    for path in paths {
        let root = folder(path);
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut fetch = |relative: &str| fetch(&root, relative);
        let env = |variable: &str| std::env::var(variable).ok();
        match read_layers(&name, &mut fetch, &env, &mut places) {
            Ok(layer) => layers.push(layer),
            Err(problems) => reader.problems.extend(problems),
        }
    }
    let config = merged(layers).unwrap_or_else(|problem| {
        reader.wrong(problem);
        Config::default()
    });
    Files { config, places, folder: paths.first().map(|path| folder(path)) }
}

fn folder(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// A file below a folder: the name to show, and the text.
fn fetch(root: &Path, relative: &str) -> Result<(String, String), String> {
    let path = if root == Path::new(".") { PathBuf::from(relative) } else { root.join(relative) };
    let shown = path.display().to_string();
    let cannot = |error: &dyn std::fmt::Display| format!("{shown} cannot be read: {error}");
    let real = path.canonicalize().map_err(|error| cannot(&error))?;
    let real_root = root.canonicalize().map_err(|error| cannot(&error))?;
    if relative.contains('/') && !real.starts_with(&real_root) {
        return Err(format!("{shown} is outside of {}, where includes must stay", root.display()));
    }
    let size = std::fs::metadata(&real).map_err(|error| cannot(&error))?.len();
    if size > FILE_BYTES_MAX as u64 {
        return Err(format!("{shown} is larger than {} KiB", FILE_BYTES_MAX / 1024));
    }
    let text = std::fs::read_to_string(&real).map_err(|error| cannot(&error))?;
    Ok((shown, text))
}
