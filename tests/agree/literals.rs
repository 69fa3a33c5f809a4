//! Rows of INSERT statements, by what the servers' manuals say of literals.

use dbmocker::data::{LogicalType, Value};
use dbmocker::encode::Literals;

use super::block::Kind;
use super::read::{self, take};

const HEAD: &[u8] = b"INSERT INTO t VALUES ";

/// The rows of statements that end with a semicolon and a line feed.
pub fn read(sql: &[u8], kinds: &[Kind], literals: Literals) -> Vec<Vec<Value>> {
    let (mut rest, mut rows) = (sql, Vec::new());
    while !rest.is_empty() {
        rest = rest.strip_prefix(HEAD).expect("a statement");
        rows.push(row(&mut rest, kinds, literals));
        while rest.starts_with(b", ") {
            rest = &rest[2..];
            rows.push(row(&mut rest, kinds, literals));
        }
        rest = rest.strip_prefix(b";\n").expect("the statement's end");
    }
    rows
}

fn row(rest: &mut &[u8], kinds: &[Kind], literals: Literals) -> Vec<Value> {
    take(rest, b'(');
    let mut cells = Vec::new();
    for kind in kinds {
        if !cells.is_empty() {
            take(rest, b',');
            take(rest, b' ');
        }
        cells.push(literal(rest, &kind.logical_type, literals));
    }
    take(rest, b')');
    cells
}

fn literal(rest: &mut &[u8], logical_type: &LogicalType, literals: Literals) -> Value {
    let binary = matches!(logical_type, LogicalType::Bytes { .. });
    match rest[0] {
        b'\'' => {
            let text = quoted(rest, literals);
            assert!(!(binary && literals == Literals::Mysql), "binary as text");
            read::cell(&text, logical_type)
        }
        b'X' => {
            *rest = &rest[1..];
            assert!(binary && literals == Literals::Mysql);
            Value::Bytes(read::hex(&quoted(rest, literals)))
        }
        b'b' => {
            *rest = &rest[1..];
            read::cell(&quoted(rest, literals), logical_type)
        }
        _ => {
            let end = rest.iter().position(|byte| b",)".contains(byte)).expect("an end");
            let (text, behind) = rest.split_at(end);
            *rest = behind;
            if text == b"NULL" { Value::Null } else { read::cell(text, logical_type) }
        }
    }
}

fn quoted(rest: &mut &[u8], literals: Literals) -> Vec<u8> {
    take(rest, b'\'');
    let mut text = Vec::new();
    loop {
        match (rest[0], rest.get(1)) {
            (b'\'', Some(b'\'')) => *rest = &rest[1..],
            (b'\'', _) => break,
            (b'\\', Some(b'\\')) if literals == Literals::Mysql => *rest = &rest[1..],
            (b'\\', _) if literals == Literals::Mysql => panic!("a lone backslash"),
            _ => {}
        }
        text.push(rest[0]);
        *rest = &rest[1..];
    }
    take(rest, b'\'');
    text
}
