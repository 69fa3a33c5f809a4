//! The laws of every generator: documented, in range, independent of the batch, honest about its ordinals,
//! and the same as ever (its example is pinned).
//!
//! Adding a generator needs no line here. When an example is wrong, the test's message says what came out.

use std::collections::HashSet;
use std::sync::Arc;

use dbmocker::data::{
    Column, Data, LogicalType, Value, write_date, write_decimal, write_time, write_timestamp,
};
use dbmocker::generate::dict::{Dictionary, Locale};
use dbmocker::generate::{ALL, Batch, Definition, Generator, Params, Request, Rows, find};
use dbmocker::random::{Draws, Key, Stream};

const NOW: i64 = 1_750_000_000_000_000;
const ROWS: usize = 1024;

fn definitions() -> impl Iterator<Item = &'static Definition> {
    ALL.iter().flat_map(|list| list.iter())
}

fn text(max: Option<u32>) -> LogicalType {
    LogicalType::Text { max, fixed: false }
}

/// Every kind of column that a generator might accept.
fn types() -> Vec<LogicalType> {
    let mut types = [Some(1), Some(2), Some(5), Some(10), Some(20), Some(50), None].map(text).to_vec();
    for bits in [8, 16, 24, 32, 64] {
        types.extend([false, true].map(|unsigned| LogicalType::Int { bits, unsigned }));
    }
    let decimals = [(4, 2), (18, 4), (10, 0), (3, 3), (30, 6), (5, 4)];
    types.extend(decimals.map(|(precision, scale)| LogicalType::Decimal { precision, scale }));
    types.extend([32, 64].map(|bits| LogicalType::Float { bits }));
    types.extend([Some(8), Some(16), None].map(|max| LogicalType::Bytes { max }));
    for fraction in [0, 3, 6] {
        types.push(LogicalType::Time { fraction });
        types.push(LogicalType::Timestamp { fraction, zoned: false });
    }
    let labels: Arc<[String]> = ["new", "old", "odd"].map(str::to_owned).into();
    types.extend([
        LogicalType::Bool,
        LogicalType::Date,
        LogicalType::Interval,
        LogicalType::Year,
        LogicalType::Uuid,
        LogicalType::Json,
        LogicalType::Enum { labels: Arc::clone(&labels) },
        LogicalType::Set { labels },
        LogicalType::Inet,
        LogicalType::Cidr,
        LogicalType::MacAddr,
        LogicalType::BitString { bits: 12, varying: false },
        LogicalType::Other { name: "geometry".to_owned() },
    ]);
    types
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
    (definition.compile)(&Request { params, logical_type, dict, now: NOW, siblings: &types })
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
