//! Values drawn from a list: given by the user, taken from a CHECK or an ENUM, or a word list.
//!
//! Must not know: where a list comes from. Start reading at [`Pooled`].

use std::collections::HashSet;
use std::sync::Arc;

use super::cells::{Cells, each, spelled};
use super::definition::{parameter, text_or_number};
use super::fit::{chars, cut};
use super::fold::fold_key;
use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType, Pool, Value};
use crate::random::{Alias, Sampler, bounded};

/// Codes into a shared pool.
#[derive(Clone, Debug)]
pub struct Pooled {
    pool: Arc<Pool>,
    sampler: Sampler,
}

impl Pooled {
    /// All values alike; the pool is not empty and has no two values that are equal after folding.
    pub fn uniform(pool: Arc<Pool>) -> Self {
        let n = pool.len() as u64;
        Self { pool, sampler: Sampler::Uniform { n } }
    }

    /// Values by a sampler over the pool's codes.
    pub fn new(pool: Arc<Pool>, sampler: Sampler) -> Self {
        Self { pool, sampler }
    }
}

impl Generator for Pooled {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let codes = out.as_codes(&self.pool);
        match &self.sampler {
            Sampler::Uniform { n } => {
                codes.extend(batch.words.iter().map(|&word| bounded(word, *n) as u32));
            }
            sampler => codes.extend(batch.words.iter().map(|&word| sampler.pick(word) as u32)),
        }
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.pool.len() as u128)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_codes(&self.pool).extend(ordinals.iter().map(|&ordinal| ordinal as u32));
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = value.as_text()?.as_bytes();
        self.pool.iter().position(|member| member == text).map(|code| code as u128)
    }

    fn bytes_max(&self) -> usize {
        self.pool.longest()
    }
}

/// The entries of a word list that fit the request's column, or all of them cut when none does.
pub(super) fn entries(request: &Request<'_>, pool: &Arc<Pool>) -> Arc<Pool> {
    let max = request.chars_max();
    if pool.longest() <= max {
        return Arc::clone(pool);
    }
    let fitting: Vec<&[u8]> = pool.iter().filter(|entry| chars(entry) <= max).collect();
    if !fitting.is_empty() {
        return if fitting.len() == pool.len() { Arc::clone(pool) } else { Arc::new(Pool::new(fitting)) };
    }
    let mut seen = HashSet::new();
    let short = pool.iter().map(|entry| cut(entry, max));
    Arc::new(Pool::new(short.filter(|entry| seen.insert(fold_key(&String::from_utf8_lossy(entry))))))
}

/// A generator of a word list, all entries alike.
pub(super) fn listed(request: &Request<'_>, name: &str) -> Result<Arc<dyn Generator>, String> {
    let pool = request.dict.pool(name).ok_or_else(|| format!("there is no list {name}"))?;
    Ok(Arc::new(Pooled::uniform(entries(request, &pool))))
}

/// A generator of a word list whose first entries are the most frequent.
pub(super) fn ranked(request: &Request<'_>, name: &str, exponent: f64) -> Result<Arc<dyn Generator>, String> {
    let pool = request.dict.pool(name).ok_or_else(|| format!("there is no list {name}"))?;
    let pool = entries(request, &pool);
    let alias = Alias::zipf(pool.len(), exponent).ok_or("the exponent must be positive")?;
    Ok(Arc::new(Pooled::new(pool, Sampler::Weighted(alias))))
}

/// Cells of any other layout, drawn from a list.
#[derive(Debug)]
struct Listed {
    cells: Cells,
    values: Vec<Value>,
    sampler: Sampler,
}

impl Generator for Listed {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.cells.write(batch.words.iter().map(|&word| self.sampler.pick(word) as usize), out);
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.values.len() as u128)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        self.cells.write(ordinals.iter().map(|&ordinal| ordinal as usize), out);
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let same = |member: &Value| {
            member == value || member.compare_numbers(value).is_some_and(|order| order.is_eq())
        };
        self.values.iter().position(same).map(|index| index as u128)
    }

    fn bytes_max(&self) -> usize {
        16
    }
}

/// Positions by the `weights` argument or all alike.
fn sampler(request: &Request<'_>, count: usize) -> Result<Sampler, String> {
    let Some(weights) = request.list("weights")? else {
        return Ok(Sampler::Uniform { n: count as u64 });
    };
    let numbers: Option<Vec<f64>> = weights.iter().map(Value::as_f64).collect();
    let numbers = numbers.filter(|numbers| numbers.len() == count);
    let numbers = numbers.ok_or_else(|| format!("weights must be {count} numbers, one for each value"))?;
    Alias::new(&numbers)
        .map(Sampler::Weighted)
        .ok_or_else(|| "weights must not be negative, nor all zero".to_owned())
}

/// A generator of given values for the request's column.
fn given(request: &Request<'_>, values: &[Value]) -> Result<Arc<dyn Generator>, String> {
    if values.is_empty() {
        return Err("values must not be empty".to_owned());
    }
    let sampler = sampler(request, values.len())?;
    let Some(cells) = Cells::of(values, request.logical_type)? else {
        let texts = each(values, spelled)?;
        let max = request.chars_max();
        if let Some(long) = texts.iter().find(|text| chars(text) > max) {
            return Err(format!("{:?} is longer than {max} characters", String::from_utf8_lossy(long)));
        }
        return Ok(Arc::new(Pooled::new(Arc::new(Pool::new(texts)), sampler)));
    };
    Ok(Arc::new(Listed { cells, values: values.to_vec(), sampler }))
}

/// Subsets of labels, the empty one left out when there is another.
fn subsets(labels: &[String]) -> Vec<Value> {
    let labels = &labels[..labels.len().min(6)];
    let chosen = |set: u32| {
        let members = labels.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1);
        Value::Text(members.map(|(_, label)| label.as_str()).collect::<Vec<_>>().join(","))
    };
    (1..1 << labels.len()).map(chosen).collect()
}

fn values(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    if let Some(values) = request.list("values")? {
        return given(request, values);
    }
    match request.logical_type {
        LogicalType::Enum { labels } => {
            let labels: Vec<Value> = labels.iter().map(|label| Value::Text(label.clone())).collect();
            given(request, &labels)
        }
        LogicalType::Set { labels } => given(request, &subsets(labels)),
        LogicalType::Bool => given(request, &[Value::Bool(false), Value::Bool(true)]),
        LogicalType::Int { .. } | LogicalType::Decimal { .. } | LogicalType::Float { .. } => {
            given(request, &[Value::Int(0), Value::Int(1)])
        }
        LogicalType::Text { .. } => listed(request, "letters"),
        _ => Err("values is missing: the list to draw from".to_owned()),
    }
}

fn constant(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    match (request.params.get("value"), request.logical_type) {
        (Some(value), _) => given(request, std::slice::from_ref(value)),
        (None, LogicalType::Text { .. }) => given(request, &[Value::Text("x".to_owned())]),
        (None, logical_type) if text_or_number(logical_type) => given(request, &[Value::Int(0)]),
        (None, LogicalType::Bool) => given(request, &[Value::Bool(false)]),
        (None, LogicalType::Enum { labels }) if !labels.is_empty() => {
            given(request, &[Value::Text(labels[0].clone())])
        }
        _ => Err("value is missing".to_owned()),
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[
    Definition::text("constant", "the same value in every row", "x", constant)
        .accepting(|_| true)
        .with(&[parameter("value", "the value; default x, 0, false or the first label")]),
    Definition::text("values", "one of the given values, or of the column's own labels", "K", values)
        .accepting(|_| true)
        .with(&[
            parameter("values", "the list to draw from"),
            parameter("weights", "one number for each value: how often it comes; default all alike"),
        ]),
];
