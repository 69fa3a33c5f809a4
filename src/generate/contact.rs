//! Telephone numbers.
//!
//! Must not know: people, places. Start reading at [`Phone`].

use std::sync::Arc;

use super::code::{Code, Slot, slots};
use super::definition::parameter;
use super::dict::Locale;
use super::digits::four;
use super::writer::Writer;
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType, Value};

/// North American numbers of the exchange 555, which is set aside for fiction.
#[derive(Debug)]
struct Phone {
    code: Code,
}

impl Generator for Phone {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let mut writer = Writer::new(out, batch.words.len(), self.bytes_max());
        for &word in batch.words {
            // Area codes 200 to 999.
            let area = four(200 + (((word >> 32) * 800) >> 32));
            writer.array(b"+1-");
            writer.array(&[area[1], area[2], area[3]]);
            writer.array(b"-555-");
            writer.array(four(((word & 0xffff_ffff) * 10_000) >> 32));
            writer.end_row();
        }
        writer.finish();
    }

    fn ordinals(&self) -> Option<u128> {
        self.code.ordinals()
    }

    fn fill_ordinals(&self, ordinals: &[u128], batch: &Batch<'_>, out: &mut Column) {
        self.code.fill_ordinals(ordinals, batch, out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        self.code.ordinal_of(value)
    }

    fn bytes_max(&self) -> usize {
        15
    }
}

/// A number as an integer: no country code, so that eleven digits are enough for any column of 64 bits.
#[derive(Debug)]
struct PhoneNumber {
    wide: bool,
}

impl PhoneNumber {
    fn fill_all(&self, numbers: impl Iterator<Item = i64>, out: &mut Column) {
        match self.wide {
            true => out.as_i128().extend(numbers.map(i128::from)),
            false => out.as_i64().extend(numbers),
        }
    }
}

fn spelled(ordinal: u64) -> i64 {
    (((200 + ordinal / 10_000) * 1000 + 555) * 10_000 + ordinal % 10_000) as i64
}

impl Generator for PhoneNumber {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.fill_all(batch.words.iter().map(|&word| spelled(crate::random::bounded(word, 8_000_000))), out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(8_000_000)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.fill_all(ordinals.iter().map(|&ordinal| spelled(ordinal as u64)), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let number = u64::try_from(value.as_int()?).ok()?;
        let ordinal = (number / 10_000_000).checked_sub(200)? * 10_000 + number % 10_000;
        (number / 10_000 % 1000 == 555 && ordinal < 8_000_000).then_some(u128::from(ordinal))
    }
}

/// How a locale's numbers are written, the longest first, as patterns: under area codes that its country
/// gives to nobody. English ones have a generator of their own.
fn forms(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::En => &[],
        Locale::De => &["+4\\9 310 0000000", "\\0310 0000000", "\\03100000000"],
        Locale::Fr => &["+33 1 \\9\\9 00 00 00", "\\01 \\9\\9 00 00 00", "\\01\\9\\9000000"],
        Locale::Es => &["+34 400 000 000", "400 000 000", "400000000"],
        Locale::Pt => &["+351 500 000 000", "500 000 000", "500000000"],
        Locale::It => &["+3\\9 200 0000000", "200 0000000", "2000000000"],
        Locale::Nl => &["+31 6 \\00000000", "\\06-\\00000000", "\\06\\00000000"],
        Locale::Pl => &["+48 1\\0 000 00 00", "1\\0 000 00 00", "1\\00000000"],
        Locale::Ja => &["+81-1\\0-0000-0000", "\\01\\0-0000-0000", "\\01\\000000000"],
        Locale::Zh => &["+86 120 0000 0000", "120-0000-0000", "12000000000"],
    }
}

fn phone(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    if let LogicalType::Int { bits, unsigned } = *request.logical_type {
        return match bits {
            64 => Ok(Arc::new(PhoneNumber { wide: unsigned })),
            _ => Err("a telephone number needs 64 bits".to_owned()),
        };
    }
    if let Some(format) = request.text("format")? {
        return Code::compile(request, slots(format));
    }
    let forms = forms(request.dict.locale());
    if let Some(form) = forms.iter().map(|form| slots(form)).find(|form| form.len() <= request.chars_max()) {
        return Code::compile(request, form);
    }
    let area = |pattern: &str| {
        let mut slots = slots(pattern);
        if let Some(slot) = slots.iter_mut().find(|slot| slot.is_nonzero()) {
            *slot = Slot::AREA;
        }
        slots
    };
    match request.chars_max() {
        15.. => Ok(Arc::new(Phone { code: Code::new(area("+1-900-555-0000")) })),
        12.. => Code::compile(request, area("900-555-0000")),
        10.. => Code::compile(request, area("9005550000")),
        8.. => Code::compile(request, slots("555-0000")),
        max => Err(format!("needs 8 characters; the column holds {max}")),
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition::text(
    "phone",
    "a telephone number that nobody has, in the locale's form",
    "+1-442-555-6952",
    phone,
)
.version(2)
.accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. }))
.with(&[parameter("format", "a pattern such as +49-000-0000000: 0 is a digit, 9 a digit but 0")])];

#[cfg(test)]
mod tests {
    use super::super::dict::Dictionary;
    use super::super::{Params, Rows};
    use super::*;

    fn numbers(locale: Locale, max: u32) -> Vec<String> {
        let (params, dict) = (Params::new(), Dictionary::load(locale));
        let logical_type = LogicalType::Text { max: Some(max), fixed: false };
        let request = Request {
            params: &params,
            logical_type: &logical_type,
            dict: &dict,
            now: 0,
            moments: None,
            siblings: &[],
        };
        let generator = phone(&request).expect("every locale has numbers");
        let words: Vec<u64> = (0..100_u64).map(|row| row.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let mut column = Column::default();
        let rows = Rows::Range { first: 0, len: words.len() };
        generator.fill(&Batch { rows, words: &words, siblings: &[] }, &mut column);
        let cell = |row| column.value(row, &logical_type).as_text().expect("text").to_owned();
        (0..words.len()).map(cell).collect()
    }

    #[test]
    fn numbers_have_their_country_s_form_and_an_area_that_nobody_has() {
        for (locale, start, length) in [
            (Locale::En, "+1-", 15),
            (Locale::De, "+49 31", 15),
            (Locale::Fr, "+33 1 99 ", 17),
            (Locale::Es, "+34 4", 15),
            (Locale::Pt, "+351 5", 16),
            (Locale::It, "+39 2", 15),
            (Locale::Nl, "+31 6 0", 14),
            (Locale::Pl, "+48 10 ", 16),
            (Locale::Ja, "+81-10-", 16),
            (Locale::Zh, "+86 12", 17),
        ] {
            let numbers = numbers(locale, 20);
            let formed = |number: &String| number.starts_with(start) && number.len() == length;
            assert!(numbers.iter().all(formed), "{locale:?} {:?}", &numbers[..3]);
            let mut distinct = numbers.clone();
            distinct.sort_unstable();
            distinct.dedup();
            assert!(distinct.len() > 95, "{locale:?} {}", distinct.len());
        }
    }

    #[test]
    fn a_short_column_gets_the_form_used_at_home() {
        assert!(
            numbers(Locale::De, 12)
                .iter()
                .all(|number| number.starts_with("0310") || number.starts_with("031"))
        );
        assert!(
            numbers(Locale::Fr, 10).iter().all(|number| number.starts_with("0199") && number.len() == 10)
        );
        assert!(numbers(Locale::Ja, 8).iter().all(|number| number.starts_with("555-")));
    }
}
