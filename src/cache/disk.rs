//! Pools as files: written once under another name and renamed, so that a file is there whole or not at all, and
//! never changed. Version 1 of its own format, little-endian:
//!
//! magic `DBMKPOOL`, version u32, entries u32, longest u32, 0 u32, BLAKE3 of all that follows (32 bytes), then
//! the ends of the entries (u32 each) and their bytes.
//!
//! Start reading at [`open`] and [`write`].

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::mapped;
use crate::data::Pool;

const MAGIC: &[u8; 8] = b"DBMKPOOL";
const VERSION: u32 = 1;
const HEAD: usize = 56;

/// What a file turned out to be.
pub(super) enum Found {
    /// All of it is as it was written.
    Whole(Pool),
    /// It is not; it was removed.
    Damaged(PathBuf),
    /// There is none.
    Nothing,
}

fn path(folder: &Path, key: &str) -> PathBuf {
    folder.join(format!("{}.pool", &blake3::hash(key.as_bytes()).to_hex()[..32]))
}

/// The pool of a key, mapped.
pub(super) fn open(folder: &Path, key: &str) -> Found {
    let path = path(folder, key);
    let Ok(file) = fs::File::open(&path) else { return Found::Nothing };
    match mapped::map(&file).ok().and_then(|bytes| read(&bytes)) {
        Some(pool) => Found::Whole(pool),
        None => {
            // Whoever has it mapped keeps what he has.
            let _ = fs::remove_file(&path);
            Found::Damaged(path)
        }
    }
}

/// Writes a pool, and maps it.
pub(super) fn write(folder: &Path, key: &str, pool: &Pool) -> io::Result<Pool> {
    fs::create_dir_all(folder)?;
    let path = path(folder, key);
    // Of two processes that build the same pool both write the same bytes.
    let draft = path.with_extension(format!("{}.inprogress", std::process::id()));
    let mut body = Vec::with_capacity(pool.size_bytes());
    let mut end = 0_u32;
    for entry in pool.iter() {
        end += entry.len() as u32;
        body.extend_from_slice(&end.to_le_bytes());
    }
    pool.iter().for_each(|entry| body.extend_from_slice(entry));
    let mut file = fs::File::create(&draft)?;
    let head = [VERSION, pool.len() as u32, pool.longest() as u32, 0].map(u32::to_le_bytes).concat();
    for part in [MAGIC.as_slice(), &head, blake3::hash(&body).as_bytes(), &body] {
        file.write_all(part)?;
    }
    file.sync_all()?;
    fs::rename(&draft, &path)?;
    let file = fs::File::open(&path)?;
    read(&mapped::map(&file)?).ok_or_else(|| io::Error::other("it does not read back"))
}

/// A file's bytes as a pool; none where anything of it is not as it was written.
fn read(bytes: &Bytes) -> Option<Pool> {
    let number = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let body = bytes.get(HEAD..)?;
    let whole = bytes.get(..8)? == MAGIC
        && number(8)? == VERSION
        && *blake3::hash(body).as_bytes() == *bytes.get(24..HEAD)?;
    let entries = number(12)? as usize;
    if !whole || body.len() < entries.checked_mul(4)? {
        return None;
    }
    let ends =
        body[..entries * 4].chunks_exact(4).map(|end| u32::from_le_bytes([end[0], end[1], end[2], end[3]]));
    Pool::of_parts(ends.collect(), bytes.slice(HEAD + entries * 4..), number(16)? as usize)
}
