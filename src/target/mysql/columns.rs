//! The columns of all tables. Start reading at [`read`].

use std::collections::HashMap;

use super::control::{Control, Row};
use super::inspect::Positions;
use super::types::Declared;
use super::{Server, quote};
use crate::data::LogicalType;
use crate::schema::{Check, Column, Generated, Identity, Sequence};

/// Character sets that hold all of Unicode.
const WHOLE_CHARSETS: [&str; 5] = ["utf8mb4", "utf16", "utf16le", "utf32", "gb18030"];

/// What the columns' part of the catalogue says.
#[derive(Debug)]
pub(super) struct Found {
    /// Per table.
    pub(super) columns: Vec<Vec<Column>>,
    /// What the types exclude beyond their logical types, with the table's position.
    pub(super) checks: Vec<(usize, Check)>,
}

/// Reads the columns of the tables at `positions`.
pub(super) fn read(control: &mut Control, server: &Server, positions: &Positions) -> sqlx::Result<Found> {
    let widths = character_widths(control)?;
    let default = control.text("SELECT @@collation_database")?;
    let place = if server.has("COLUMNS", "SRS_ID") { "SRS_ID" } else { "NULL" };
    let rows = control.rows(&format!(
        "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, DATA_TYPE, COLUMN_TYPE, \
         CHARACTER_SET_NAME, COLLATION_NAME, EXTRA, GENERATION_EXPRESSION, CHARACTER_MAXIMUM_LENGTH, \
         CHARACTER_OCTET_LENGTH, NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, COLUMN_COMMENT, {place} \
         FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() \
         ORDER BY TABLE_NAME, ORDINAL_POSITION"
    ))?;
    let mut found = Found { columns: vec![Vec::new(); positions.len()], checks: Vec::new() };
    let mut sequences = HashMap::new();
    for row in rows {
        let Some(&at) = positions.get(&row.word(0)) else { continue };
        let declared = declared(&row, &widths);
        let mut column = column(&row, &declared, server, default.as_deref());
        column.sequence = sequence(control, server, column.default.as_deref(), &mut sequences)?;
        if let Some(expression) = excluded(&column, &declared) {
            found.checks.push((at, Check { name: None, expression }));
        }
        found.columns[at].push(column);
    }
    Ok(found)
}

/// What a type excludes that its logical type has, as a CHECK: numbers below 0, and binary strings that
/// would be filled up with zeros.
fn excluded(column: &Column, declared: &Declared) -> Option<String> {
    let name = quote::name(&column.name);
    let number = matches!(column.logical_type, LogicalType::Decimal { .. } | LogicalType::Float { .. });
    let fixed = declared.data_type == "binary";
    match (&column.generated, declared.chars) {
        (Generated::Virtual | Generated::Stored, _) => None,
        (Generated::No, Some(bytes)) if fixed => Some(format!("octet_length({name}) = {bytes}")),
        _ if number && declared.unsigned() => Some(format!("{name} >= 0")),
        _ => None,
    }
}

/// Bytes of the longest character of each character set.
fn character_widths(control: &mut Control) -> sqlx::Result<HashMap<String, u64>> {
    let rows = control.rows("SELECT CHARACTER_SET_NAME, MAXLEN FROM information_schema.CHARACTER_SETS")?;
    Ok(rows.iter().map(|row| (row.word(0), row.number(1).unwrap_or(4))).collect())
}

fn declared(row: &Row, widths: &HashMap<String, u64>) -> Declared {
    Declared {
        data_type: row.word(4).to_lowercase(),
        column_type: row.word(5),
        chars: row.number(10),
        bytes: row.number(11),
        char_bytes: row.text(6).map_or(1, |charset| widths.get(&charset).copied().unwrap_or(4)),
        precision: row.number(12),
        scale: row.number(13),
        fraction: row.number(14),
    }
}

fn column(row: &Row, declared: &Declared, server: &Server, default_collation: Option<&str>) -> Column {
    let extra = row.word(8).to_lowercase();
    let charset = row.text(6).filter(|charset| !WHOLE_CHARSETS.contains(&charset.as_str()));
    let place = row.number::<u32>(16).map(|srid| format!(" srid {srid}")).unwrap_or_default();
    Column {
        name: row.word(1),
        declared: format!("{}{place}", declared.column_type),
        logical_type: declared.logical_type(),
        nullable: row.yes(3),
        default: row.text(2).and_then(|text| default(&text, &extra, declared, server)),
        expression: row.text(9).filter(|text| !text.is_empty()).map(|text| server.clause(&text)),
        generated: generated(&extra),
        identity: if extra.contains("auto_increment") { Identity::ByDefault } else { Identity::No },
        sequence: None,
        charset,
        collation: row.text(7).filter(|collation| Some(collation.as_str()) != default_collation),
        comment: row.text(15).filter(|comment| !comment.is_empty()),
    }
}

fn generated(extra: &str) -> Generated {
    if extra.contains("virtual generated") {
        Generated::Virtual
    } else if extra.contains("stored generated") || extra.contains("persistent") {
        Generated::Stored
    } else {
        Generated::No
    }
}

/// The default as an expression: MariaDB writes it as one, MySQL writes literals without quotes.
fn default(text: &str, extra: &str, declared: &Declared, server: &Server) -> Option<String> {
    if server.mariadb {
        return Some(text.to_owned()).filter(|text| text != "NULL");
    }
    let computed =
        extra.contains("default_generated") || text.to_uppercase().starts_with("CURRENT_TIMESTAMP");
    let bare = text.parse::<f64>().is_ok() && !matches!(declared.logical_type(), LogicalType::Text { .. });
    let literal = bare || text.starts_with("b'");
    Some(match (computed, literal) {
        (true, _) => server.clause(text),
        (_, true) => text.to_owned(),
        _ => quote::text(text),
    })
}

/// The sequence that ``nextval(`db`.`name`)`` draws from.
fn sequence(
    control: &mut Control,
    server: &Server,
    default: Option<&str>,
    known: &mut HashMap<String, Option<Sequence>>,
) -> sqlx::Result<Option<Sequence>> {
    let drawn =
        default.filter(|_| server.mariadb).and_then(|text| text.strip_prefix("nextval(")?.strip_suffix(')'));
    let Some(name) = drawn else { return Ok(None) };
    if let Some(sequence) = known.get(name) {
        return Ok(sequence.clone());
    }
    let row = control.row(&format!("SELECT minimum_value, maximum_value, increment FROM {name}"))?;
    let sequence = row.map(|row| Sequence {
        name: name.to_owned(),
        min: row.number(0).unwrap_or(1),
        max: row.number(1).unwrap_or(i64::MAX),
        step: row.number(2).filter(|&step| step != 0).unwrap_or(1),
    });
    known.insert(name.to_owned(), sequence.clone());
    Ok(sequence)
}
