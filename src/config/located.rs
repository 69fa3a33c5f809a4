//! YAML text as a tree that knows where each part stands. Types are those of YAML 1.2: `no` and `1_000` are
//! text, `010` is ten. Limits keep a hostile file from using up memory or the stack.
//!
//! Must not know the configuration's keys. Start reading at [`parse`].

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};
use serde_path_to_error::{Path, Segment};
use serde_yaml::{Spanned, options};

/// Largest file, bytes.
pub const FILE_BYTES_MAX: usize = 1 << 20;

/// Line and column, from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: u64,
    pub(super) column: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) place: Place,
    /// Byte range in the text, where it is known.
    span: Option<(usize, usize)>,
    pub(super) content: Content,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Content {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Place, Node)>),
}

/// Reads YAML.
///
/// # Errors
/// The place, where there is one, and what is wrong.
pub(super) fn parse(text: &str) -> Result<Node, (Place, String)> {
    if text.len() > FILE_BYTES_MAX {
        return Err((Place::default(), format!("the file is larger than {} KiB", FILE_BYTES_MAX / 1024)));
    }
    let options = serde_yaml::options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        duplicate_keys: options::DuplicateKeyPolicy::Error,
        non_finite_float_policy: options::NonFiniteFloatPolicy::Reject,
        with_snippet: false,
        budget: serde_yaml::budget! {
            max_depth: 32,
            max_nodes: 100_000,
            max_aliases: 1_000,
            max_anchors: 1_000,
            max_recorded_anchor_events: 100_000,
            max_documents: 1,
        },
        alias_limits: serde_yaml::alias_limits! {
            max_total_replayed_events: 100_000,
            max_replay_stack_depth: 16,
        },
    };
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Node { place: Place::default(), span: None, content: Content::Map(Vec::new()) });
    }
    let mut node: Node =
        serde_yaml::from_str_with_options(text, options).map_err(|error| complaint(&error))?;
    node.as_written(text);
    Ok(node)
}

/// Place and words of a parser's error; the place that it repeats in its words is left out.
fn complaint(error: &serde_yaml::Error) -> (Place, String) {
    let error = error.without_snippet();
    let place = error.location().map(|at| Place { line: at.line(), column: at.column() });
    let text = error.to_string();
    let words = text.lines().next().unwrap_or_default();
    let words = words.split(" at line ").next().unwrap_or(words);
    let words = match words.contains("null into string") {
        true => "a key is nothing (`null`); the share of NULL is `null_share`",
        false => words,
    };
    (place.unwrap_or_default(), words.to_owned())
}

impl Node {
    /// Numbers with `_` are text in YAML 1.2, those with a leading zero are decimal.
    fn as_written(&mut self, text: &str) {
        let written = self.span.and_then(|(from, to)| text.get(from..to));
        match &mut self.content {
            Content::Number(number) => {
                let written = written.map(str::trim).unwrap_or_default();
                let digits = written.trim_start_matches(['+', '-']);
                if written.contains('_') {
                    self.content = Content::Text(written.to_owned());
                } else if digits.starts_with('0') && digits.chars().all(|c| c.is_ascii_digit()) {
                    // A leading zero makes no octal number, and no float either.
                    let whole = written.parse::<u64>().map(Number::from);
                    *number =
                        whole.or_else(|_| written.parse::<i64>().map(Number::from)).unwrap_or(number.clone());
                }
            }
            Content::List(items) => items.iter_mut().for_each(|item| item.as_written(text)),
            Content::Map(entries) => entries.iter_mut().for_each(|(_, _, value)| value.as_written(text)),
            _ => {}
        }
    }

    /// A value that stands nowhere in the text as it is.
    pub(super) fn plain(place: Place, content: Content) -> Self {
        Self { place, span: None, content }
    }

    /// Whether the scalar stands in the text without quotes.
    pub(super) fn is_plain(&self, text: &str) -> bool {
        let first = self.span.and_then(|(from, _)| text.get(from..)).and_then(|rest| rest.chars().next());
        first.is_some_and(|c| !matches!(c, '"' | '\'' | '|' | '>'))
    }

    /// The tree without its places.
    pub(super) fn json(&self) -> Json {
        match &self.content {
            Content::Null => Json::Null,
            Content::Bool(truth) => Json::Bool(*truth),
            Content::Number(number) => Json::Number(number.clone()),
            Content::Text(text) => Json::String(text.clone()),
            Content::List(items) => items.iter().map(Self::json).collect(),
            Content::Map(entries) => {
                let entries = entries.iter().map(|(key, _, value)| (key.clone(), value.json()));
                Json::Object(entries.collect::<Map<_, _>>())
            }
        }
    }

    /// Takes the part at a path away, so that the rest can be looked at; returns where it, or its key, stood.
    pub(super) fn remove(&mut self, path: &Path, of_key: bool) -> Option<Place> {
        let segments: Vec<&Segment> = path.iter().collect();
        self.remove_at(&segments, of_key)
    }

    fn remove_at(&mut self, path: &[&Segment], of_key: bool) -> Option<Place> {
        let (first, rest) = path.split_first()?;
        match (&mut self.content, first) {
            (Content::List(items), Segment::Seq { index }) => {
                let at = *index;
                let inner = items.get_mut(at)?.remove_at(rest, of_key);
                inner.or_else(|| (at < items.len()).then(|| items.remove(at).place))
            }
            (Content::Map(entries), Segment::Map { key } | Segment::Enum { variant: key }) => {
                let at = entries.iter().position(|(known, _, _)| known == key)?;
                let inner = entries[at].2.remove_at(rest, of_key);
                inner.or_else(|| {
                    let (_, key, value) = entries.remove(at);
                    Some(if of_key || value.place == Place::default() { key } else { value.place })
                })
            }
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<Content>::deserialize(deserializer)?;
        let place = Place { line: spanned.defined.line(), column: spanned.defined.column() };
        let span = spanned.defined.span();
        let range = span.byte_offset().zip(span.byte_len());
        let range = range.map(|(from, len)| (from as usize, from as usize + len as usize));
        Ok(Self { place, span: range, content: spanned.value })
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Content, E> {
        Ok(Content::Null)
    }

    fn visit_none<E>(self) -> Result<Content, E> {
        Ok(Content::Null)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Content, E> {
        Ok(Content::Bool(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Content, E> {
        Ok(Content::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Content, E> {
        Ok(Content::Number(number.into()))
    }

    fn visit_i128<E>(self, number: i128) -> Result<Content, E> {
        Ok(Content::Text(number.to_string()))
    }

    fn visit_u128<E>(self, number: u128) -> Result<Content, E> {
        Ok(Content::Text(number.to_string()))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Content, E> {
        Number::from_f64(number).map(Content::Number).ok_or_else(|| E::custom("the number is not finite"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Content, E> {
        Ok(Content::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Content, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Content::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Content, A::Error> {
        let mut entries: Vec<(String, Place, Node)> = Vec::new();
        while let Some(key) = map.next_key::<Spanned<String>>()? {
            let place = Place { line: key.referenced.line(), column: key.referenced.column() };
            if entries.iter().any(|(known, _, _)| *known == key.value) {
                return Err(A::Error::custom(format!("the key `{}` is there twice", key.value)));
            }
            entries.push((key.value, place, map.next_value()?));
        }
        Ok(Content::Map(entries))
    }
}
