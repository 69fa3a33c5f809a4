//! Text that matches a regular expression.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use super::Definition;

pub(super) static DEFINITIONS: &[Definition] = &[];
