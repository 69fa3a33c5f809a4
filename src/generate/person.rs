//! Names of people and what is made of them. All of a family draw the same person from the row's word.

use std::sync::Arc;

use super::digits::{four, push_number};
use super::fold::ascii_lower;
use super::writer::{Fragments, Writer};
use super::{Batch, Definition, Family, Generator, Request};
use crate::data::{Column, LogicalType, Pool};
use crate::random::mix64;

/// Positions of the first and the last name that a word stands for.
#[inline(always)]
fn person(word: u64, firsts: u64, lasts: u64) -> (usize, usize) {
    let first = ((word >> 32) * firsts) >> 32;
    let last = ((word & 0xffff_ffff) * lasts) >> 32;
    (first as usize, last as usize)
}

#[derive(Debug)]
struct Name {
    pool: Arc<Pool>,
    firsts: u64,
    lasts: u64,
    last: bool,
}

impl Generator for Name {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let codes = out.as_codes(&self.pool);
        let (firsts, lasts) = (self.firsts, self.lasts);
        if self.last {
            codes.extend(batch.words.iter().map(|&word| person(word, firsts, lasts).1 as u32));
        } else {
            codes.extend(batch.words.iter().map(|&word| person(word, firsts, lasts).0 as u32));
        }
    }

    fn bytes_max(&self) -> usize {
        self.pool.longest()
    }
}

/// Domains that RFC 2606 reserves, so that no mail ever reaches anybody.
const DOMAINS: [&[u8; 12]; 3] = [b"@example.com", b"@example.net", b"@example.org"];

#[derive(Debug)]
struct Email {
    firsts: Fragments,
    lasts: Fragments,
}

impl Email {
    #[inline(always)]
    fn address(&self, writer: &mut Writer<'_>, word: u64) -> u64 {
        let (first, last) = person(word, self.firsts.len() as u64, self.lasts.len() as u64);
        writer.fragment(&self.firsts, first);
        writer.array(b".");
        writer.fragment(&self.lasts, last);
        mix64(word)
    }

    #[inline(always)]
    fn domain(writer: &mut Writer<'_>, more: u64) {
        writer.array(DOMAINS[((more >> 32) * 3 >> 32) as usize]);
        writer.end_row();
    }
}

impl Generator for Email {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut writer = Writer::new(out, batch.words.len(), self.bytes_max());
        for &word in batch.words {
            let more = self.address(&mut writer, word);
            writer.array(four((more & 0xffff_ffff) * 10_000 >> 32));
            Self::domain(&mut writer, more);
        }
        writer.finish();
    }

    fn ordinals(&self) -> Option<u128> {
        Some(1_000_000_000_000_000_000)
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        let mut writer = Writer::new(out, batch.words.len(), self.bytes_max());
        let mut digits = Vec::with_capacity(40);
        for (&word, &ordinal) in batch.words.iter().zip(ordinals) {
            let more = self.address(&mut writer, word);
            digits.clear();
            push_number(&mut digits, ordinal);
            writer.bytes(&digits);
            Self::domain(&mut writer, more);
        }
        writer.finish();
    }

    fn spells_ordinal(&self) -> bool {
        true
    }

    fn bytes_max(&self) -> usize {
        16 + 1 + 16 + 18 + 12
    }
}

fn name(request: &Request<'_>, last: bool) -> Arc<dyn Generator> {
    let (firsts, lasts) = (&request.dict.first_names, &request.dict.last_names);
    let pool = if last { lasts } else { firsts };
    Arc::new(Name { pool: Arc::clone(pool), firsts: firsts.len() as u64, lasts: lasts.len() as u64, last })
}

fn fragments(pool: &Pool) -> Fragments {
    Fragments::new(pool.iter().map(|name| ascii_lower(&String::from_utf8_lossy(name))))
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition {
        name: "email",
        version: 1,
        doc: "an e-mail address at a reserved domain, made of the row's first and last name",
        example: "",
        parameters: &[],
        accepts: LogicalType::is_text,
        family: Some(Family::Person),
        reads: &[],
        compile: |request| {
            let (firsts, lasts) = (&request.dict.first_names, &request.dict.last_names);
            Ok(Arc::new(Email { firsts: fragments(firsts), lasts: fragments(lasts) }))
        },
    },
    Definition {
        name: "first_name",
        version: 1,
        doc: "a given name",
        example: "",
        parameters: &[],
        accepts: LogicalType::is_text,
        family: Some(Family::Person),
        reads: &[],
        compile: |request| Ok(name(request, false)),
    },
    Definition {
        name: "last_name",
        version: 1,
        doc: "a family name",
        example: "",
        parameters: &[],
        accepts: LogicalType::is_text,
        family: Some(Family::Person),
        reads: &[],
        compile: |request| Ok(name(request, true)),
    },
];
