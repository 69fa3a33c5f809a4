//! Identifiers that people and machines hand out: codes, versions, commits, serial numbers.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use super::Definition;
use super::code::{Code, Slot, slots};
use super::compose::{Cut, template};
use super::definition::parameter;

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("code", "a code of letters and digits by a pattern", "YZ-1528", |request| {
        match request.text("pattern")? {
            Some("") => Err("pattern must not be empty".to_owned()),
            Some(pattern) => Code::compile(request, slots(pattern)),
            None => match request.chars_max() {
                7.. => Code::compile(request, slots("AA-0000")),
                max => Code::compile(request, slots(&"A*****"[..max])),
            },
        }
    })
    .with(&[parameter(
        "pattern",
        "A a capital, a a small letter, 0 a digit, 9 a digit but 0, * a capital or digit; \\ takes the next as it is; default AA-0000",
    )]),
    Definition::text("git_sha", "the hash of a commit, 40 digits or 7", "1d717fe640965ee10d7cba558491d967df8c9bea", |request| {
        Code::compile(request, vec![Slot::HEX; if request.chars_max() >= 40 { 40 } else { 7 }])
    }),
    Definition::text("serial_number", "the serial number of a device", "SN-RT5C-XXQG37", |request| {
        match request.chars_max() {
            14.. => Code::compile(request, slots("SN-****-****00")),
            max => Code::compile(request, slots(&"************"[..max.min(12)])),
        }
    }),
    Definition::text("version", "a version by the rules of semver", "9.15.15", |request| {
        template(request, "{int:0:9}.{int:0:20}.{int:0:40}", Cut::After(4))
    }),
];
