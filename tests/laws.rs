//! The laws of every generator: documented, in range, independent of the batch, honest about its ordinals,
//! and the same as ever (its example is pinned).
//!
//! Adding a generator needs no line here. When an example is wrong, the test's message says what came out.

#[path = "laws/types.rs"]
mod types;

use std::collections::HashSet;
use std::sync::Arc;

use dbmocker::data::{
    Column, Data, LogicalType, Value, write_date, write_decimal, write_time, write_timestamp,
};
use dbmocker::generate::dict::{Dictionary, Locale};
use dbmocker::generate::{ALL, Batch, Definition, Generator, Params, Request, Rows, find};
use dbmocker::random::{Draws, Key, Stream};
use types::{text, types};

const NOW: i64 = 1_750_000_000_000_000;
const ROWS: usize = 1024;

fn definitions() -> impl Iterator<Item = &'static Definition> {
    ALL.iter().flat_map(|list| list.iter())
}

fn cells(values: impl Iterator<Item = i64>) -> Column {
    let mut column = Column::default();
    column.as_i64().extend(values);
    column
}

/// What the siblings of a generator that reads other columns are, and their cells.
fn siblings(definition: &Definition, logical_type: &LogicalType) -> (Vec<LogicalType>, Vec<Column>) {
    let rows = || 0..ROWS as i64;
    match definition.name {
        "product" => (
            vec![
                LogicalType::Int { bits: 32, unsigned: false },
                LogicalType::Decimal { precision: 10, scale: 2 },
            ],
            vec![cells(rows().map(|row| row % 9)), cells(rows().map(|row| 199 + row))],
        ),
        "timestamp_after" => (
            vec![LogicalType::Timestamp { fraction: 0, zoned: false }],
            vec![cells(rows().map(|row| NOW - (row + 1) * 86_400_000_000))],
        ),
        "copy" => (vec![logical_type.clone()], vec![cells(rows().map(|row| row % 100))]),
        name => {
            assert!(definition.reads.is_empty(), "{name} reads columns that this test does not make");
            (Vec::new(), Vec::new())
        }
    }
}

fn words(name: &str) -> Vec<u64> {
    let mut words = vec![0; ROWS];
    Stream::new(Key::derive(42, &["laws", name])).fill(0, &mut words);
    words
}

fn compile_with(
    definition: &Definition,
    logical_type: &LogicalType,
    params: &Params,
    dict: &Dictionary,
) -> Result<Arc<dyn Generator>, String> {
    let (types, _) = siblings(definition, logical_type);
    (definition.compile)(&Request { params, logical_type, dict, now: NOW, moments: None, siblings: &types })
}

fn compile(
    definition: &Definition,
    logical_type: &LogicalType,
    dict: &Dictionary,
) -> Result<Arc<dyn Generator>, String> {
    compile_with(definition, logical_type, &Params::new(), dict)
}

/// Every generator with every type that it accepts and can fill, with its default arguments.
fn for_each_compiled(dict: &Dictionary, mut law: impl FnMut(&Definition, &LogicalType, &dyn Generator)) {
    for definition in definitions() {
        for logical_type in types().iter().filter(|logical_type| (definition.accepts)(logical_type)) {
            if let Ok(generator) = compile(definition, logical_type, dict) {
                law(definition, logical_type, &*generator);
            }
        }
    }
}

fn fill(definition: &Definition, logical_type: &LogicalType, generator: &dyn Generator) -> Column {
    let (_, columns) = siblings(definition, logical_type);
    let refs: Vec<&Column> = columns.iter().collect();
    let words = words(definition.name);
    let rows = Rows::Range { first: 0, len: words.len() };
    let mut column = Column::default();
    generator.fill(&Batch { rows, words: &words, siblings: &refs }, &mut column);
    column
}

/// A cell as a person would write it.
fn show(column: &Column, logical_type: &LogicalType, row: usize) -> String {
    let mut out = Vec::new();
    match (&column.data, logical_type) {
        (Data::Bits(bits), _) => return bits.get(row).to_string(),
        (Data::F64(cells), _) => return cells[row].to_string(),
        (Data::I64(cells), LogicalType::Date) => write_date(&mut out, cells[row]),
        (Data::I64(cells), LogicalType::Time { fraction }) => write_time(&mut out, cells[row], *fraction),
        (Data::I64(cells), LogicalType::Timestamp { fraction, .. }) => {
            write_timestamp(&mut out, cells[row], *fraction);
        }
        (Data::I64(cells), LogicalType::Decimal { scale, .. }) => {
            write_decimal(&mut out, i128::from(cells[row]), *scale);
        }
        (Data::I128(cells), LogicalType::Decimal { scale, .. }) => {
            write_decimal(&mut out, cells[row], *scale);
        }
        (Data::I64(cells), _) => return cells[row].to_string(),
        (Data::I128(cells), _) => return cells[row].to_string(),
        (Data::Fixed16(cells), _) => return hex(&cells[row]),
        (Data::List(ends, child), LogicalType::Array { element }) => {
            let elements = ends[row] as usize..ends[row + 1] as usize;
            return elements.map(|at| show(child, element, at)).collect::<Vec<_>>().join(",");
        }
        _ => out.extend_from_slice(column.bytes(row).unwrap_or_default()),
    }
    String::from_utf8(out).unwrap_or_else(|error| hex(error.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A cell as facts have it.
fn value(column: &Column, logical_type: &LogicalType, row: usize) -> Value {
    match (&column.data, logical_type) {
        (Data::Bits(bits), _) => Value::Bool(bits.get(row)),
        (Data::F64(cells), _) => Value::Float(cells[row]),
        (Data::I64(cells), LogicalType::Date) => Value::Date(cells[row]),
        (Data::I64(cells), LogicalType::Time { .. }) => Value::Time(cells[row]),
        (Data::I64(cells), LogicalType::Timestamp { .. }) => Value::Timestamp(cells[row]),
        (Data::I64(cells), LogicalType::Decimal { scale, .. }) => {
            Value::Decimal { unscaled: i128::from(cells[row]), scale: *scale }
        }
        (Data::I128(cells), LogicalType::Decimal { scale, .. }) => {
            Value::Decimal { unscaled: cells[row], scale: *scale }
        }
        (Data::I64(cells), _) => Value::Int(i128::from(cells[row])),
        (Data::I128(cells), _) => Value::Int(cells[row]),
        (Data::Fixed16(cells), _) => Value::Uuid(cells[row]),
        (Data::List(ends, child), LogicalType::Array { element }) => {
            let elements = ends[row] as usize..ends[row + 1] as usize;
            Value::List(elements.map(|at| value(child, element, at)).collect())
        }
        _ => {
            let bytes = column.bytes(row).unwrap_or_default().to_vec();
            match logical_type {
                LogicalType::Bytes { .. } => Value::Bytes(bytes),
                _ => Value::Text(String::from_utf8_lossy(&bytes).into_owned()),
            }
        }
    }
}

#[test]
fn definitions_are_documented_unique_and_sorted() {
    let mut names = HashSet::new();
    let known_types = types();
    for list in ALL {
        assert!(list.is_sorted_by(|a, b| a.name < b.name), "sort the list of {}", list[0].name);
    }
    for definition in definitions() {
        let name = definition.name;
        assert!(names.insert(name), "{name} is there twice");
        assert!(!definition.doc.is_empty() && !definition.doc.ends_with('.'), "{name}: document it, no dot");
        assert!(definition.version >= 1, "{name}: versions count from 1");
        for parameter in definition.parameters {
            assert!(
                !parameter.name.is_empty() && !parameter.doc.is_empty(),
                "{name}: document its arguments"
            );
        }
        for read in definition.reads {
            assert!(definition.parameters.iter().any(|parameter| parameter.name == *read), "{name}: {read}");
        }
        assert!(known_types.iter().any(definition.accepts), "{name} accepts no type at all");
        assert_eq!(find(name).map(|found| found.name), Some(name));
    }
}

/// The type in which the example is shown: text where that can be.
fn natural(definition: &Definition, dict: &Dictionary) -> (LogicalType, Arc<dyn Generator>) {
    let candidates = std::iter::once(text(None)).chain(types()).filter(definition.accepts);
    for logical_type in candidates {
        if let Ok(generator) = compile(definition, &logical_type, dict) {
            return (logical_type, generator);
        }
    }
    panic!("{} compiles for no type without arguments", definition.name);
}

#[test]
fn examples_are_what_comes_out() {
    let dict = Dictionary::load(Locale::En);
    let wrong: Vec<String> = definitions()
        .filter_map(|definition| {
            let (logical_type, generator) = natural(definition, &dict);
            let shown = show(&fill(definition, &logical_type, &*generator), &logical_type, 0);
            let name = definition.name;
            (shown != definition.example).then(|| format!("{name}\t{shown:?}\t{:?}", definition.example))
        })
        .collect();
    assert!(wrong.is_empty(), "values changed: raise the version, or undo it\n{}", wrong.join("\n"));
}

#[test]
fn rows_do_not_depend_on_the_batch() {
    let dict = Dictionary::load(Locale::De);
    let list: Vec<u64> = (0..ROWS as u64).collect();
    for_each_compiled(&dict, |definition, logical_type, generator| {
        let whole = fill(definition, logical_type, generator);
        let (_, columns) = siblings(definition, logical_type);
        let words = words(definition.name);
        let mut part = Column::default();
        for first in (0..ROWS).step_by(64) {
            let slices: Vec<Column> = columns.iter().map(|column| slice(column, first)).collect();
            let refs: Vec<&Column> = slices.iter().collect();
            let rows = match first % 128 {
                0 => Rows::Range { first: first as u64, len: 64 },
                _ => Rows::List(&list[first..first + 64]),
            };
            generator.fill(&Batch { rows, words: &words[first..first + 64], siblings: &refs }, &mut part);
            assert_eq!(part.len(), 64, "{} {logical_type:?}", definition.name);
            for row in 0..64 {
                let pair = (show(&part, logical_type, row), show(&whole, logical_type, first + row));
                assert_eq!(pair.0, pair.1, "{} {logical_type:?} row {}", definition.name, first + row);
            }
        }
    });
}

/// 64 cells of a sibling.
fn slice(column: &Column, first: usize) -> Column {
    let Data::I64(values) = &column.data else { panic!("siblings of this test are integers") };
    cells(values[first..first + 64].iter().copied())
}

#[test]
fn cells_fit_the_column_and_the_promised_bytes() {
    for locale in [Locale::En, Locale::De, Locale::Ja] {
        let dict = Dictionary::load(locale);
        for_each_compiled(&dict, |definition, logical_type, generator| {
            // What copies hold is the other column's affair.
            if definition.name != "copy" {
                let column = fill(definition, logical_type, generator);
                assert_eq!(column.len(), ROWS, "{} {logical_type:?}", definition.name);
                check_cells(definition, logical_type, generator, &column);
            }
        });
    }
}

fn check_cells(
    definition: &Definition,
    logical_type: &LogicalType,
    generator: &dyn Generator,
    column: &Column,
) {
    assert!(column.validity.is_none(), "{} {logical_type:?} has NULLs", definition.name);
    for row in 0..column.len() {
        let right = cell_fits(column, logical_type, row)
            && column.bytes(row).is_none_or(|bytes| bytes.len() <= generator.bytes_max());
        let shown = || show(column, logical_type, row);
        assert!(right, "{} {logical_type:?} {}: {:?}", definition.name, generator.bytes_max(), shown());
    }
}

fn cell_fits(column: &Column, logical_type: &LogicalType, row: usize) -> bool {
    match (value(column, logical_type, row), logical_type) {
        (Value::Text(text), LogicalType::Text { max, .. }) => {
            let utf8 = column.bytes(row) == Some(text.as_bytes());
            let long = text.chars().count() > max.map_or(usize::MAX, |max| max as usize);
            utf8 && !long && !text.is_empty() && !text.ends_with(' ')
        }
        (Value::Bytes(bytes), LogicalType::Bytes { max }) => {
            bytes.len() <= max.map_or(usize::MAX, |max| max as usize)
        }
        (Value::Int(number), LogicalType::Int { .. }) => {
            logical_type.int_range().is_some_and(|(low, high)| low <= number && number <= high)
        }
        (Value::Int(year), LogicalType::Year) => (1901..=2155).contains(&year),
        (Value::Decimal { unscaled, .. }, LogicalType::Decimal { precision, .. }) => {
            unscaled.unsigned_abs() < 10_u128.pow(u32::from(*precision))
        }
        (Value::Float(float), LogicalType::Float { bits }) => {
            float.is_finite() && (*bits == 64 || f64::from(float as f32) == float)
        }
        (Value::Time(micros), LogicalType::Time { fraction }) => {
            (0..86_400_000_000).contains(&micros) && micros % 10_i64.pow(6 - u32::from(*fraction)) == 0
        }
        (Value::Timestamp(micros), LogicalType::Timestamp { fraction, .. }) => {
            micros % 10_i64.pow(6 - u32::from(*fraction)) == 0
        }
        (Value::Text(text), LogicalType::Json) => serde_json::from_str::<serde_json::Value>(&text).is_ok(),
        (Value::Text(label), LogicalType::Enum { labels }) => labels.contains(&label),
        (value, LogicalType::Int { .. } | LogicalType::Decimal { .. } | LogicalType::Float { .. }) => {
            panic!("{value:?} in a column of {logical_type:?}")
        }
        (value, LogicalType::Text { .. } | LogicalType::Time { .. } | LogicalType::Timestamp { .. }) => {
            panic!("{value:?} in a column of {logical_type:?}")
        }
        _ => true,
    }
}

/// Up to 3,000 ordinals: the first, the last, and some between.
fn ordinals(count: u128) -> Vec<u128> {
    if count <= 3_000 {
        return (0..count).collect();
    }
    let mut draws = Draws::new(7);
    let mut word = || u128::from(draws.next_word());
    let mut spread: Vec<u128> = (0..1_000).map(|_| (word() << 64 | word()) % count).collect();
    spread.extend((0..1_000).chain(count - 1_000..count));
    spread.sort_unstable();
    spread.dedup();
    spread
}

/// What the most forgiving collation sees, as far as the letters of the lists go.
fn fold(text: &str) -> String {
    let base = |letter: char| match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ą' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'ę' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' | 'ć' => 'c',
        'ñ' | 'ń' => 'n',
        other => other,
    };
    text.trim_end().chars().flat_map(char::to_lowercase).map(base).collect()
}

/// The last run of digits, in front of the domain of an e-mail address.
fn last_number(text: &str) -> Option<u128> {
    let local = text.split('@').next()?;
    let digits = local.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let before = digits.trim_end_matches(|letter: char| letter.is_ascii_digit());
    digits[before.len()..].parse().ok()
}

#[test]
fn ordinals_are_distinct_and_read_back() {
    let dict = Dictionary::load(Locale::Fr);
    for_each_compiled(&dict, |definition, logical_type, generator| {
        let Some(count) = generator.ordinals() else { return };
        assert!(count > 0, "{} {logical_type:?} has no ordinal", definition.name);
        let mut seen = HashSet::new();
        for chunk in ordinals(count).chunks(ROWS) {
            let words = &words(definition.name)[..chunk.len()];
            let rows = Rows::Range { first: 0, len: chunk.len() };
            let mut column = Column::default();
            generator.fill_ordinals(chunk, &Batch { rows, words, siblings: &[] }, &mut column);
            assert_eq!(column.len(), chunk.len());
            check_cells(definition, logical_type, generator, &column);
            for (row, &ordinal) in chunk.iter().enumerate() {
                let shown = show(&column, logical_type, row);
                let read = match generator.spells_ordinal() {
                    true => last_number(&shown),
                    false => generator.ordinal_of(&value(&column, logical_type, row)),
                };
                assert_eq!(read, Some(ordinal), "{} {logical_type:?}: {shown:?}", definition.name);
                assert!(seen.insert(fold(&shown)), "{} {logical_type:?}: {shown:?} twice", definition.name);
            }
        }
    });
}

fn params(pairs: &[(&str, Value)]) -> Params {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

fn filled(name: &str, logical_type: &LogicalType, pairs: &[(&str, Value)]) -> Vec<Value> {
    let dict = Dictionary::load(Locale::En);
    let definition = find(name).expect(name);
    let generator = compile_with(definition, logical_type, &params(pairs), &dict).expect(name);
    let column = fill(definition, logical_type, &*generator);
    check_cells(definition, logical_type, &*generator, &column);
    (0..column.len()).map(|row| value(&column, logical_type, row)).collect()
}

fn some_text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn every_distribution_stays_between_min_and_max() {
    let dict = Dictionary::load(Locale::En);
    let number = |definition: &&Definition| {
        definition.parameters.iter().any(|parameter| parameter.name == "distribution")
    };
    let kinds = ["uniform", "zipf", "normal", "exponential", "log_normal"];
    for definition in definitions().filter(number) {
        for kind in kinds {
            for logical_type in types().iter().filter(|logical_type| logical_type.is_numeric()) {
                let pairs = [
                    ("min", Value::Int(3)),
                    ("max", Value::Decimal { unscaled: 95, scale: 1 }),
                    ("distribution", some_text(kind)),
                ];
                let Ok(generator) = compile_with(definition, logical_type, &params(&pairs), &dict) else {
                    assert!(matches!(logical_type, LogicalType::Decimal { precision: 3, .. }));
                    continue;
                };
                let column = fill(definition, logical_type, &*generator);
                for row in 0..ROWS {
                    let number = value(&column, logical_type, row).as_f64().expect("a number");
                    assert!((3.0..=9.5).contains(&number), "{} {kind} {logical_type:?}", definition.name);
                }
            }
        }
    }
}

#[test]
fn moments_stay_between_min_and_max() {
    let bounds = [("min", some_text("2024-02-01")), ("max", some_text("2024-02-02"))];
    let day = 19_754 * 86_400;
    for value in filled("timestamp", &LogicalType::Timestamp { fraction: 3, zoned: true }, &bounds) {
        assert!(matches!(value, Value::Timestamp(us) if (day..day + 2 * 86_400).contains(&(us / 1_000_000))));
    }
    for value in filled("timestamp", &LogicalType::Int { bits: 64, unsigned: false }, &bounds) {
        assert!(value.as_int().is_some_and(|seconds| (day..day + 2 * 86_400).contains(&(seconds as i64))));
    }
    for value in filled("date", &LogicalType::Date, &bounds) {
        assert!(matches!(value, Value::Date(19_754 | 19_755)));
    }
    let iso = [bounds[0].clone(), bounds[1].clone(), ("format", some_text("iso8601"))];
    for value in filled("timestamp", &text(Some(20)), &iso) {
        let text = value.as_text().expect("text");
        assert!(
            text.len() == 20 && text.starts_with("2024-02-0") && text.ends_with('Z') && text.contains('T')
        );
    }
    for value in filled("time", &text(None), &[("min", some_text("08:00")), ("max", some_text("09:30"))]) {
        assert!(value.as_text().is_some_and(|time| ("08:00:00"..="09:30:00").contains(&time)));
    }
}

#[test]
fn later_moments_are_not_before_the_earlier_ones() {
    let types =
        [LogicalType::Date, LogicalType::Timestamp { fraction: 0, zoned: false }, text(None), text(Some(10))];
    for logical_type in types {
        let short = [("max_seconds", Value::Int(100_000)), ("until", some_text("now"))];
        for pairs in [&short[..], &[]] {
            for (row, later) in filled("timestamp_after", &logical_type, pairs).into_iter().enumerate() {
                let earlier = NOW - (row as i64 + 1) * 86_400_000_000;
                let micros = match &later {
                    Value::Date(days) => days * 86_400_000_000,
                    Value::Timestamp(micros) => *micros,
                    Value::Text(text) => dbmocker::data::parse_timestamp(text).expect("a moment"),
                    other => panic!("{other:?}"),
                };
                assert!(micros >= earlier, "{later:?} is before {earlier}");
                assert!(pairs.is_empty() || micros <= NOW + 86_400_000_000, "{later:?} is in the future");
            }
        }
    }
}

#[test]
fn products_are_exact() {
    let logical_type = LogicalType::Decimal { precision: 12, scale: 2 };
    for (row, value) in filled("product", &logical_type, &[]).into_iter().enumerate() {
        let row = row as i128;
        assert_eq!(value, Value::Decimal { unscaled: row % 9 * (199 + row), scale: 2 });
    }
}

#[test]
fn given_values_come_with_their_weights_in_every_layout() {
    let list = |values: &[Value]| ("values", Value::List(values.to_vec()));
    let weights = ("weights", Value::List([9, 1, 0].map(Value::Int).to_vec()));
    let numbers = [1, 2, 3].map(Value::Int);
    for logical_type in types().iter().filter(|logical_type| logical_type.is_numeric()) {
        if matches!(logical_type, LogicalType::Decimal { precision: 3, .. }) {
            continue;
        }
        let values = filled("values", logical_type, &[list(&numbers), weights.clone()]);
        let count = |number: i64| values.iter().filter(|value| value.as_f64() == Some(number as f64)).count();
        assert!(count(1) > 850 && count(2) > 50 && count(3) == 0, "{logical_type:?}");
    }
    let dates = ["2024-01-01", "2024-06-30", "2025-01-01"].map(some_text);
    let values = filled("values", &LogicalType::Date, &[list(&dates)]);
    assert!(values.iter().all(|value| matches!(value, Value::Date(19_723 | 19_904 | 20_089))));
    let truths = filled("values", &LogicalType::Bool, &[list(&[Value::Bool(true)])]);
    assert!(truths.iter().all(|value| *value == Value::Bool(true)));
    let dict = Dictionary::load(Locale::En);
    let definition = find("values").expect("values");
    for wrong in [
        params(&[list(&[])]),
        params(&[list(&numbers), ("weights", Value::List(vec![Value::Int(1)]))]),
        params(&[list(&[some_text("long text")])]),
    ] {
        assert!(compile_with(definition, &text(Some(5)), &wrong, &dict).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_family_tells_one_story() {
    let dict = Dictionary::load(Locale::De);
    let words = words("story");
    let column = |name: &str| {
        let generator = compile(find(name).expect(name), &text(None), &dict).expect(name);
        let mut column = Column::default();
        let rows = Rows::Range { first: 0, len: ROWS };
        generator.fill(&Batch { rows, words: &words, siblings: &[] }, &mut column);
        (0..ROWS).map(|row| show(&column, &text(None), row)).collect::<Vec<_>>()
    };
    let (first, last, full, email) =
        (column("first_name"), column("last_name"), column("full_name"), column("email"));
    let (city, country, code, zone) =
        (column("city"), column("country"), column("country_code"), column("time_zone"));
    let home = code.iter().filter(|code| *code == "DE").count();
    assert!((600..820).contains(&home), "{home} of {ROWS} at home");
    for row in 0..ROWS {
        assert_eq!(full[row], format!("{} {}", first[row], last[row]));
        let initial = first[row].chars().next().filter(char::is_ascii_alphabetic);
        assert!(initial.is_none_or(|letter| email[row].starts_with(letter.to_ascii_lowercase())));
        assert_eq!(code[row] == "DE", country[row] == "Deutschland");
        assert_eq!(code[row] == "DE", zone[row] == "Europe/Berlin", "{}", city[row]);
        assert!(city[row] != "Tokyo" || (code[row] == "JP" && zone[row] == "Asia/Tokyo"));
    }
}
