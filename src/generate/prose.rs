//! Sentences and what is made of them: paragraphs, text of a wanted length, Markdown and HTML.
//!
//! Must not know: tables. Start reading at [`sentence`].

use std::sync::Arc;

use super::compose::{Cut, Escape, compose, parse};
use super::definition::parameter;
use super::fit::fit;
use super::program::{Cell, Piece, Program, Room};
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType};

/// Sentences up to a length that is drawn for every row.
#[derive(Debug)]
struct Prose {
    sentence: Program,
    /// Fewest and most characters.
    min: usize,
    max: usize,
}

impl Generator for Prose {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for (i, &word) in batch.words.iter().enumerate() {
            let mut cell = Cell::new(word, batch.rows.at(i), None);
            let wanted = self.min + cell.draws.below((self.max - self.min) as u64 + 1) as usize;
            let start = bytes.data.len();
            while bytes.data.len() - start < wanted {
                if bytes.data.len() > start {
                    bytes.data.push(b' ');
                }
                self.sentence.write(&mut cell, Room { start, chars: usize::MAX }, &mut bytes.data);
            }
            fit(&mut bytes.data, start, wanted);
            let point = bytes.data[start..].iter().rposition(|&byte| byte == b'.');
            if let Some(point) = point.filter(|&point| point + 1 >= self.min) {
                bytes.data.truncate(start + point + 1);
            }
            // What the cut took is put back as points, so that the text is not below its minimum.
            while bytes.data.len() - start < self.min {
                bytes.data.push(b'.');
            }
            bytes.end_row();
        }
    }

    fn bytes_max(&self) -> usize {
        4 * self.max
    }
}

fn text(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    const LIMIT: usize = 1 << 20;
    let column = request.chars_max().min(LIMIT);
    let max = request.count("max", 400.min(column), 1..=LIMIT)?;
    let min = request.count("min", 40.min(max / 2).max(1), 1..=LIMIT)?;
    if min > max || max > column {
        return Err(format!("min {min} to max {max} is not a range within the column's {column} characters"));
    }
    Ok(Arc::new(Prose { sentence: sentence(request)?, min, max }))
}

/// One of several kinds of sentence.
fn sentence(request: &Request<'_>) -> Result<Program, String> {
    const KINDS: [&str; 4] = [
        "{subjects} {verbs} {objects}.",
        "{subjects} {verbs} {objects} {adverbials}.",
        "{openings} {subjects_inside} {verbs} {objects}.",
        "{subjects} {verbs} {objects}, and {subjects_inside} {verbs} {objects}.",
    ];
    let kinds: Result<Vec<Program>, String> =
        KINDS.iter().map(|kind| parse(request, kind, ['{', '}'], Escape::None)).collect();
    Ok(Program { pieces: vec![Piece::Choice(kinds?)] })
}

fn repeated(program: Program, min: usize, max: usize, between: &'static [u8]) -> Piece {
    Piece::Repeat { program: Box::new(program), min, max, between }
}

fn literal(text: &str) -> Piece {
    Piece::Literal(text.as_bytes().to_vec())
}

/// A title, a paragraph and a list, with the marks of a language around them.
fn marked(request: &Request<'_>, marks: [&str; 5]) -> Result<Program, String> {
    let [before, title, paragraph, item, end] = marks;
    let mut pieces = vec![literal(before)];
    pieces.extend(parse(request, "{title_adjectives} {title_nouns}", ['{', '}'], Escape::None)?.pieces);
    pieces.push(literal(title));
    pieces.push(repeated(sentence(request)?, 2, 4, b" "));
    pieces.push(literal(paragraph));
    let between: &'static [u8] = if item.is_empty() { b"\n- " } else { b"</li><li>" };
    let nouns = parse(request, "{adjectives} {nouns}", ['{', '}'], Escape::None)?;
    pieces.push(repeated(nouns, 2, 4, between));
    pieces.push(literal(end));
    Ok(Program { pieces })
}

/// Never cut: half of a tag is no tag; a short column gets one element.
fn html(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let marks = ["<h2>", "</h2>\n<p>", "</p>\n<ul><li>", "item", "</li></ul>"];
    let short = |text: &str| compose(request, parse(request, text, ['{', '}'], Escape::None)?, Cut::Never);
    compose(request, marked(request, marks)?, Cut::Never)
        .or_else(|_| short("<p>{subjects} {verbs} {objects}.</p>"))
        .or_else(|_| short("<p>{nouns}</p>"))
}

fn xml(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    const DOCUMENTS: [&str; 2] = [
        "<item id=\"{int:1:9999}\"><name>{adjectives} {nouns}</name><count>{int:1:99}</count></item>",
        "<item>{nouns}</item>",
    ];
    let document = |text: &str| compose(request, parse(request, text, ['{', '}'], Escape::None)?, Cut::Never);
    document(DOCUMENTS[0]).or_else(|_| document(DOCUMENTS[1]))
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("html", "a heading, a paragraph and a list in HTML", "<h2>Crooked Journey</h2>\n<p>A customer counted a reliable partner, and the warehouse checked the spare parts. A visitor counted the open questions. Our partner finished the annual budget, and the editor found the first draft.</p>\n<ul><li>frosty river</li><li>clear hammer</li><li>royal desert</li><li>hollow anchor</li></ul>", html),
    Definition::text("markdown", "a heading, a paragraph and a list in Markdown", "## Empty Stranger\n\nThe manager delivered the annual budget, and the night shift opened an updated price list. A year later an engineer prepared a shorter route.\n\n- bright notebook\n- green pencil\n- plain hammer\n- bright garden", |request| {
        compose(request, marked(request, ["## ", "\n\n", "\n\n- ", "", ""])?, Cut::Free)
    }),
    Definition::text("paragraph", "three to six sentences", "A customer postponed an updated price list. A customer explained the safety rules. A visitor repaired the annual budget, and the warehouse replaced a reliable partner. The warehouse replaced the final version, and the manager improved a detailed report. The supplier postponed a shorter route in two separate steps.", |request| {
        let pieces = vec![repeated(sentence(request)?, 3, 6, b" ")];
        compose(request, Program { pieces }, Cut::Free)
    }),
    Definition::text("sentence", "a sentence", "A visitor presented the missing documents before the end of the week.", |request| compose(request, sentence(request)?, Cut::Free)),
    Definition::text("text", "sentences, 40 to 400 characters by default", "The museum delivered the test results. An engineer replaced the main entrance, and a visitor improved every second order. The new colleague improved the missing documents. The warehouse checked the safety rules, and our partner opened the last shipment.", text).with(&[
        parameter("min", "fewest characters; default 40"),
        parameter("max", "most characters; default 400, or what the column holds"),
    ]),
    Definition::text("xml", "a small XML document", "<item id=\"7061\"><name>plain tunnel</name><count>6</count></item>", xml)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Xml | LogicalType::Text { .. })),
];
