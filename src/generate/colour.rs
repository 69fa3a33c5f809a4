//! Colours.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use super::Definition;
use super::code::{Code, Slot};
use super::pooled::listed;

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("color_hex", "a colour as # and six hexadecimal digits", "#51f67f", |request| {
        let mut slots = vec![Slot::literal(b'#')];
        // Without the mark where only the digits fit.
        if request.chars_max() == 6 {
            slots.clear();
        }
        slots.extend([Slot::HEX; 6]);
        Code::compile(request, slots)
    }),
    Definition::text("color_name", "the name of a colour", "silver", |request| listed(request, "colors")),
];
