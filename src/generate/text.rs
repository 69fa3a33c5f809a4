//! Words, titles, tags, languages, templates and binary strings.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use std::sync::Arc;

use super::compose::Escape;
use super::compose::{Cut, compose, parse, template};
use super::definition::parameter;
use super::pooled::{listed, ranked};
use super::program::{Piece, Program};
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType};
use crate::random::Draws;

/// Random bytes of random length.
#[derive(Debug)]
struct Blob {
    min: usize,
    max: usize,
}

impl Generator for Blob {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for &word in batch.words {
            let mut draws = Draws::new(word);
            let length = self.min + draws.below((self.max - self.min) as u64 + 1) as usize;
            let end = bytes.data.len() + length;
            while bytes.data.len() < end {
                bytes.data.extend_from_slice(&draws.next_word().to_le_bytes());
            }
            bytes.data.truncate(end);
            bytes.end_row();
        }
    }

    fn bytes_max(&self) -> usize {
        self.max
    }
}

fn blob(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let limit = match *request.logical_type {
        LogicalType::Bytes { max: Some(max) } => max as usize,
        _ => 1 << 20,
    };
    let max = request.count("max", 256.min(limit), 0..=1 << 20)?;
    let min = request.count("min", 16.min(max), 0..=1 << 20)?;
    if min > max || max > limit {
        return Err(format!("min {min} to max {max} is not a range within the column's {limit} bytes"));
    }
    Ok(Arc::new(Blob { min, max }))
}

fn words(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let min = request.count("min", 2, 1..=200)?;
    let max = request.count("max", min.max(5), 1..=200)?;
    if min > max {
        return Err("min is above max".to_owned());
    }
    let word = parse(request, "{words}", ['{', '}'], Escape::None)?;
    let repeat = Piece::Repeat { program: Box::new(word), min, max, between: b" " };
    compose(request, Program { pieces: vec![repeat] }, Cut::Free)
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("bytes", "random bytes, 16 to 256 by default", "2e01e1ea2900461c", blob)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Bytes { .. }))
        .with(&[
            parameter("min", "fewest bytes; default 16"),
            parameter("max", "most bytes; default 256, or what the column holds"),
        ]),
    Definition::text("language_code", "a language's two letters, ISO 639-1", "fr", |request| {
        match request.chars_max() {
            2.. => ranked(request, "language_codes", 0.7),
            max => Err(format!("needs 2 characters; the column holds {max}")),
        }
    }),
    Definition::text("language_name", "the name of a language", "Japanese", |request| listed(request, "language_names")),
    Definition::text("locale_code", "a language and a country, such as de-DE", "es-ES", |request| {
        match request.chars_max() {
            5.. => ranked(request, "locale_codes", 0.7),
            2.. => listed(request, "language_codes"),
            max => Err(format!("needs 2 characters; the column holds {max}")),
        }
    }),
    Definition::text("tag", "a keyword", "food", |request| listed(request, "tags")),
    Definition::text("template", "text by a template", "group-1673", |request| {
        template(request, request.text("format")?.unwrap_or("{word}-{digits:4}"), Cut::Free)
    })
    .with(&[parameter(
        "format",
        "text with {row}, {row:06}, {digits:4}, {letters:3}, {LETTERS:3}, {hex:8}, {base36:8}, {int:1:99}, {year}, {date}, {iso}, {uuid}, {pick:a|b}, {tail}, or the name of a word list such as {word}, {first_name} or {city}; default {word}-{digits:4}",
    )]),
    Definition::text("title", "the title of an article, a book or a song", "Notes on the Broken Machine", |request| {
        template(request, "{title_openings} {title_adjectives} {title_nouns}", Cut::Free)
    }),
    Definition::text("word", "a word", "side", |request| listed(request, "words")),
    Definition::text("words", "a few words", "team history right business", words)
        .with(&[parameter("min", "fewest words; default 2"), parameter("max", "most words; default 5")]),
];
