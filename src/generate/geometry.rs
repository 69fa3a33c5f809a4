//! Shapes near the row's place, as well-known text.
//!
//! Must not know: which server reads it. Start reading at [`Shape`].

use std::sync::Arc;

use super::definition::parameter;
use super::place::Spot;
use super::{Batch, Definition, Family, Generator, Request};
use crate::data::{Column, LogicalType, write_decimal};

/// What is drawn around the place. Rings are closed and go round counterclockwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Point,
    LineString,
    Polygon,
    MultiPoint,
    MultiLineString,
    MultiPolygon,
    Collection,
}

impl Kind {
    fn named(name: &str) -> Option<Self> {
        Some(match name {
            "point" | "geometry" => Self::Point,
            "linestring" => Self::LineString,
            "polygon" => Self::Polygon,
            "multipoint" => Self::MultiPoint,
            "multilinestring" => Self::MultiLineString,
            "multipolygon" => Self::MultiPolygon,
            "geometrycollection" | "geomcollection" => Self::Collection,
            _ => return None,
        })
    }

    /// The keyword, and what stands behind it: digits are corners.
    fn pattern(self) -> (&'static str, &'static str) {
        match self {
            Self::Point => ("POINT", "(0)"),
            Self::LineString => ("LINESTRING", "(0,1,2)"),
            Self::Polygon => ("POLYGON", "((0,1,2,3,0))"),
            // With parentheses around each point it would be no text of MariaDB.
            Self::MultiPoint => ("MULTIPOINT", "(0,2)"),
            Self::MultiLineString => ("MULTILINESTRING", "((0,1),(2,3))"),
            Self::MultiPolygon => ("MULTIPOLYGON", "(((0,1,2,3,0)),((4,5,6,7,4)))"),
            Self::Collection => ("GEOMETRYCOLLECTION", "(POINT#(0),LINESTRING#(1,2))"),
        }
    }
}

/// One kind of shape.
#[derive(Debug)]
struct Shape {
    spot: Spot,
    /// `SRID=4326;`, or nothing.
    prefix: String,
    kind: Kind,
    /// `Z`, `M`, `ZM` or nothing: coordinates beyond the first two.
    beyond: &'static str,
}

/// A corner's offset from the place in units of a hundredth of a degree: two squares side by side.
const CORNERS: [[i64; 2]; 8] = [[0, 0], [1, 0], [1, 1], [0, 1], [2, 0], [3, 0], [3, 1], [2, 1]];

impl Shape {
    fn write(&self, word: u64, out: &mut Vec<u8>) {
        let (keyword, pattern) = self.kind.pattern();
        let space = if self.beyond.is_empty() { "" } else { " " };
        out.extend_from_slice(self.prefix.as_bytes());
        for part in [keyword, space, self.beyond] {
            out.extend_from_slice(part.as_bytes());
        }
        for byte in pattern.bytes() {
            match byte {
                b'0'..=b'7' => self.corner(word, usize::from(byte - b'0'), out),
                b'#' => [space, self.beyond].iter().for_each(|part| out.extend_from_slice(part.as_bytes())),
                _ => out.push(byte),
            }
        }
    }

    fn corner(&self, word: u64, corner: usize, out: &mut Vec<u8>) {
        // Each place has squares of a size of its own, up to about a kilometre.
        let size = 1_000 + (word >> 8) as i64 % 9_000;
        for (at, (centre, offset)) in
            [1, 0].map(|axis| self.spot.micros(word, axis)).into_iter().zip(CORNERS[corner]).enumerate()
        {
            if at > 0 {
                out.push(b' ');
            }
            write_decimal(out, i128::from(centre + offset * size), 6);
        }
        for _ in self.beyond.bytes() {
            out.push(b' ');
            write_decimal(out, i128::from(word >> 16 & 1023), 1);
        }
    }
}

impl Generator for Shape {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for &word in batch.words {
            self.write(word, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn bytes_max(&self) -> usize {
        let (keyword, pattern) = self.kind.pattern();
        self.prefix.len() + keyword.len() + 48 * pattern.len()
    }
}

fn shape(request: &Request<'_>, name: &str, prefix: String) -> Result<Arc<dyn Generator>, String> {
    let cut = |text: &'static str| name.strip_suffix(text).filter(|name| Kind::named(name).is_some());
    let (bare, beyond) = ["zm", "z", "m"]
        .into_iter()
        .zip(["ZM", "Z", "M"])
        .find_map(|(suffix, beyond)| cut(suffix).map(|bare| (bare.trim(), beyond)))
        .unwrap_or((name, ""));
    let kind = Kind::named(bare).ok_or_else(|| format!("no shape of the kind {name} is known"))?;
    let shape = Shape { spot: Spot::new(request.dict), prefix, kind, beyond };
    if shape.bytes_max() > request.chars_max() {
        return Err(format!(
            "needs {} characters; the column holds {}",
            shape.bytes_max(),
            request.chars_max()
        ));
    }
    Ok(Arc::new(shape))
}

/// A shape for a type whose modifier names its kind and its reference system: `geometry(Point,4326)`.
pub(super) fn typed(
    request: &Request<'_>,
    name: &str,
    modifiers: &[String],
) -> Result<Arc<dyn Generator>, String> {
    let kind = modifiers.first().map_or("point", String::as_str);
    let system = match modifiers.get(1).map(String::as_str) {
        Some("0") => None,
        None => (name == "geography").then_some("4326"),
        known => known,
    };
    shape(request, kind, system.map(|system| format!("SRID={system};")).unwrap_or_default())
}

fn wkt(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    shape(request, &request.text("kind")?.unwrap_or("point").to_lowercase(), String::new())
}

pub(super) static DEFINITIONS: &[Definition] = &[Definition::text(
    "wkt",
    "a shape near the row's place as well-known text",
    "POINT(-90.010346 35.188622)",
    wkt,
)
.accepting(|logical_type| matches!(logical_type, LogicalType::Text { .. } | LogicalType::Other { .. }))
.of(Family::Place)
.with(&[parameter(
    "kind",
    "point (default), linestring, polygon, multipoint, multilinestring, multipolygon or geometrycollection",
)])];
