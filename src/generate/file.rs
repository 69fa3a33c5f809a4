//! Files: names, paths, extensions, sizes.
//!
//! Must not know: file systems. Start reading at [`DEFINITIONS`].

use super::Definition;
use super::compose::{Cut, template};
use super::definition::text_or_number;
use super::grid::Pick;
use super::pooled::listed;
use super::span::{NUMBER_PARAMETERS, Span, numbers};

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("file_extension", "the end of a file's name", "yaml", |request| {
        listed(request, "file_extensions")
    }),
    Definition::text("file_name", "the name of a file", "budget-242.png", |request| {
        template(request, "{file_words}-{tail:3}.{file_extensions}", Cut::Never)
            .or_else(|_| template(request, "{file_words}{tail:2}", Cut::Free))
    }),
    Definition::text("file_path", "the path of a file", "/mnt/anchor/receipt-510.html", |request| {
        template(request, "/{directories}/{nouns}/{file_words}-{tail:3}.{file_extensions}", Cut::Never)
            .or_else(|_| template(request, "/{nouns}{tail:2}", Cut::After(1)))
    }),
    Definition::text("file_size", "a size in bytes: most below a megabyte", "9429", |request| {
        let pick = Pick::LogNormal { mean: 12.0, deviation: 2.0 };
        numbers(request, &Span::whole(1, 2_000_000_000).by(pick))
    })
    .version(2)
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
];
