//! The internet's names and numbers, all within ranges that are reserved for documentation or private use.
//!
//! Must not know: tables. Start reading at [`DEFINITIONS`].

use std::sync::Arc;

use super::code::{Code, Slot, Spelled};
use super::compose::{Cut, template};
use super::definition::{parameter, text_or_number};
use super::digits::push_number;
use super::pooled::{listed, ranked};
use super::program::HEX;
use super::{Definition, Generator, Parameter, Request};
use crate::data::{LogicalType, Value};

/// Addresses of 10.0.0.0/8, which is private (RFC 1918).
pub(super) const IPV4: Spelled = Spelled {
    count: 1 << 24,
    chars_max: 14,
    write: |ordinal, out| push_dotted(0x0a00_0000 | ordinal as u32, out),
    read: |text| read_dotted(text).map(|address| u128::from(address & 0x00ff_ffff)),
};

/// Networks of 256 addresses each within 10.0.0.0/8.
const CIDR: Spelled = Spelled {
    count: 1 << 16,
    chars_max: 16,
    write: |ordinal, out| {
        push_dotted(0x0a00_0000 | (ordinal as u32) << 8, out);
        out.extend_from_slice(b"/24");
    },
    read: |text| {
        let address = read_dotted(text.strip_suffix("/24")?)?;
        (address & 0xff == 0).then_some(u128::from((address & 0x00ff_ff00) >> 8))
    },
};

/// Addresses of 2001:db8::/32, which is for documentation (RFC 3849); every group is written out.
pub(super) const IPV6: Spelled = Spelled {
    count: 1 << 96,
    chars_max: 39,
    write: |ordinal, out| {
        out.extend_from_slice(b"2001:db8");
        for group in (0..6).rev() {
            // The first digit of a group is not 0, so that servers print it as it was written.
            let digits = (ordinal >> (16 * group)) as u16;
            out.push(b':');
            push_hex_group(digits, out);
        }
    },
    read: |text| {
        let groups = text.strip_prefix("2001:db8:")?.split(':');
        let mut ordinal = 0;
        for group in groups {
            ordinal = ordinal << 16 | u128::from(u16::from_str_radix(group, 16).ok()?);
        }
        Some(ordinal)
    },
};

/// Locally administered hardware addresses.
const MAC: Spelled = Spelled {
    count: 1 << 40,
    chars_max: 17,
    write: |ordinal, out| {
        out.extend_from_slice(b"02");
        for byte in (0..5).rev().map(|at| (ordinal >> (8 * at)) as usize & 0xff) {
            out.extend([b':', HEX[byte >> 4], HEX[byte & 15]]);
        }
    },
    read: |text| {
        let digits = text.strip_prefix("02:")?.split(':');
        digits.map(|byte| u128::from_str_radix(byte, 16).ok()).try_fold(0, |all, byte| Some(all << 8 | byte?))
    },
};

fn push_dotted(address: u32, out: &mut Vec<u8>) {
    for (at, byte) in address.to_be_bytes().into_iter().enumerate() {
        if at > 0 {
            out.push(b'.');
        }
        push_number(out, u128::from(byte));
    }
}

fn read_dotted(text: &str) -> Option<u32> {
    let address: core::net::Ipv4Addr = text.parse().ok()?;
    (address.octets()[0] == 10).then(|| u32::from(address))
}

/// A group without leading zeros, as RFC 5952 has it.
fn push_hex_group(group: u16, out: &mut Vec<u8>) {
    let digits = group.checked_ilog(16).unwrap_or(0);
    out.extend((0..=digits).rev().map(|digit| HEX[usize::from(group >> (4 * digit)) & 15]));
}

fn address_like(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Text { .. } | LogicalType::Inet)
}

/// Slots of the `length` and `alphabet` arguments.
fn token(request: &Request<'_>, default: usize, alphabet: &str) -> Result<Arc<dyn Generator>, String> {
    let limit = match request.logical_type {
        LogicalType::Bytes { max: Some(max) } => *max as usize,
        _ => request.chars_max(),
    };
    let length = request.count("length", default.min(limit), 1..=4096)?;
    if length > limit {
        return Err(format!("length {length} is more than the column's {limit}"));
    }
    let slot = match request.text("alphabet")?.unwrap_or(alphabet) {
        "base62" => Slot::BASE62,
        "base36" => Slot::BASE36,
        "base64" => Slot::BASE64,
        "hex" => Slot::HEX,
        "digits" => Slot::DIGIT,
        other => return Err(format!("alphabet {other} is not base62, base36, base64, hex or digits")),
    };
    Ok(Arc::new(Code::new(vec![slot; length])))
}

fn text_or_bytes(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Text { .. } | LogicalType::Bytes { .. })
}

/// One of a few numbers, which may be text.
fn one_of(request: &Request<'_>, numbers: &[i128], weights: &[f64]) -> Result<Arc<dyn Generator>, String> {
    let text = request.logical_type.is_text();
    let value = |&number: &i128| if text { Value::Text(number.to_string()) } else { Value::Int(number) };
    let mut params = super::Params::new();
    params.insert("values".to_owned(), Value::List(numbers.iter().map(value).collect()));
    params.insert("weights".to_owned(), Value::List(weights.iter().map(|&w| Value::Float(w)).collect()));
    let request = Request { params: &params, ..*request };
    super::find("values")
        .map_or_else(|| Err("values is missing".to_owned()), |values| (values.compile)(&request))
}

static LENGTH: &[Parameter] = &[parameter("length", "characters")];

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("cidr", "a private network, such as 10.1.2.0/24", "10.95.80.0/24", |request| {
        CIDR.compile(request)
    })
    .accepting(|logical_type| {
        matches!(logical_type, LogicalType::Text { .. } | LogicalType::Inet | LogicalType::Cidr)
    }),
    Definition::text(
        "domain",
        "a domain name below the reserved example.com",
        "warm-hammer.example.com",
        |request| {
            template(request, "{adjectives}-{nouns}{tail:0}.example.com", Cut::Never)
                .or_else(|_| template(request, "{nouns}{tail:0}.example", Cut::Free))
        },
    ),
    Definition::text(
        "hex",
        "hexadecimal digits, 32 by default",
        "81d7f189685ec4a66d481922ece31037",
        |request| token(request, 32, "hex"),
    )
    .accepting(text_or_bytes)
    .with(LENGTH),
    Definition::text("hostname", "the name of a machine", "cache-82.example.net", |request| {
        template(request, "{machines}-{tail:2}.example.net", Cut::Never)
            .or_else(|_| template(request, "{machines}-{tail:2}", Cut::Free))
    }),
    Definition::text("http_method", "a method of HTTP", "POST", |request| {
        ranked(request, "http_methods", 1.0)
    }),
    Definition::text("http_status", "a status code of HTTP, 200 most often", "200", |request| {
        const CODES: [i128; 14] = [200, 201, 204, 301, 302, 304, 400, 401, 403, 404, 422, 429, 500, 503];
        const SHARES: [f64; 14] = [60.0, 8.0, 5.0, 2.0, 3.0, 5.0, 3.0, 2.0, 2.0, 5.0, 1.0, 1.0, 2.0, 1.0];
        one_of(request, &CODES, &SHARES)
    })
    .accepting(text_or_number),
    Definition::text("ip_address", "a private address, version 4", "10.217.240.53", |request| {
        IPV4.compile(request)
    })
    .accepting(address_like),
    Definition::text("ipv4", "a private address, version 4", "10.211.249.207", |request| {
        IPV4.compile(request)
    })
    .accepting(address_like),
    Definition::text(
        "ipv6",
        "an address of the range for documentation",
        "2001:db8:1f47:6705:753a:e370:926b:e283",
        |request| IPV6.compile(request),
    )
    .accepting(address_like),
    Definition::text(
        "mac_address",
        "a locally administered hardware address",
        "02:3c:1d:b8:94:16",
        |request| MAC.compile(request),
    )
    .accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::MacAddr)),
    Definition::text("mime_type", "a media type", "application/pdf", |request| listed(request, "mime_types")),
    Definition::text("password", "letters and digits, 16 by default", "EjjT3BIYtDBBXJ9v", |request| {
        token(request, 16, "base62")
    })
    .with(LENGTH),
    Definition::text("port", "a port of a common service", "8443", |request| {
        const PORTS: [i128; 16] =
            [80, 443, 22, 5432, 3306, 6379, 8080, 8443, 9200, 27017, 5672, 9092, 25, 53, 3000, 8000];
        match request.logical_type.int_range() {
            Some((_, high)) if high < 32_000 => {
                one_of(request, &[80, 443, 22, 25, 53].map(|port| port % (high + 1)), &[1.0; 5])
            }
            _ => one_of(request, &PORTS, &[1.0; 16]),
        }
    })
    .accepting(text_or_number),
    Definition::text("slug", "words in lower case, joined by hyphens", "hidden-beacon-30", |request| {
        template(request, "{adjectives}-{nouns}-{tail:2}", Cut::Free)
    }),
    Definition::text(
        "token",
        "random characters, 32 by default",
        "AVXg6tteJXP6A4YsXBxs566Uqge9agbi",
        |request| token(request, 32, "base62"),
    )
    .accepting(text_or_bytes)
    .with(&[
        parameter("length", "characters; default 32, or what the column holds"),
        parameter("alphabet", "base62 (default), base36, base64, hex or digits"),
    ]),
    Definition::text(
        "url",
        "an address below the reserved example.com",
        "https://example.com/lucky-saddle-99",
        |request| template(request, "https://example.com/{adjectives}-{nouns}-{tail:2}", Cut::After(20)),
    ),
    Definition::text(
        "user_agent",
        "what a browser calls itself",
        "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1",
        |request| listed(request, "user_agents"),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_survive_the_round_trip() {
        for spelled in [IPV4, CIDR, IPV6, MAC] {
            for ordinal in [0, 1, 255, 256, spelled.count / 3, spelled.count - 1] {
                let mut text = Vec::new();
                (spelled.write)(ordinal, &mut text);
                let text = String::from_utf8(text).expect("digits");
                assert!(text.len() <= spelled.chars_max, "{text}");
                assert_eq!((spelled.read)(&text), Some(ordinal), "{text}");
            }
        }
    }
}
