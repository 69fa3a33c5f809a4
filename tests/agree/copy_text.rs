//! COPY's text format by the manual: section "File Formats" of COPY.

use dbmocker::data::Value;

use super::block::Kind;
use super::read;

/// The rows of a stream.
pub fn read(bytes: &[u8], kinds: &[Kind]) -> Vec<Vec<Value>> {
    let Some(body) = bytes.strip_suffix(b"\n") else {
        assert!(bytes.is_empty(), "the last row has no end");
        return Vec::new();
    };
    body.split(|&byte| byte == b'\n').map(|line| row(line, kinds)).collect()
}

fn row(line: &[u8], kinds: &[Kind]) -> Vec<Value> {
    assert_ne!(line, b"\\.", "the end of the data in the midst of it");
    assert!(!line.contains(&b'\r'));
    let cells = line.split(|&byte| byte == b'\t').zip(kinds);
    cells
        .map(|(cell, kind)| match cell {
            b"\\N" => Value::Null,
            _ => read::cell(&unescaped(cell), &kind.logical_type),
        })
        .collect()
}

fn unescaped(cell: &[u8]) -> Vec<u8> {
    let (mut out, mut bytes) = (Vec::new(), cell.iter());
    while let Some(&byte) = bytes.next() {
        out.push(match byte {
            b'\\' => match bytes.next().expect("something behind the backslash") {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'\\' => b'\\',
                other => panic!("an escape of {}", char::from(*other)),
            },
            _ => byte,
        });
    }
    out
}
