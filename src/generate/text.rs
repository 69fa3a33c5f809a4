//! Words, sentences and paragraphs.

use super::Definition;

pub(super) static DEFINITIONS: &[Definition] = &[];
