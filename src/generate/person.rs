//! Names of people and what is made of them. All of a family draw the same person from the row's word.
//!
//! Must not know: places, tables. Start reading at [`person`].

use std::sync::Arc;

use super::code::Slot;
use super::compose::{Cut, template};
use super::definition::text_or_number;
use super::digits::{four, push_number};
use super::fit::cut;
use super::grid::Pick;
use super::pooled::{listed, ranked};
use super::span::{NUMBER_PARAMETERS, Span, numbers};
use super::temporal::{DAY_PARAMETERS, days};
use super::writer::{Fragments, Writer};
use super::{Batch, Definition, Family, Generator, Request};
use crate::data::{Column, LogicalType, Pool};
use crate::random::mix64;

/// Positions of the first and the last name that a word stands for.
#[inline(always)]
pub(super) fn person(word: u64, firsts: u64, lasts: u64) -> (usize, usize) {
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

/// The longest address: two fragments, a point, the digits of an ordinal and the domain.
const EMAIL_BYTES_MAX: usize = 16 + 1 + 16 + 18 + 12;

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
        writer.array(DOMAINS[(((more >> 32) * 3) >> 32) as usize]);
        writer.end_row();
    }
}

impl Generator for Email {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut writer = Writer::new(out, batch.words.len(), self.bytes_max());
        for &word in batch.words {
            let more = self.address(&mut writer, word);
            writer.array(four(((more & 0xffff_ffff) * 10_000) >> 32));
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
        EMAIL_BYTES_MAX
    }
}

fn name(request: &Request<'_>, last: bool) -> Arc<dyn Generator> {
    let (firsts, lasts) = (&request.dict.first_names, &request.dict.last_names);
    let pool = if last { lasts } else { firsts };
    let max = request.chars_max();
    // Every name keeps its position, so that the row's person stays the same in all columns.
    let pool = match pool.longest() <= max {
        true => Arc::clone(pool),
        false => Arc::new(Pool::new(pool.iter().map(|name| cut(name, max)))),
    };
    Arc::new(Name { pool, firsts: firsts.len() as u64, lasts: lasts.len() as u64, last })
}

fn fragments(pool: &Pool) -> Fragments {
    Fragments::new(pool.iter().map(|name| String::from_utf8_lossy(name).into_owned()))
}

fn email(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let max = request.chars_max();
    if max >= EMAIL_BYTES_MAX {
        let (firsts, lasts) = (request.dict.first_handles(), request.dict.last_handles());
        return Ok(Arc::new(Email { firsts: fragments(&firsts), lasts: fragments(&lasts) }));
    }
    let domain = if max >= 20 { "@example.com" } else { "@x.test" };
    template(request, &format!("{{first_handle}}.{{last_handle}}{{tail}}{domain}"), Cut::Never).or_else(
        |_| template(request, &format!("{{first_handle}}.{{last_handle}}{{tail}}{domain}"), Cut::Free),
    )
}

/// Bcrypt's form with a random salt and hash: nobody can sign in with it.
fn password_hash(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let max = match *request.logical_type {
        LogicalType::Bytes { max: Some(max) } => max as usize,
        _ => request.chars_max(),
    };
    let mut slots: Vec<Slot> = b"$2b$12$".iter().map(|&byte| Slot::literal(byte)).collect();
    match max {
        60.. => slots.extend([Slot::BASE62; 53]),
        32..60 => slots = vec![Slot::HEX; if max >= 40 { 40 } else { 32 }],
        _ => return Err(format!("needs 32 characters; the column holds {max}")),
    }
    super::code::Code::compile(request, slots)
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("age", "an age in years, 18 to 90, about 40 most often", "43", |request| {
        let pick = Pick::Normal { mean: 41.0, deviation: 14.0 };
        numbers(request, &Span::whole(18, 90).by(pick))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text(
        "birth_date",
        "the day of birth of somebody of 18 to 80 years",
        "1945-08-27",
        |request| days(request, -80 * 365, -18 * 365 - 5),
    )
    .accepting(super::temporal::day_like)
    .with(DAY_PARAMETERS),
    Definition::text(
        "email",
        "an e-mail address at a reserved domain, made of the row's first and last name",
        "sydney.konopelski9864@example.net",
        email,
    )
    .of(Family::Person),
    Definition::text("first_name", "a given name", "Charles", |request| Ok(name(request, false)))
        .of(Family::Person),
    Definition::text(
        "full_name",
        "a given and a family name, in the order of the locale",
        "Marge Crooks",
        |request| template(request, request.dict.locale().full_name(), Cut::Free),
    )
    .of(Family::Person),
    Definition::text(
        "gender",
        "female, male, or seldom another answer; a letter in short columns",
        "male",
        |request| ranked(request, if request.chars_max() >= 6 { "genders" } else { "gender_letters" }, 0.8),
    ),
    Definition::text("job_title", "what somebody works as", "District Banking Technician", |request| {
        template(request, "{job_seniority} {job_field} {job_position}", Cut::Free)
    }),
    Definition::text("last_name", "a family name", "Rempel", |request| Ok(name(request, true)))
        .of(Family::Person),
    Definition::text(
        "name_title",
        "a form of address, such as Mrs. or Dr. before a name",
        "Dr.",
        |request| listed(request, "name_titles"),
    ),
    Definition::text(
        "password_hash",
        "the form of a bcrypt hash that no password has",
        "$2b$12$1J1Bzks4I0GW2V9Uow57cs9BJq2G2PiWCju7OuGzmvDjRwitqB4fE",
        password_hash,
    )
    .accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Bytes { .. })),
    Definition::text(
        "username",
        "a user name made of the row's first and last name",
        "rowland.bosco54",
        |request| template(request, "{first_handle}.{last_handle}{tail:2}", Cut::Free),
    )
    .of(Family::Person),
];
