//! The values that CHECKs leave to one column, and the generator arguments that say the same.

use std::cmp::Ordering;

use super::check::literal;
use super::piece::{self, Piece};
use super::shape::{anywhere, glob_to_regex, like_to_regex, looked_ahead};
use crate::data::{LogicalType, MICROS_PER_DAY, MICROS_PER_SECOND, Value, parse_timestamp};
use crate::generate::Params;
use crate::schema::expr::{Atom, Comparison, MatchKind};

/// Most values that are named.
const VALUES_SHOWN: usize = 12;

/// A set of values, by bounds. Everything is allowed by default.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Domain {
    /// Smallest value, and whether it is excluded itself.
    pub(super) low: Option<(Value, bool)>,
    /// Largest value, and whether it is excluded itself.
    pub(super) high: Option<(Value, bool)>,
    /// The only values.
    pub(super) one_of: Option<Vec<Value>>,
    /// Not these.
    pub(super) excluded: Vec<Value>,
    /// Regular expressions to match, all of them.
    pub(super) patterns: Vec<String>,
    /// Characters that each character is one of, as a regular expression's class.
    pub(super) class: Option<String>,
    /// Fewest and most characters.
    pub(super) length: (u32, Option<u32>),
    /// What parts of each text may be.
    pub(super) pieces: Vec<Piece>,
    /// Whether values are JSON documents.
    pub(super) json: bool,
    /// Whether values are all upper (true) or all lower case.
    pub(super) upper: Option<bool>,
    contradiction: bool,
}

impl Domain {
    /// One of some values.
    pub(super) fn listing(values: Vec<Value>) -> Self {
        Self { one_of: Some(values), ..Self::default() }
    }

    /// Whether nothing is left.
    pub(super) fn is_empty(&self) -> bool {
        let crossed = |((low, a), (high, b)): (&(Value, bool), &(Value, bool))| match order(low, high) {
            Some(Ordering::Greater) => true,
            Some(Ordering::Equal) => *a || *b,
            _ => false,
        };
        let bounds = self.low.as_ref().zip(self.high.as_ref()).is_some_and(crossed);
        let length = self.length.1.is_some_and(|max| max < self.length.0);
        let values =
            self.one_of.as_ref().is_some_and(|values| !values.iter().any(|value| self.admits(value)));
        self.contradiction || bounds || length || values
    }

    /// Whether a constant is within the bounds.
    pub(super) fn admits(&self, value: &Value) -> bool {
        let above = self.low.as_ref().is_none_or(|(low, strict)| match order(value, low) {
            Some(Ordering::Less) => false,
            Some(Ordering::Equal) => !strict,
            _ => true,
        });
        let below = self.high.as_ref().is_none_or(|(high, strict)| match order(value, high) {
            Some(Ordering::Greater) => false,
            Some(Ordering::Equal) => !strict,
            _ => true,
        });
        above && below && !self.excluded.iter().any(|excluded| same(excluded, value))
    }

    /// Whether a cell is within the domain, as far as bounds, lists and lengths tell. NULL is.
    pub(super) fn holds(&self, value: &Value) -> bool {
        let listed = self.one_of.as_ref().is_none_or(|values| values.iter().any(|known| same(known, value)));
        let sized = value.as_text().is_none_or(|text| {
            let length = text.chars().count() as u64;
            length >= self.length.0.into() && self.length.1.is_none_or(|max| length <= max.into())
        });
        value.is_null() || (listed && sized && self.admits(value))
    }

    /// Whether whole numbers can be counted up within it: bounds at most, and far apart.
    pub(super) fn is_long(&self) -> bool {
        let bound = |bound: &Option<(Value, bool)>| bound.as_ref().and_then(|(value, _)| value.as_f64());
        let (low, high) = (bound(&self.low).unwrap_or(1.0), bound(&self.high).unwrap_or(f64::MAX));
        let plain = self.one_of.is_none() && self.excluded.is_empty() && self.patterns.is_empty();
        plain && self.class.is_none() && high - low.max(1.0) >= 1e6
    }

    /// Whether only lengths are asked for.
    pub(super) fn is_sized(&self) -> bool {
        let sized = Self { length: self.length, ..Self::default() };
        *self == sized
    }

    /// Leaves only what an atom about this column admits.
    pub(super) fn restrict(&mut self, atom: &Atom) {
        match atom {
            Atom::Compare { op, value, .. } => self.compare(*op, value),
            Atom::OneOf { values, negated: false, .. } => self.keep(values),
            Atom::OneOf { values, negated: true, .. } => self.excluded.extend(values.iter().cloned()),
            Atom::Match { pattern, kind, escape, negated, .. } => {
                self.matching(pattern, *kind, *escape, *negated)
            }
            Atom::Length { op, value, .. } => self.sized(*op, *value),
            Atom::Truth { negated, .. } => self.keep(&[Value::Bool(!negated)]),
            Atom::Case { upper, .. } => self.upper = Some(*upper),
            Atom::JsonValid { .. } => self.json = true,
            Atom::Constant(false) => self.contradiction = true,
            Atom::Null { .. }
            | Atom::Order { .. }
            | Atom::Typeof { .. }
            | Atom::Constant(true)
            | Atom::Opaque(_) => {}
        }
    }

    /// Leaves only what another domain admits as well.
    pub(super) fn intersect(&mut self, other: &Self) {
        if let Some((low, strict)) = &other.low {
            self.compare(if *strict { Comparison::Gt } else { Comparison::Ge }, low);
        }
        if let Some((high, strict)) = &other.high {
            self.compare(if *strict { Comparison::Lt } else { Comparison::Le }, high);
        }
        if let Some(values) = &other.one_of {
            self.keep(values);
        }
        add_new(&mut self.excluded, &other.excluded);
        add_new(&mut self.patterns, &other.patterns);
        add_new(&mut self.pieces, &other.pieces);
        self.class = other.class.clone().or(self.class.take());
        self.length.0 = self.length.0.max(other.length.0);
        self.length.1 = [self.length.1, other.length.1].into_iter().flatten().min();
        self.json |= other.json;
        self.upper = other.upper.or(self.upper);
        self.contradiction |= other.contradiction;
    }

    fn compare(&mut self, op: Comparison, value: &Value) {
        let tighter = |known: &Option<(Value, bool)>, wanted: Ordering| {
            known.as_ref().is_none_or(|(known, _)| order(value, known).is_none_or(|order| order == wanted))
        };
        match op {
            Comparison::Eq => self.keep(std::slice::from_ref(value)),
            Comparison::Ne => self.excluded.push(value.clone()),
            Comparison::Gt if equal(&self.low, value) || tighter(&self.low, Ordering::Greater) => {
                self.low = Some((value.clone(), true));
            }
            Comparison::Ge if tighter(&self.low, Ordering::Greater) => {
                self.low = Some((value.clone(), false))
            }
            Comparison::Lt if equal(&self.high, value) || tighter(&self.high, Ordering::Less) => {
                self.high = Some((value.clone(), true));
            }
            Comparison::Le if tighter(&self.high, Ordering::Less) => self.high = Some((value.clone(), false)),
            _ => {}
        }
    }

    fn keep(&mut self, values: &[Value]) {
        match &mut self.one_of {
            Some(known) => known.retain(|value| values.iter().any(|wanted| same(value, wanted))),
            None => self.one_of = Some(values.to_vec()),
        }
    }

    fn sized(&mut self, op: Comparison, value: i64) {
        let at_least = |min: i64| u32::try_from(min.max(0)).unwrap_or(u32::MAX);
        let mut most = |max: i64| match u32::try_from(max) {
            Ok(max) => self.length.1 = Some(self.length.1.map_or(max, |known| known.min(max))),
            Err(_) => self.contradiction = max < 0,
        };
        match op {
            Comparison::Le => most(value),
            Comparison::Lt => most(value - 1),
            Comparison::Eq => {
                most(value);
                self.length.0 = self.length.0.max(at_least(value));
            }
            Comparison::Ge => self.length.0 = self.length.0.max(at_least(value)),
            Comparison::Gt => self.length.0 = self.length.0.max(at_least(value + 1)),
            Comparison::Ne if value == 0 => self.length.0 = self.length.0.max(1),
            Comparison::Ne => {}
        }
    }

    fn matching(&mut self, pattern: &str, kind: MatchKind, escape: Option<char>, negated: bool) {
        if negated {
            // NOT GLOB '*[^0-9]*': every character is one of the class.
            let class = pattern.strip_prefix("*[^").and_then(|rest| rest.strip_suffix("]*"));
            if let (MatchKind::Glob, Some(class)) = (kind, class) {
                self.class = Some(format!("[{class}]"));
            }
            return;
        }
        match kind {
            MatchKind::Like | MatchKind::ILike => self.patterns.push(like_to_regex(pattern, escape)),
            MatchKind::Glob => self.patterns.push(glob_to_regex(pattern)),
            MatchKind::Regexp | MatchKind::IRegexp => {
                let consumed = looked_ahead(pattern);
                let pattern = consumed.as_deref().unwrap_or(pattern);
                self.patterns.extend(anywhere(pattern).into_iter().chain([pattern.to_owned()]));
            }
            _ => self.patterns.push(pattern.to_owned()),
        }
    }

    /// Regular expressions that values may be made from, when one is wanted: the first that has room.
    pub(super) fn shapes(&self) -> Vec<String> {
        if !self.pieces.is_empty() {
            let mut shapes = piece::shapes(&self.pieces, self.class.as_deref(), self.length);
            shapes.extend_from_slice(&self.patterns);
            return shapes;
        }
        let Some(class) = &self.class else { return self.patterns.clone() };
        let low = self.length.0.max(1);
        let high = self.length.1.unwrap_or(low + 7).max(low);
        vec![format!("{class}{{{low},{high}}}")]
    }

    /// What is left, for people; empty where that is everything.
    pub(super) fn in_words(&self) -> String {
        let list = |values: &[Value]| {
            let shown: Vec<String> = values.iter().take(VALUES_SHOWN).map(literal).collect();
            let more = if values.len() > VALUES_SHOWN { ", …" } else { "" };
            format!("{}{more}", shown.join(", "))
        };
        let bound = |(value, strict): &(Value, bool), words: [&str; 2]| {
            format!("{} {}", words[usize::from(*strict)], literal(value))
        };
        let mut parts = Vec::new();
        if let Some(values) = &self.one_of {
            let left: Vec<Value> = values.iter().filter(|value| self.admits(value)).cloned().collect();
            return format!("one of {}", list(&left));
        }
        parts.extend(self.low.as_ref().map(|low| bound(low, ["at least", "above"])));
        parts.extend(self.high.as_ref().map(|high| bound(high, ["at most", "below"])));
        if !self.excluded.is_empty() {
            parts.push(format!("not {}", list(&self.excluded)));
        }
        parts.extend(self.shapes().first().map(|shape| format!("matching {shape}")));
        match self.length {
            (0, None) => {}
            (least, None) => parts.push(format!("of at least {least} characters or elements")),
            (least, Some(most)) => parts.push(format!("of {least} to {most} characters or elements")),
        }
        if self.json {
            parts.push("a JSON document".to_owned());
        }
        parts
            .extend(self.upper.map(|upper| if upper { "in upper case" } else { "in lower case" }.to_owned()));
        parts.join(", ")
    }

    /// Draws `min` and `max` in to the bounds.
    pub(super) fn narrow(&self, logical_type: &LogicalType, params: &mut Params) {
        let mut own = Params::new();
        if let Some(low) = &self.low {
            own.insert("min".to_owned(), bound(low, logical_type, 1));
        }
        if let Some(high) = &self.high {
            own.insert("max".to_owned(), bound(high, logical_type, -1));
        }
        for (name, bound) in own {
            let wanted = if name == "min" { Ordering::Greater } else { Ordering::Less };
            let known = params.get(&name).and_then(|known| order(&bound, known));
            if known.is_none_or(|order| order == wanted) {
                params.insert(name, bound);
            }
        }
    }

    /// `min` and `max` for a generator of numbers or times, given what the generator would do anyway.
    pub(super) fn bounds(&self, logical_type: &LogicalType, params: &mut Params) {
        if let Some(low) = &self.low {
            params.insert("min".to_owned(), bound(low, logical_type, 1));
        }
        if let Some(high) = &self.high {
            params.insert("max".to_owned(), bound(high, logical_type, -1));
        }
        // A lone bound must not cross the other one's default. Generators of moments know a default by the
        // bound that is left.
        let moments = params.get("min").zip(params.get("max")).filter(|(min, _)| min.as_f64().is_none());
        if moments.is_some_and(|(min, max)| order(min, max) == Some(Ordering::Greater)) {
            match (self.low.is_some(), self.high.is_some()) {
                (true, false) => drop(params.remove("max")),
                (false, true) => drop(params.remove("min")),
                _ => {}
            }
            return;
        }
        let number = |name: &str, params: &Params| params.get(name).and_then(Value::as_f64);
        match (self.low.is_some(), self.high.is_some()) {
            (true, false) if number("min", params) > number("max", params).or(Some(1000.0)) => {
                params.insert("max".to_owned(), shifted(params.get("min"), 10_000));
            }
            // Moments are no numbers: their generators move the other bound themselves.
            (false, true)
                if number("max", params).is_some_and(|max| max < number("min", params).unwrap_or(1.0)) =>
            {
                params.insert("min".to_owned(), shifted(params.get("max"), -10_000));
            }
            _ => {}
        }
    }
}

/// Equality of constants, truth values being numbers where the dialect writes them so.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    let number = |value: &Value| match value {
        Value::Bool(truth) => Value::Int(i128::from(*truth)),
        other => other.clone(),
    };
    left == right || number(left).compare_numbers(&number(right)) == Some(Ordering::Equal)
}

fn add_new<T: PartialEq + Clone>(known: &mut Vec<T>, others: &[T]) {
    for other in others {
        if !known.contains(other) {
            known.push(other.clone());
        }
    }
}

fn equal(known: &Option<(Value, bool)>, value: &Value) -> bool {
    known.as_ref().is_some_and(|(known, _)| order(known, value) == Some(Ordering::Equal))
}

/// Order of two numbers or two moments.
fn order(left: &Value, right: &Value) -> Option<Ordering> {
    let is_moment = |value: &Value| matches!(value, Value::Date(_) | Value::Timestamp(_));
    let micros = |value: &Value| match value {
        Value::Date(days) => days.checked_mul(MICROS_PER_DAY),
        Value::Timestamp(micros) => Some(*micros),
        Value::Text(text) => parse_timestamp(text),
        _ => None,
    };
    if is_moment(left) || is_moment(right) {
        return Some(micros(left)?.cmp(&micros(right)?));
    }
    left.compare_numbers(right)
}

/// A bound as an argument: of a moment a day is its first moment, and one that is excluded itself is left.
fn bound((value, strict): &(Value, bool), logical_type: &LogicalType, direction: i128) -> Value {
    let value = match (value, logical_type) {
        (Value::Date(days), LogicalType::Timestamp { .. }) => {
            Value::Timestamp(days.saturating_mul(MICROS_PER_DAY))
        }
        // Where the dialect leaves a moment in quotes.
        (Value::Text(text), LogicalType::Date | LogicalType::Timestamp { .. }) => {
            match (parse_timestamp(text), logical_type) {
                (Some(micros), LogicalType::Date) => Value::Date(micros.div_euclid(MICROS_PER_DAY)),
                (Some(micros), _) => Value::Timestamp(micros),
                (None, _) => value.clone(),
            }
        }
        (value, _) => value.clone(),
    };
    if *strict { step(&value, logical_type, direction) } else { value }
}

/// The next value up or down that the type can hold.
fn step(value: &Value, logical_type: &LogicalType, direction: i128) -> Value {
    match (value, logical_type) {
        (Value::Int(n), LogicalType::Decimal { scale, .. }) => {
            let unit = 10_i128.pow(u32::from(*scale));
            Value::Decimal { unscaled: n.saturating_mul(unit).saturating_add(direction), scale: *scale }
        }
        (Value::Decimal { unscaled, scale }, LogicalType::Decimal { scale: wanted, .. })
            if scale <= wanted =>
        {
            let unit = 10_i128.pow(u32::from(wanted - scale));
            Value::Decimal {
                unscaled: unscaled.saturating_mul(unit).saturating_add(direction),
                scale: *wanted,
            }
        }
        (Value::Int(n), LogicalType::Float { .. }) => Value::Float(*n as f64 + direction as f64 * 1e-3),
        (Value::Float(f), LogicalType::Int { .. }) => {
            Value::Int(if direction > 0 { libm::floor(*f) as i128 + 1 } else { libm::ceil(*f) as i128 - 1 })
        }
        (Value::Int(n), _) => Value::Int(n.saturating_add(direction)),
        (Value::Float(f), _) => Value::Float(f + direction as f64 * 1e-3),
        (Value::Date(days), _) => Value::Date(days.saturating_add(direction as i64)),
        (Value::Timestamp(micros), _) => {
            Value::Timestamp(micros.saturating_add(direction as i64 * MICROS_PER_SECOND))
        }
        _ => value.clone(),
    }
}

fn shifted(value: Option<&Value>, by: i128) -> Value {
    match value {
        Some(Value::Int(n)) => Value::Int(n.saturating_add(by)),
        Some(Value::Decimal { unscaled, scale }) => Value::Decimal {
            unscaled: unscaled.saturating_add(by.saturating_mul(10_i128.pow(u32::from(*scale)))),
            scale: *scale,
        },
        Some(Value::Float(f)) => Value::Float(f + by as f64),
        _ => Value::Int(by),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(op: Comparison, value: i128) -> Atom {
        Atom::Compare { column: "c".into(), op, value: Value::Int(value) }
    }

    #[test]
    fn bounds_tighten_and_contradict() {
        let mut domain = Domain::default();
        domain.restrict(&compare(Comparison::Ge, 0));
        domain.restrict(&compare(Comparison::Gt, 5));
        domain.restrict(&compare(Comparison::Ge, 3));
        assert_eq!(domain.low, Some((Value::Int(5), true)));
        domain.restrict(&compare(Comparison::Lt, 6));
        assert!(!domain.is_empty());
        domain.restrict(&compare(Comparison::Le, 5));
        assert!(domain.is_empty());
    }

    #[test]
    fn strict_bounds_step_by_what_the_type_holds() {
        let mut domain = Domain::default();
        domain.restrict(&compare(Comparison::Gt, 0));
        let mut params = Params::new();
        domain.bounds(&LogicalType::Decimal { precision: 10, scale: 2 }, &mut params);
        assert_eq!(params["min"], Value::Decimal { unscaled: 1, scale: 2 });
        let mut days = Domain::default();
        let before = Value::Text("2026-01-01".into());
        days.restrict(&Atom::Compare { column: "c".into(), op: Comparison::Lt, value: before });
        let mut only = Params::new();
        days.bounds(&LogicalType::Date, &mut only);
        assert_eq!(only, Params::from([("max".to_owned(), Value::Date(20_453))]));
        domain.restrict(&compare(Comparison::Ge, 1_000_000));
        domain.bounds(&LogicalType::Int { bits: 32, unsigned: false }, &mut params);
        assert_eq!((&params["min"], &params["max"]), (&Value::Int(1_000_000), &Value::Int(1_010_000)));
    }

    #[test]
    fn bounds_of_moments_are_within_the_type() {
        let moment = |op, value| Atom::Compare { column: "c".into(), op, value };
        let mut domain = Domain::default();
        domain.restrict(&moment(Comparison::Ge, Value::Timestamp(0)));
        domain.restrict(&moment(Comparison::Ge, Value::Date(10)));
        domain.restrict(&moment(Comparison::Ge, Value::Date(5)));
        domain.restrict(&moment(Comparison::Lt, Value::Date(20)));
        assert!(!domain.is_empty());
        let zoned = LogicalType::Timestamp { fraction: 6, zoned: true };
        let mut params = Params::new();
        domain.bounds(&zoned, &mut params);
        let days = |days: i64| days * MICROS_PER_DAY;
        let last = Value::Timestamp(days(20) - MICROS_PER_SECOND);
        assert_eq!((&params["min"], &params["max"]), (&Value::Timestamp(days(10)), &last));
        domain.bounds(&LogicalType::Date, &mut params);
        assert_eq!((&params["min"], &params["max"]), (&Value::Date(10), &Value::Date(19)));
        domain.restrict(&moment(Comparison::Lt, Value::Date(10)));
        assert!(domain.is_empty());
        let mut late = Domain::default();
        late.restrict(&moment(Comparison::Gt, Value::Date(30_000)));
        let mut params = Params::from([("max".to_owned(), Value::Text("2006-12-31".to_owned()))]);
        late.bounds(&LogicalType::Date, &mut params);
        assert_eq!((params.get("min"), params.get("max")), (Some(&Value::Date(30_001)), None));
    }

    #[test]
    fn quoted_moments_are_bounds_like_others() {
        let quoted = (Value::Text("2025-01-01".to_owned()), true);
        let day = 20_089;
        assert_eq!(bound(&quoted, &LogicalType::Date, -1), Value::Date(day - 1));
        let moment = LogicalType::Timestamp { fraction: 6, zoned: false };
        let second_before = day * MICROS_PER_DAY - MICROS_PER_SECOND;
        assert_eq!(bound(&quoted, &moment, -1), Value::Timestamp(second_before));
    }

    #[test]
    fn patterns_become_regular_expressions() {
        assert_eq!(like_to_regex("a\\%%_.", Some('\\')), "a\\%[a-z]{0,6}[a-z0-9]\\.");
        assert_eq!(glob_to_regex("[A-Z][0-9]-?*"), "[A-Z][0-9]\\-[a-z0-9][a-z0-9]{0,6}");
        let mut domain = Domain::default();
        domain.matching("*[^0-9]*", MatchKind::Glob, None, true);
        domain.sized(Comparison::Eq, 4);
        assert_eq!(domain.shapes(), ["[0-9]{4,4}"]);
    }
}
