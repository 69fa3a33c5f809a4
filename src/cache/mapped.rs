//! Files as memory: the only room of the program with unsafe code.
//!
//! Measured gain: pools are shared by all processes of a machine and are there at once, where reading them would
//! copy each into every process. Must not know what is in a file. Start reading at [`map`].

use std::fs::File;
use std::io;

use bytes::Bytes;

/// The bytes of a file, for as long as anybody has them.
///
/// # Errors
/// When it cannot be mapped; an empty file cannot.
#[expect(
    unsafe_code,
    reason = "mapping is unsafe because others may change the file; ours are never changed"
)]
pub(super) fn map(file: &File) -> io::Result<Bytes> {
    // SAFETY: the bytes would be unsound if the file changed or shrank while it is mapped. Files of pools are
    // written under another name, renamed, and never opened for writing again; one that is damaged is removed,
    // which leaves a mapping as it is. Whoever edits them in place breaks the rule of their folder.
    let mapped = unsafe { memmap2::Mmap::map(file)? };
    Ok(Bytes::from_owner(mapped))
}
