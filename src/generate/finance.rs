//! Money, banks and cards; account numbers have right check digits and belong to nobody.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use super::Definition;
use super::code::{Code, Slot, Spelled, slots};
use super::commerce::push_padded;
use super::definition::text_or_number;
use super::grid::Pick;
use super::pooled::{listed, ranked};
use super::span::{NUMBER_PARAMETERS, Span, numbers};
use crate::data::LogicalType;

/// The check digit by Luhn's formula.
fn luhn(digits: &[u8]) -> u8 {
    let double = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let digits = digits.iter().rev().map(|&digit| u32::from(digit - b'0')).enumerate();
    let sum: u32 = digits.map(|(at, digit)| if at % 2 == 0 { double(digit) } else { digit }).sum();
    b'0' + ((10 - sum % 10) % 10) as u8
}

/// Numbers below 9999, a range that no issuer has.
const CARD: Spelled = Spelled {
    count: 100_000_000_000,
    chars_max: 16,
    write: |ordinal, out| {
        let start = out.len();
        out.extend_from_slice(b"9999");
        push_padded(ordinal, 11, out);
        let check = luhn(&out[start..]);
        out.push(check);
    },
    read: |text| {
        let plain = text.len() == 16 && text.starts_with("9999") && text.bytes().all(|b| b.is_ascii_digit());
        let right = plain && luhn(&text.as_bytes()[..15]) == text.as_bytes()[15];
        if right { text[4..15].parse().ok() } else { None }
    },
};

/// The two check digits of ISO 13616 for a German account: 98 less the rest of division by 97, where the
/// letters D and E count as 13 and 14 and stand behind the account with two zeros.
fn iban_check(account: u128) -> u128 {
    98 - (account * 1_000_000 + 131_400) % 97
}

const IBAN: Spelled = Spelled {
    count: 10_u128.pow(18),
    chars_max: 22,
    write: |ordinal, out| {
        out.extend_from_slice(b"DE");
        push_padded(iban_check(ordinal), 2, out);
        push_padded(ordinal, 18, out);
    },
    read: |text| {
        let plain =
            text.len() == 22 && text.starts_with("DE") && text[2..].bytes().all(|b| b.is_ascii_digit());
        let account = if plain { text[4..].parse().ok()? } else { return None };
        (text[2..4].parse() == Ok(iban_check(account))).then_some(account)
    },
};

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("account_number", "ten digits of a bank account", "9673065369", |request| match request
        .logical_type
    {
        LogicalType::Int { .. } => numbers(request, &Span::whole(1_000_000_000, 9_999_999_999)),
        _ => {
            let mut all = slots("9000000000");
            all.truncate(request.chars_max());
            Code::compile(request, all)
        }
    })
    .accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. })),
    Definition::text("amount", "an amount of money: most below 1000, few far above", "166.99", |request| {
        let pick = Pick::LogNormal { mean: 5.0, deviation: 1.2 };
        numbers(request, &Span::whole(100, 10_000_000).scaled(2).by(pick))
    })
    .version(2)
    .accepting(text_or_number)
    .with(NUMBER_PARAMETERS),
    Definition::text("bic", "a bank's code of eight characters, ISO 9362", "ZYENDEG7", |request| {
        let mut all = vec![Slot::UPPER; 4];
        all.extend(b"DE".map(Slot::literal));
        all.extend([Slot::UPPER, Slot::DIGIT]);
        Code::compile(request, all)
    }),
    Definition::text(
        "credit_card",
        "a card number of 16 digits with its check digit",
        "9999396723615833",
        |request| CARD.compile(request),
    )
    .accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. })),
    Definition::text("currency_code", "a currency's three letters, ISO 4217", "BRL", |request| match request
        .chars_max()
    {
        3.. => ranked(request, "currency_codes", 0.9),
        max => Err(format!("needs 3 characters; the column holds {max}")),
    }),
    Definition::text("currency_name", "the name of a currency", "Mexican Peso", |request| {
        listed(request, "currency_names")
    }),
    Definition::text("currency_symbol", "the sign of a currency", "¥", |request| {
        listed(request, "currency_symbols")
    }),
    Definition::text(
        "iban",
        "an account number with right check digits, ISO 13616",
        "DE55460723315860452563",
        |request| match request.logical_type {
            LogicalType::Text { .. } => IBAN.compile(request),
            _ => Err("the column is not text".to_owned()),
        },
    ),
    Definition::text("tax_id", "a number of the tax office", "857-33-4565", |request| {
        match request.chars_max() {
            11.. => Code::compile(request, slots("900-00-0000")),
            max => Code::compile(request, {
                let mut all = slots("900000000");
                all.truncate(max);
                all
            }),
        }
    }),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_are_right() {
        // Examples of the standards: ISO/IEC 7812 and ISO 13616.
        assert_eq!(luhn(b"7992739871"), b'3');
        assert_eq!(iban_check(370_400_440_532_013_000), 89);
        for spelled in [CARD, IBAN] {
            let mut text = Vec::new();
            (spelled.write)(77, &mut text);
            assert_eq!((spelled.read)(&String::from_utf8_lossy(&text)), Some(77));
        }
    }
}
