//! Values of types that only one server has, as the text that its input function reads: amounts of money,
//! search vectors, shapes of a plane, positions in a log, names of catalogue entries.
//!
//! Adding a type = one line in [`TEMPLATES`], or in [`COUNTED`] where a key may be over it. Must not know:
//! which server it is. Start reading at [`literal`].

use std::sync::Arc;

use super::code::Spelled;
use super::compose::{Cut, template};
use super::definition::parameter;
use super::digits::push_number;
use super::program::HEX;
use super::{Definition, Generator, Request, geometry, internet};
use crate::data::{
    LogicalType, MICROS_PER_SECOND, parse_decimal, parse_timestamp, write_decimal, write_time,
};

/// Types by name, each with the template of its values. Values with a `{tail}` can be told apart by it.
static TEMPLATES: &[(&str, &str)] = &[
    ("box", "({decimal:0:900:1},{decimal:0:900:1}),({decimal:1000:2000:1},{decimal:1000:2000:1})"),
    ("box2d", "BOX({int:0:90} {int:0:90},{int:100:200} {int:100:200})"),
    ("box3d", "BOX3D({int:0:90} {int:0:90} 0,{int:100:200} {int:100:200} 9)"),
    ("circle", "<({decimal:-9000:9000:1},{decimal:-9000:9000:1}),{decimal:1:500:1}>"),
    ("hstore", r#""color"=>"{pick:red|green|blue|black}", "size"=>"{pick:S|M|L}", "serial"=>"{tail:6}""#),
    ("int2vector", "{int:1:9} {int:10:99} {int:100:999}"),
    ("jsonpath", "$.{pick:items|orders|entries}[*].{pick:id|name|price|total}"),
    ("line", "{{{int:1:9},{int:-9:9},{int:-50:50}}}"),
    ("lquery", "*.{pick:books|music|tools|garden}.*"),
    ("lseg", "[({int:-99:0},{int:-99:99}),({int:1:99},{int:-99:99})]"),
    ("ltree", "top.{pick:books|music|tools|garden}.{pick:new|used|rare}.n{tail:3}"),
    ("ltxtquery", "{pick:books|music|tools} & {pick:new|used|rare}"),
    ("oidvector", "{int:16:25} {int:1000:1200} {int:16:25}"),
    ("path", "[({int:-99:99},{int:-99:99}),({int:-99:99},{int:-99:99}),({int:-99:99},{int:-99:99})]"),
    ("pg_snapshot", "{int:100:499}:{int:500:999}:"),
    ("point", "({decimal:-180000:180000:3},{decimal:-90000:90000:3})"),
    (
        "polygon",
        "(({int:0:9},{int:0:9}),({int:50:99},{int:0:9}),({int:50:99},{int:50:99}),({int:0:9},{int:50:99}))",
    ),
    ("query_int", "{int:1:50}&({int:51:99}|!{int:100:150})"),
    ("refcursor", "cursor_{tail:4}"),
    ("regclass", "{pick:pg_class|pg_type|pg_attribute|pg_index|pg_namespace|pg_proc}"),
    ("regcollation", r#"{pick:"C"|"POSIX"|"default"}"#),
    ("regconfig", "{pick:simple|english|german|french}"),
    ("regdictionary", "{pick:simple|english_stem|german_stem}"),
    ("regnamespace", "{pick:pg_catalog|information_schema}"),
    ("regoper", "{pick:#-|!!}"),
    ("regoperator", "{pick:+(integer,integer)|-(integer,integer)|*(integer,integer)}"),
    ("regproc", "{pick:now|version|pi|clock_timestamp}"),
    ("regprocedure", "{pick:now()|version()|pi()|abs(integer)}"),
    ("regrole", "{pick:pg_monitor|pg_read_all_stats|pg_read_all_settings}"),
    ("regtype", "{pick:integer|text|boolean|date|uuid|numeric}"),
    ("seg", "{decimal:10:99:1} .. {decimal:100:999:1}"),
    ("tsquery", "{adjectives} & {nouns}{tail:0}"),
    ("tsvector", "{adjectives} {nouns} {nouns}{tail:0}"),
    ("txid_snapshot", "{int:100:499}:{int:500:999}:"),
];

/// Types that keys may be over, by name: whole numbers and how they are spelled.
static COUNTED: &[(&str, Spelled)] = &[
    ("cid", OBJECT),
    ("cube", CUBE),
    ("inet4", internet::IPV4),
    ("inet6", internet::IPV6),
    ("macaddr8", HARDWARE),
    ("money", MONEY),
    ("oid", OBJECT),
    ("pg_lsn", POSITION),
    ("tid", TUPLE),
    ("timetz", CLOCK),
    ("xid", OBJECT),
    ("xid8", OBJECT),
];

/// Numbers of catalogue entries and transactions, above those that the server gives out itself.
const OBJECT: Spelled = Spelled {
    count: 2_000_000_000,
    chars_max: 10,
    write: |ordinal, out| push_number(out, ordinal + 16_384),
    read: |text| text.trim().parse::<u128>().ok()?.checked_sub(16_384),
};

/// Up to a million, in hundredths; what surrounds the number depends on the server's locale.
const MONEY: Spelled = Spelled {
    count: 100_000_000,
    chars_max: 10,
    write: |ordinal, out| write_decimal(out, ordinal as i128, 2),
    read: |text| {
        let number: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let (unscaled, 2) = parse_decimal(&number)? else { return None };
        u128::try_from(unscaled).ok()
    },
};

/// Bytes of a log: two halves in hexadecimal digits.
const POSITION: Spelled = Spelled {
    count: 1 << 40,
    chars_max: 11,
    write: |ordinal, out| out.extend(format!("{:X}/{:X}", ordinal >> 32, ordinal & 0xffff_ffff).bytes()),
    read: |text| {
        let (high, low) = text.split_once('/')?;
        let half = |digits| u128::from_str_radix(digits, 16).ok();
        Some(half(high)? << 32 | half(low)?)
    },
};

/// A block and the first row in it.
const TUPLE: Spelled = Spelled {
    count: 1 << 31,
    chars_max: 14,
    write: |ordinal, out| {
        out.push(b'(');
        push_number(out, ordinal);
        out.extend_from_slice(b",1)");
    },
    read: |text| text.strip_prefix('(')?.strip_suffix(",1)")?.parse().ok(),
};

/// Seconds of a day in Greenwich.
const CLOCK: Spelled = Spelled {
    count: 86_400,
    chars_max: 11,
    write: |ordinal, out| {
        write_time(out, ordinal as i64 * MICROS_PER_SECOND, 0);
        out.extend_from_slice(b"+00");
    },
    read: |text| {
        let micros = parse_timestamp(&format!("1970-01-01 {}", text.strip_suffix("+00")?))?;
        (micros % MICROS_PER_SECOND == 0).then_some((micros / MICROS_PER_SECOND) as u128)
    },
};

/// A corner of a cube in whole numbers.
const CUBE: Spelled = Spelled {
    count: 1 << 30,
    chars_max: 18,
    write: |ordinal, out| {
        for (place, before) in [(20, &b"("[..]), (10, b", "), (0, b", ")] {
            out.extend_from_slice(before);
            push_number(out, ordinal >> place & 1023);
        }
        out.push(b')');
    },
    read: |text| {
        let parts = text.strip_prefix('(')?.strip_suffix(')')?.split(',');
        let numbers: Vec<u128> = parts.map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
        match numbers[..] {
            [x, y, z] if x.max(y).max(z) < 1024 => Some(x << 20 | y << 10 | z),
            _ => None,
        }
    },
};

/// Locally administered hardware addresses of eight bytes.
const HARDWARE: Spelled = Spelled {
    count: 1 << 56,
    chars_max: 23,
    write: |ordinal, out| {
        out.extend_from_slice(b"02");
        for byte in (0..7).rev().map(|at| (ordinal >> (8 * at)) as usize & 0xff) {
            out.extend([b':', HEX[byte >> 4], HEX[byte & 15]]);
        }
    },
    read: |text| {
        let digits = text.strip_prefix("02:")?.split(':');
        digits.map(|byte| u128::from_str_radix(byte, 16).ok()).try_fold(0, |all, byte| Some(all << 8 | byte?))
    },
};

/// A type's name in lower case without schema and modifier, and the modifier's parts.
pub(super) fn named(name: &str) -> (String, Vec<String>) {
    let (name, rest) = name.split_once('(').unwrap_or((name, ""));
    let bare = name.rsplit('.').next().unwrap_or(name).trim().trim_matches('"').to_lowercase();
    let inside = rest.split(')').next().unwrap_or_default();
    let parts = inside.split(',').map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty());
    (bare, parts.collect())
}

fn literal(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let LogicalType::Other { name } = request.logical_type else {
        return Err("the column's type has a generator of its own".to_owned());
    };
    let (bare, modifiers) = named(request.text("type")?.unwrap_or(name));
    if let Some((_, spelled)) = COUNTED.iter().find(|(known, _)| *known == bare) {
        return spelled.compile(request);
    }
    if let Some((_, text)) = TEMPLATES.iter().find(|(known, _)| *known == bare) {
        return template(request, text, Cut::Never);
    }
    let size = |at: usize| modifiers.get(at).and_then(|text| text.parse::<usize>().ok());
    match (bare.as_str(), size(0).unwrap_or(3)) {
        ("vector" | "halfvec", count @ 1..=16_000) => {
            template(request, &format!("[{}]", vec!["{decimal:-1000:1000:3}"; count].join(",")), Cut::Never)
        }
        ("sparsevec", count @ 2..) => {
            template(request, &format!("{{{{1:{{int:1:9}},{count}:{{int:1:9}}}}}}/{count}"), Cut::Never)
        }
        // More digits behind the point than there are in all: the first ones are 0.
        ("numeric", _) if size(0) < size(1) => {
            let (digits, scale) = (size(0).unwrap_or(1), size(1).unwrap_or(1));
            template(request, &format!("0.{}{{digits:{digits}}}", "0".repeat(scale - digits)), Cut::Never)
        }
        ("geometry" | "geography", _) => geometry::typed(request, &bare, &modifiers),
        _ => Err(format!("no value of the type {name} is known")),
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition::text(
    "literal",
    "a value of a type that only one server has, such as money, tsvector or point",
    "POINT(-95.927178 41.241733)",
    literal,
)
.accepting(|logical_type| matches!(logical_type, LogicalType::Other { .. }))
.with(&[parameter("type", "the type with its modifier, such as vector(3); default the column's")])];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_without_schema_and_modifier() {
        let parts = |name| named(name);
        assert_eq!(
            parts("public.Geometry(PointZ, 4326)"),
            ("geometry".to_owned(), vec!["pointz".to_owned(), "4326".to_owned()])
        );
        assert_eq!(parts("ext.\"hstore\"").0, "hstore");
    }

    #[test]
    fn counted_values_read_back_as_the_server_prints_them() {
        for (name, spelled) in COUNTED {
            for ordinal in [0, 1, 1023, 1024, 65_535, spelled.count / 3, spelled.count - 1] {
                let mut text = Vec::new();
                (spelled.write)(ordinal, &mut text);
                let text = String::from_utf8(text).expect("ASCII");
                assert!(text.len() <= spelled.chars_max, "{name}: {text}");
                assert_eq!((spelled.read)(&text), Some(ordinal), "{name}: {text}");
            }
        }
        assert_eq!((MONEY.read)("$1,234.56"), Some(123_456));
    }
}
