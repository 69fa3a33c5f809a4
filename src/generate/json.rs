//! JSON documents by kind, always valid.
//!
//! Must not know: tables. Start reading at [`KINDS`].

use std::sync::Arc;

use super::compose::{Cut, Escape, compose, parse};
use super::definition::parameter;
use super::program::{Piece, Program};
use super::{Definition, Generator, Request};
use crate::data::LogicalType;

/// A kind and its templates; placeholders stand between angle brackets.
type Kind = (&'static str, &'static [&'static str]);

static KINDS: &[Kind] = &[
    (
        "address",
        &[
            r#"{"street": "<int:1:199> <streets>", "city": "<city>", "state": "<state_code>", "country": "<country_code>"}"#,
        ],
    ),
    (
        "event",
        &[
            r#"{"type": "<event_names>", "at": "<iso>", "actor_id": <int:1:100000>, "ok": <pick:true|true|false>}"#,
            r#"{"type": "<event_names>", "at": "<iso>", "source": "<pick:web|app|api>"}"#,
        ],
    ),
    ("list", &[r#"["<words>", "<words>"]"#, r#"["<words>", "<words>", "<words>"]"#, r#"["<words>"]"#]),
    (
        "location",
        &[
            r#"{"latitude": <decimal:-6000000:6000000:5>, "longitude": <decimal:-17000000:17000000:5>, "accuracy_m": <int:3:60>}"#,
        ],
    ),
    (
        "metadata",
        &[
            r#"{"source": "<pick:web|api|import|mobile>", "version": <int:1:9>, "tags": ["<tags>", "<tags>"]}"#,
            r#"{"source": "<pick:web|api|import|mobile>", "reviewed": <pick:true|false>, "created": "<date>"}"#,
            r#"{"trace": "<hex:16>", "retries": <int:0:3>}"#,
        ],
    ),
    (
        "object",
        &[
            r#"{"name": "<nouns>", "value": <int:1:1000>, "enabled": <pick:true|false>}"#,
            r#"{"name": "<nouns>", "value": <int:1:1000>, "note": "<adjectives> <nouns>"}"#,
        ],
    ),
    (
        "payment",
        &[
            r#"{"method": "<payment_methods>", "amount": <decimal:100:50000:2>, "currency": "<currency_codes>", "reference": "<base36:10>"}"#,
            r#"{"method": "credit_card", "last4": "<digits:4>", "amount": <decimal:100:50000:2>, "currency": "<currency_codes>"}"#,
        ],
    ),
    (
        "permissions",
        &[
            r#"["<permissions>"]"#,
            r#"["<permissions>", "<permissions>"]"#,
            r#"["api:access", "<permissions>"]"#,
        ],
    ),
    (
        "preferences",
        &[
            r#"{"theme": "<pick:light|dark|system>", "language": "<language_codes>", "newsletter": <pick:true|false>}"#,
            r#"{"theme": "<pick:light|dark|system>", "language": "<language_codes>", "page_size": <pick:10|25|50|100>}"#,
        ],
    ),
    (
        "product",
        &[
            r#"{"color": "<colors>", "material": "<materials>", "weight_g": <int:20:5000>, "in_stock": <pick:true|true|false>}"#,
            r#"{"color": "<colors>", "size": "<pick:XS|S|M|L|XL>", "weight_g": <int:20:5000>}"#,
        ],
    ),
    (
        "profile",
        &[
            r#"{"name": "<first_name> <last_name>", "job": "<job_position>", "city": "<city>", "interests": ["<tags>", "<tags>"]}"#,
        ],
    ),
    (
        "session",
        &[
            r#"{"token": "<hex:24>", "browser": "<browsers>", "started": "<iso>", "remember": <pick:true|false>}"#,
        ],
    ),
    (
        "settings",
        &[
            r#"{"theme": "<pick:light|dark|system>", "notifications": {"email": <pick:true|false>, "push": <pick:true|false>}, "page_size": <pick:10|25|50|100>}"#,
            r#"{"theme": "<pick:light|dark|system>", "language": "<language_codes>", "beta": <pick:true|false>}"#,
        ],
    ),
    ("tags", &[r#"["<tags>"]"#, r#"["<tags>", "<tags>"]"#, r#"["<tags>", "<tags>", "<tags>"]"#]),
];

/// A kind by its name; others that schemas use mean one of these.
fn kind(name: &str) -> Option<&'static Kind> {
    let name = match name {
        "config" | "options" | "configuration" => "settings",
        "attributes" | "specs" | "features" | "variant" => "product",
        "labels" | "keywords" | "categories" => "tags",
        "roles" | "scopes" => "permissions",
        "coordinates" | "geo" => "location",
        "payload" | "log" | "audit" => "event",
        "user" | "person" | "contact" => "profile",
        "array" | "items" => "list",
        "extra" | "data" | "properties" | "context" | "details" | "meta" => "metadata",
        other => other,
    };
    KINDS.iter().find(|(known, _)| *known == name)
}

/// The templates of a kind that fit, else the shortest document.
fn documents(
    request: &Request<'_>,
    templates: &[&str],
    shortest: &str,
) -> Result<Arc<dyn Generator>, String> {
    let max = match request.logical_type {
        LogicalType::Text { .. } => request.chars_max(),
        _ => usize::MAX,
    };
    let mut fitting = Vec::new();
    for template in templates {
        let program = parse(request, template, ['<', '>'], Escape::Json)?;
        if program.bytes_max() <= max {
            fitting.push(program);
        }
    }
    let piece = match fitting.is_empty() {
        true => Piece::Literal(shortest.as_bytes().to_vec()),
        false => Piece::Choice(fitting),
    };
    compose(request, Program { pieces: vec![piece] }, Cut::Never)
}

fn json(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let name = request.text("kind")?.unwrap_or("object");
    let (_, templates) = kind(name).ok_or_else(|| {
        let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
        format!("kind {name} is not one of {}", known.join(", "))
    })?;
    documents(request, templates, if templates[0].starts_with('[') { "[]" } else { "{}" })
}

fn json_array(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    let name = request.text("kind")?.unwrap_or("list");
    let (_, templates) = kind(name).ok_or_else(|| format!("kind {name} is not known"))?;
    if templates[0].starts_with('[') {
        return documents(request, templates, "[]");
    }
    let arrays: Vec<String> = templates.iter().map(|document| format!("[{document}]")).collect();
    documents(request, &arrays.iter().map(String::as_str).collect::<Vec<_>>(), "[]")
}

fn json_like(logical_type: &LogicalType) -> bool {
    matches!(logical_type, LogicalType::Json | LogicalType::Text { .. })
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("json", "a small JSON document of a kind", "{\"name\": \"meadow\", \"value\": 45, \"note\": \"fresh wagon\"}", json).accepting(json_like).with(&[
        parameter(
            "kind",
            "address, event, list, location, metadata, object (default), payment, permissions, preferences, product, profile, session, settings or tags",
        ),
    ]),
    Definition::text("json_array", "a small JSON array", "[\"guy\"]", json_array)
        .accepting(json_like)
        .with(&[parameter("kind", "what the elements are; the kinds of json, list by default")]),
];
