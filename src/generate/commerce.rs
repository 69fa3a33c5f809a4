//! Companies, products, prices.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use super::Definition;
use super::code::{Code, Slot, Spelled, slots};
use super::compose::{Cut, template};
use super::definition::text_or_number;
use super::grid::Pick;
use super::pooled::{listed, ranked};
use super::span::{NUMBER_PARAMETERS, Span, numbers};
use crate::data::LogicalType;
use crate::random::{Alias, Sampler};

/// Appends the digits of a number, with leading zeros.
pub(super) fn push_padded(number: u128, width: u32, out: &mut Vec<u8>) {
    for place in (0..width).rev() {
        out.push(b'0' + (number / 10_u128.pow(place) % 10) as u8);
    }
}

/// The check digit of EAN and ISBN-13 over twelve digits: weights 1 and 3 in turn.
fn ean_check(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .enumerate()
        .map(|(at, &digit)| u32::from(digit - b'0') * if at % 2 == 0 { 1 } else { 3 })
        .sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

fn push_checked(prefix: &[u8], number: u128, width: u32, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(prefix);
    push_padded(number, width, out);
    let check = ean_check(&out[start..]);
    out.push(check);
}

/// The digits of a text behind a prefix, without the last one, which checks them.
fn read_checked(text: &str, prefix: &str, count: usize) -> Option<u128> {
    let digits = text.strip_prefix(prefix).filter(|digits| digits.len() == count + 1)?;
    let plain = digits.bytes().all(|digit| digit.is_ascii_digit());
    let right = plain && ean_check(&text.as_bytes()[..text.len() - 1]) == *text.as_bytes().last()?;
    if right { digits[..count].parse().ok() } else { None }
}

/// The range 200 to 299 is for use within a company; nobody sells these.
const EAN: Spelled = Spelled {
    count: 100_000_000_000,
    chars_max: 13,
    write: |ordinal, out| push_checked(b"2", ordinal, 11, out),
    read: |text| read_checked(text, "2", 11),
};

const ISBN: Spelled = Spelled {
    count: 1_000_000_000,
    chars_max: 13,
    write: |ordinal, out| push_checked(b"978", ordinal, 9, out),
    read: |text| read_checked(text, "978", 9),
};

fn few(weights: &[f64]) -> Pick {
    Alias::new(weights).map_or(Pick::Uniform, |alias| Pick::Ranked(Sampler::Weighted(alias)))
}

fn text_or_int(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. })
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("brand", "a maker's name", "Umbra Works", |request| listed(request, "brands")),
    Definition::text("company", "the name of a company", "Ironbridge Holdings LLC", |request| {
        template(request, request.dict.locale().company(), Cut::Free)
    }),
    Definition::text("department", "a department of a company", "Data", |request| {
        listed(request, "departments")
    }),
    Definition::text("discount", "a discount in percent, mostly none", "5", |request| {
        let pick = few(&[60.0, 12.0, 10.0, 6.0, 5.0, 3.0, 2.0, 1.0, 1.0, 0.5, 0.5]);
        let share = match *request.logical_type {
            LogicalType::Decimal { precision, scale } => precision.saturating_sub(scale) <= 1 && scale >= 2,
            _ => false,
        };
        // A column without room for two digits in front of the point holds a share.
        let (scale, step) = if share { (2, 5) } else { (0, 5) };
        numbers(request, &Span { min: 0, max: 50, step, scale, pick })
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text(
        "ean",
        "an article number of 13 digits with its check digit",
        "2377635935365",
        |request| EAN.compile(request),
    )
    .accepting(text_or_int),
    Definition::text(
        "isbn",
        "a book's number of 13 digits with its check digit",
        "9789595403410",
        |request| ISBN.compile(request),
    )
    .accepting(text_or_int),
    Definition::text("material", "what a thing is made of", "Marble", |request| listed(request, "materials")),
    Definition::text("order_status", "how far an order has come", "processing", |request| {
        ranked(request, "order_statuses", 0.4)
    }),
    Definition::text("payment_method", "a way to pay", "credit_card", |request| {
        ranked(request, "payment_methods", 0.8)
    }),
    Definition::text("price", "a price: most below 100, few far above", "54.99", |request| {
        let pick = Pick::LogNormal { mean: 3.4, deviation: 1.0 };
        let step = if request.params.contains_key("min") { 1 } else { 50 };
        numbers(request, &Span { min: 49, max: 999_949, step, scale: 2, pick })
    })
    .version(2)
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("product_category", "a category of goods", "Furniture", |request| {
        listed(request, "product_categories")
    }),
    Definition::text("product_name", "the name of an article", "Refined Steel Pillow", |request| {
        template(request, "{product_adjectives} {materials} {product_nouns}", Cut::Free)
    }),
    Definition::text("quantity", "a number of pieces, mostly few", "1", |request| {
        let pick = few(&[45.0, 22.0, 12.0, 7.0, 5.0, 3.0, 2.0, 1.5, 1.0, 1.5]);
        numbers(request, &Span::whole(1, 10).by(pick))
    })
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text(
        "rating",
        "1 to 5 stars, mostly 4 and 5; halves where the column has them",
        "5",
        |request| {
            let halves = match *request.logical_type {
                LogicalType::Decimal { scale, .. } => scale > 0,
                LogicalType::Float { .. } => true,
                _ => false,
            };
            match halves {
                true => {
                    let pick = few(&[3.0, 2.0, 4.0, 4.0, 9.0, 12.0, 24.0, 22.0, 20.0]);
                    numbers(request, &Span { min: 10, max: 50, step: 5, scale: 1, pick })
                }
                false => numbers(request, &Span::whole(1, 5).by(few(&[5.0, 6.0, 13.0, 34.0, 42.0]))),
            }
        },
    )
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("sku", "an article's code", "NSN-8761-AYB", |request| {
        let mut pattern = slots(match request.chars_max() {
            12.. => "AAA-0000-***",
            8..=11 => "AAA-0000",
            max => return Code::compile(request, vec![Slot::ALPHANUMERIC; max]),
        });
        pattern.shrink_to_fit();
        Code::compile(request, pattern)
    }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_right() {
        // The example of the GS1 standard.
        assert_eq!(ean_check(b"629104150021"), b'3');
        let mut text = Vec::new();
        (ISBN.write)(123, &mut text);
        assert_eq!((ISBN.read)(&String::from_utf8_lossy(&text)), Some(123));
    }
}
