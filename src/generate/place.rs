//! Places: city, country, postcode and what belongs to them. All of a family draw the same place.
//!
//! Must not know: people, tables. Start reading at [`PlaceList`].

use std::collections::HashSet;
use std::sync::Arc;

use super::compose::{Cut, template};
use super::definition::text_or_number;
use super::fit::cut;
use super::fold::fold_key;
use super::pooled::listed;
use super::{Batch, Definition, Family, Generator, Request};
use crate::data::{Column, LogicalType, Pool, Value, write_decimal};
use crate::random::{Draws, bounded, mix64};

/// One property of the row's place.
#[derive(Debug)]
struct PlaceList {
    /// The property of every place, by the place's position.
    pool: Arc<Pool>,
    /// The place of each 4096th of all words.
    slots: Arc<[u16]>,
    /// Positions of the distinct values.
    distinct: Vec<u32>,
}

impl Generator for PlaceList {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let slots: &[u16] = &self.slots;
        out.as_codes(&self.pool)
            .extend(batch.words.iter().map(|&word| u32::from(slots[(word >> 52) as usize])));
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.distinct.len() as u128)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_codes(&self.pool).extend(ordinals.iter().map(|&ordinal| self.distinct[ordinal as usize]));
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let key = fold_key(value.as_text()?);
        let same = |&code: &u32| fold_key(&String::from_utf8_lossy(self.pool.get(code))) == key;
        self.distinct.iter().position(same).map(|at| at as u128)
    }

    fn bytes_max(&self) -> usize {
        self.pool.longest()
    }
}

/// A property of the places, cut to the column's length.
fn property(request: &Request<'_>, name: &str) -> Result<Arc<dyn Generator>, String> {
    let pool = request.dict.place_column(name).ok_or_else(|| format!("places have no {name}"))?;
    let max = request.chars_max();
    let pool = match pool.longest() <= max {
        true => pool,
        false => Arc::new(Pool::new(pool.iter().map(|text| cut(text, max)))),
    };
    let mut seen = HashSet::new();
    let distinct = (0..pool.len() as u32)
        .filter(|&code| seen.insert(fold_key(&String::from_utf8_lossy(pool.get(code)))))
        .collect();
    Ok(Arc::new(PlaceList { pool, slots: request.dict.place_slots(), distinct }))
}

/// A code that is wrong when it is cut.
fn whole_property(request: &Request<'_>, name: &str, chars: usize) -> Result<Arc<dyn Generator>, String> {
    if request.chars_max() < chars {
        return Err(format!("needs {chars} characters; the column holds {}", request.chars_max()));
    }
    property(request, name)
}

/// Postcodes of the row's place: the town's digits, then some of the street's.
#[derive(Debug)]
struct Postcode {
    patterns: Arc<Pool>,
    slots: Arc<[u16]>,
    /// For integer columns: a power of ten that they hold.
    modulus: Option<i64>,
}

impl Postcode {
    fn write(&self, word: u64, out: &mut Vec<u8>) {
        let mut draws = Draws::new(mix64(word ^ 0x706f_7374));
        for &byte in self.patterns.get(u32::from(self.slots[(word >> 52) as usize])) {
            out.push(match byte {
                b'#' => b'0' + draws.below(10) as u8,
                b'@' => b'A' + draws.below(26) as u8,
                other => other,
            });
        }
    }
}

impl Generator for Postcode {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        if let Some(modulus) = self.modulus {
            let mut scratch = Vec::with_capacity(16);
            out.as_i64().extend(batch.words.iter().map(|&word| {
                scratch.clear();
                self.write(word, &mut scratch);
                let digits = scratch.iter().filter(|byte| byte.is_ascii_digit());
                digits.fold(0_i64, |number, digit| number * 10 + i64::from(digit - b'0')) % modulus
            }));
            return;
        }
        let bytes = out.as_bytes();
        for &word in batch.words {
            self.write(word, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn bytes_max(&self) -> usize {
        self.patterns.longest()
    }
}

fn postcode(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let (patterns, slots) = (request.dict.postcode_patterns(), request.dict.place_slots());
    let modulus = match request.logical_type {
        LogicalType::Int { bits: 64, unsigned: true } | LogicalType::Int { bits: 8 | 16, .. } => {
            return Err("the column is too narrow for a postcode".to_owned());
        }
        LogicalType::Int { bits: 24, .. } => Some(1_000_000),
        logical_type => logical_type.int_range().map(|_| 1_000_000_000),
    };
    let max = request.chars_max();
    if max < 4 {
        return Err(format!("a postcode needs 4 characters; the column holds {max}"));
    }
    let patterns = match patterns.longest() <= max {
        true => patterns,
        false => Arc::new(Pool::new(patterns.iter().map(|pattern| cut(pattern, max)))),
    };
    Ok(Arc::new(Postcode { patterns, slots, modulus }))
}

/// Where the row's place is, a few kilometres around its centre.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// Millionths of a degree: latitude and longitude of every place.
    centres: Arc<[[i32; 2]]>,
    slots: Arc<[u16]>,
}

impl Spot {
    pub(super) fn new(dict: &super::dict::Dictionary) -> Self {
        Self { centres: dict.place_centres(), slots: dict.place_slots() }
    }

    /// Millionths of a degree along one axis: 0 is north, 1 is east.
    #[inline]
    pub(super) fn micros(&self, word: u64, axis: usize) -> i64 {
        i64::from(self.centres[usize::from(self.slots[(word >> 52) as usize])][axis]) + offset(word, axis)
    }
}

/// Degrees of the row's place.
#[derive(Debug)]
struct Degrees {
    spot: Spot,
    axis: usize,
    form: DegreesForm,
}

#[derive(Clone, Copy, Debug)]
enum DegreesForm {
    Float { bits: u8 },
    Decimal { scale: u8, wide: bool },
    Text { scale: u8 },
}

/// A place's offset from its centre in millionths of a degree.
#[inline]
fn offset(word: u64, axis: usize) -> i64 {
    bounded(mix64(word ^ (0x6765_6f00 + axis as u64)), 80_001) as i64 - 40_000
}

impl Degrees {
    #[inline]
    fn micros(&self, word: u64) -> i64 {
        self.spot.micros(word, self.axis)
    }
}

/// Millionths of a degree in units of another scale.
fn scaled(micros: i64, scale: u8) -> i128 {
    match scale {
        0..6 => i128::from(micros) / 10_i128.pow(u32::from(6 - scale)),
        _ => i128::from(micros) * 10_i128.pow(u32::from(scale.min(30) - 6)),
    }
}

impl Generator for Degrees {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let micros = batch.words.iter().map(|&word| self.micros(word));
        match self.form {
            DegreesForm::Float { bits: 32 } => {
                out.as_f64().extend(micros.map(|micros| f64::from((micros as f64 / 1e6) as f32)));
            }
            DegreesForm::Float { .. } => out.as_f64().extend(micros.map(|micros| micros as f64 / 1e6)),
            DegreesForm::Decimal { scale, wide: true } => {
                out.as_i128().extend(micros.map(|micros| scaled(micros, scale)));
            }
            DegreesForm::Decimal { scale, .. } => {
                out.as_i64().extend(micros.map(|micros| scaled(micros, scale) as i64));
            }
            DegreesForm::Text { scale } => {
                let bytes = out.as_bytes();
                for micros in micros {
                    write_decimal(&mut bytes.data, scaled(micros, scale), scale);
                    bytes.end_row();
                }
            }
        }
    }

    fn bytes_max(&self) -> usize {
        12
    }
}

fn degrees(request: &Request<'_>, axis: usize) -> Result<Arc<dyn Generator>, String> {
    let form = match *request.logical_type {
        LogicalType::Float { bits } => DegreesForm::Float { bits },
        LogicalType::Decimal { precision, scale } if precision >= scale + 3 && scale <= 30 => {
            DegreesForm::Decimal { scale, wide: precision > 18 }
        }
        LogicalType::Int { bits: 16.., unsigned: false } => DegreesForm::Decimal { scale: 0, wide: false },
        LogicalType::Text { .. } => match request.chars_max() {
            // A sign, three digits and the point.
            max @ 6.. => DegreesForm::Text { scale: (max - 5).min(6) as u8 },
            _ => return Err("degrees need 6 characters".to_owned()),
        },
        _ => return Err("the column does not hold 180 degrees".to_owned()),
    };
    Ok(Arc::new(Degrees { spot: Spot::new(request.dict), axis, form }))
}

/// `POINT(longitude latitude)` of the row's place.
#[derive(Debug)]
struct Point(Spot);

impl Generator for Point {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for &word in batch.words {
            bytes.data.extend_from_slice(b"POINT(");
            write_decimal(&mut bytes.data, i128::from(self.0.micros(word, 1)), 6);
            bytes.data.push(b' ');
            write_decimal(&mut bytes.data, i128::from(self.0.micros(word, 0)), 6);
            bytes.data.push(b')');
            bytes.end_row();
        }
    }

    fn bytes_max(&self) -> usize {
        32
    }
}

fn wkt_point(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    if request.chars_max() < 32 {
        return Err("a point needs 32 characters".to_owned());
    }
    Ok(Arc::new(Point(Spot::new(request.dict))))
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text(
        "address",
        "street, postcode and city in one line",
        "5248 Church Street, Seattle, WA, US",
        |request| template(request, request.dict.locale().address(), Cut::Free),
    )
    .of(Family::Place),
    Definition::text("address_line2", "a flat or floor", "Apt. 48", |request| {
        template(request, "{address_units} {int:1:120}", Cut::Free)
    }),
    Definition::text("building_number", "a house number", "120", |request| {
        template(request, "{int:1:199}", Cut::Free)
    })
    .accepting(text_or_number_int),
    Definition::text("city", "a city", "San Jose", |request| property(request, "city")).of(Family::Place),
    Definition::text("country", "a country", "United States", |request| property(request, "country"))
        .of(Family::Place),
    Definition::text("country_code", "a country's two letters, ISO 3166-1 alpha-2", "US", |request| {
        whole_property(request, "country_code", 2)
    })
    .of(Family::Place),
    Definition::text("country_code3", "a country's three letters, ISO 3166-1 alpha-3", "USA", |request| {
        whole_property(request, "country_code3", 3)
    })
    .of(Family::Place),
    Definition::text("country_currency", "the currency of the row's country, ISO 4217", "USD", |request| {
        whole_property(request, "currency", 3)
    })
    .of(Family::Place),
    Definition::text("latitude", "degrees north", "30.328365", |request| degrees(request, 0))
        .accepting(text_or_number)
        .of(Family::Place),
    Definition::text("longitude", "degrees east", "-111.876801", |request| degrees(request, 1))
        .accepting(text_or_number)
        .of(Family::Place),
    Definition::text("postcode", "a postcode of the row's city", "8092", postcode)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. }))
        .of(Family::Place),
    Definition::text("region", "a region of the row's country", "Jalisco", |request| {
        property(request, "state")
    })
    .of(Family::Place),
    Definition::text("state", "a state or province", "Michigan", |request| property(request, "state"))
        .of(Family::Place),
    Definition::text("state_code", "a state's short name", "TX", |request| property(request, "state_code"))
        .of(Family::Place),
    Definition::text("street_address", "a street and a house number", "1330 Garden Terrace", |request| {
        template(request, request.dict.locale().street_address(), Cut::Free)
    }),
    Definition::text("street_name", "a street", "Willow Lane", |request| listed(request, "streets")),
    Definition::text("time_zone", "the time zone of the row's place, IANA", "Europe/Paris", |request| {
        let longest = request.dict.place_column("time_zone").map_or(0, |pool| pool.longest());
        match request.chars_max() {
            max if max >= longest => property(request, "time_zone"),
            3.. => listed(request, "utc_names"),
            max => Err(format!("needs 3 characters; the column holds {max}")),
        }
    })
    .of(Family::Place),
    Definition::text(
        "wkt_point",
        "the row's place as well-known text",
        "POINT(101.722752 3.158062)",
        wkt_point,
    )
    .accepting(|logical_type| !text_or_number(logical_type) && other(logical_type) || logical_type.is_text())
    .of(Family::Place),
];

fn text_or_number_int(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Text { .. } | LogicalType::Int { .. })
}

fn other(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Other { .. })
}
