//! Columns whose values repeat on purpose: which strategy, over which pools, for which rows.
//!
//! A value that repeats is the generator's own value for another word, so that every cell stays a closed form of
//! its row. Unique columns, keys, references and columns that follow others never repeat. Start reading at
//! [`settle`] for what a column gets, at [`Repeats::substitute`] for what a row gets.

use std::collections::HashSet;
use std::sync::Arc;

use super::build::Builder;
use super::free::typed;
use super::narrow::drawn_from;
use super::table::Draft;
use super::words::Words;
use crate::config::{DuplicateConfig, DuplicateStrategy};
use crate::data::{Column, LogicalType, Pool, Question};
use crate::generate::{Generator, Pooled, Rows, cells_of, fitted};
use crate::random::{Alias, Cell, Sampler, bounded, mix64, threshold, unit};
use crate::schema::expr::parse;

/// Existing rows that `reuse` takes at most, where nothing else is said.
pub(super) const SAMPLE_ROWS: u64 = 10_000;
/// Most values of a pool.
const POOL_MAX: usize = 1_000_000;
/// Values of a pool by which it is known again.
const FINGERPRINT: u64 = 64;
/// Words without a new value, for each value that is known, after which a pool is what it is.
const TRIES: u64 = 200;
/// Cells from which the number of a column's values is told.
const CELLS: usize = 4096;
/// Most values of a small column.
const SMALL: usize = 20;
/// Distinct values among [`CELLS`] where 10,000 are equally likely: `10000 * (1 - exp(-4096 / 10000))`.
const MEDIUM: usize = 3361;

/// How many values a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// At most 20: status, type and flag words.
    Small,
    /// At most 10,000: cities, countries, categories.
    Medium,
    /// More.
    Large,
}

/// Which rows of a column repeat a value, and which.
#[derive(Clone, Debug)]
pub struct Repeats {
    strategy: DuplicateStrategy,
    /// Whether a row takes part, and what it takes.
    part: Cell,
    threshold: u64,
    from: From,
}

/// What is repeated.
#[derive(Clone, Debug)]
enum From {
    /// The value of an earlier row that repeats none itself.
    Earlier,
    /// Values of a head pool, of a middle pool, or a new one, by two shares.
    Pools { head: Arc<[u64]>, middle: Arc<[u64]>, shares: [f64; 2] },
    /// Values of a pool, all alike.
    Pool(Arc<[u64]>),
    /// Values of a pool by weight.
    Weighted(Arc<[u64]>, Arc<Alias>),
    /// The cells of sampled rows, the same row in all columns.
    Rows(Arc<Column>),
    /// The generator itself draws from a pool of so many values that is built once.
    Built(usize),
}

impl Repeats {
    /// Puts the words of repeated values in the place of rows' own ones.
    pub(super) fn substitute(&self, rows: Rows<'_>, attempt: u32, own: &Words, words: &mut [u64]) {
        for (i, word) in words.iter_mut().enumerate() {
            let row = rows.at(i);
            let Some(pick) = self.pick(row, attempt) else { continue };
            let of = |pool: &[u64], word: u64| pool[bounded(word, pool.len() as u64) as usize];
            match &self.from {
                From::Earlier if attempt == 0 => *word = own.at(self.earlier(row)),
                From::Pools { head, middle, shares } => {
                    let share = unit(pick);
                    if share < shares[0] {
                        *word = of(head, mix64(pick));
                    } else if share < shares[0] + shares[1] {
                        *word = of(middle, mix64(pick));
                    }
                }
                From::Pool(pool) => *word = of(pool, pick),
                From::Weighted(pool, alias) => *word = pool[alias.index(pick)],
                From::Earlier | From::Rows(_) | From::Built(_) => {}
            }
        }
    }

    /// Puts the cells of sampled rows in the place of rows' own ones. A row whose CHECKs refuse those is new.
    pub(super) fn reuse(&self, rows: Rows<'_>, attempt: u32, out: &mut Column) {
        let From::Rows(sample) = &self.from else { return };
        if attempt > 0 {
            return;
        }
        let (mut taken, mut sampled) = (Vec::new(), Vec::new());
        for i in 0..rows.len() {
            if let Some(pick) = self.pick(rows.at(i), 0) {
                taken.push(i);
                sampled.push(bounded(pick, sample.len() as u64) as usize);
            }
        }
        if !taken.is_empty() {
            out.scatter(&taken, &sample.pick(&sampled));
        }
    }

    /// A word to pick by, where a row takes part.
    fn pick(&self, row: u64, attempt: u32) -> Option<u64> {
        let word = self.part.at(row, attempt);
        let first = row == 0 && matches!(self.from, From::Earlier);
        (word < self.threshold && !first).then(|| mix64(word ^ 0x9e37_79b9_7f4a_7c15))
    }

    /// An earlier row that repeats nothing: the first such one of a chain of hashes; row 0 is one.
    fn earlier(&self, row: u64) -> u64 {
        let repeats = |row: u64| self.pick(row, 0).is_some();
        let chain = (1_u64..64).map(|k| bounded(mix64(self.part.at(row, 0) ^ mix64(k)), row));
        chain.into_iter().find(|&earlier| !repeats(earlier)).unwrap_or(0)
    }

    /// The strategy with its figures, for people.
    pub fn in_words(&self) -> String {
        let share = libm::round(self.threshold as f64 / u64::MAX as f64 * 1000.0) / 1000.0;
        let of = match &self.from {
            From::Earlier => String::new(),
            From::Pools { head, middle, .. } => format!(", pools of {} and {}", head.len(), middle.len()),
            From::Pool(pool) | From::Weighted(pool, _) => format!(", pool of {}", pool.len()),
            From::Rows(sample) => format!(", {} sampled rows", sample.len()),
            From::Built(values) => format!(", pool of {values}"),
        };
        format!("{} {share}{of}", self.strategy.name())
    }
}

/// Decides for every column of a table whether its values repeat.
pub(super) fn settle(builder: &mut Builder<'_>, draft: &mut Draft<'_>) {
    for at in 0..draft.slots.len() {
        let wish = wish(builder, draft, at);
        let Some(strategy) = wish.strategy.filter(|strategy| *strategy != DuplicateStrategy::GenerateNew)
        else {
            continue;
        };
        match never(builder, draft, at) {
            None => {
                let built = built(builder, draft, at, strategy, &wish);
                let values = built.as_ref().map(|(pool, _)| pool.len());
                if let (Some((pool, sampler)), Some(chosen)) = (built, &mut draft.slots[at].chosen) {
                    chosen.generator = Arc::new(Pooled::new(pool, sampler));
                }
                draft.slots[at].repeats = repeats(builder, draft, at, strategy, &wish, values);
            }
            // What was asked of this very column is not left out in silence.
            Some(why) => {
                let column = draft.slots[at].column;
                let own = draft.wish(column).and_then(|wish| wish.duplicates.as_ref());
                if own.is_some_and(|own| own.strategy.is_some()) {
                    let what = format!("values of {} never repeat: {why}", draft.place(column));
                    let wrong = draft.wrong(column, &["duplicates"], what);
                    builder.problems.wish(wrong);
                }
            }
        }
    }
}

/// The pool of texts of a column in which every row takes part: built once, search and all, and drawn from as a list.
/// None for columns of other types, and where some rows take part only.
fn built(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    at: usize,
    strategy: DuplicateStrategy,
    wish: &DuplicateConfig,
) -> Option<(Arc<Pool>, Sampler)> {
    let slot = &draft.slots[at];
    let chosen = slot.chosen.as_ref()?;
    let text = matches!(chosen.logical_type, LogicalType::Text { .. }) && slot.cases.is_none();
    if !text || wish.probability.is_some_and(|share| share < 1.0) {
        return None;
    }
    let weights = wish.weights.as_ref().filter(|_| strategy == DuplicateStrategy::WeightedRandom);
    let size = match (strategy, weights) {
        (DuplicateStrategy::CachedPool, _) => pool_size(draft, at, wish, [10, 50, 200]),
        (DuplicateStrategy::WeightedRandom, Some(weights)) => weights.len(),
        (DuplicateStrategy::WeightedRandom, None) => pool_size(draft, at, wish, [5, 25, 100]),
        _ => return None,
    };
    let generator = Arc::clone(&chosen.generator);
    // What wraps a generator is in no name and no argument: its first values tell it.
    let some: Vec<u64> = (0..FINGERPRINT).map(word_of).collect();
    let first = drawn_from(generator.as_ref(), &some);
    let first: Option<Vec<&[u8]>> = (0..some.len()).map(|row| first.bytes(row)).collect();
    let key = format!(
        "{} {} {} {:?} {:?} {size} {:?}",
        chosen.name(),
        chosen.version(),
        chosen.params_text(),
        chosen.logical_type,
        chosen.fits,
        first?
    );
    let make = || {
        let words = words_of(draft, at, &generator, size, 0);
        let cells = drawn_from(generator.as_ref(), &words);
        Pool::new((0..words.len()).map(|row| cells.bytes(row).unwrap_or_default().to_vec()))
    };
    let pool = builder.inputs.dict.built(&key, &make);
    let sampler = match strategy {
        DuplicateStrategy::CachedPool => Sampler::Uniform { n: pool.len() as u64 },
        _ => Sampler::Weighted(alias_of(wish, pool.len())?),
    };
    (!pool.is_empty()).then_some((pool, sampler))
}

/// The weights of so many values: those that are given, else by rank. A column of fewer values has the first ones.
fn alias_of(wish: &DuplicateConfig, values: usize) -> Option<Alias> {
    match &wish.weights {
        Some(weights) => Alias::new(&weights[..values.min(weights.len())]),
        None => Alias::zipf(values, 1.0),
    }
}

/// Values of a column's pool, as it is wished, else by the kind of column.
fn pool_size(draft: &Draft<'_>, at: usize, wish: &DuplicateConfig, sizes: [u32; 3]) -> usize {
    wish.pool_size.unwrap_or_else(|| sized(kind(draft, at), wish, sizes)) as usize
}

/// One of the words among which those of pools are looked for.
fn word_of(number: u64) -> u64 {
    mix64(number ^ 0x51ed_270b)
}

/// What is said of a column: by itself, else by its table, else by all.
fn wish(builder: &Builder<'_>, draft: &Draft<'_>, at: usize) -> DuplicateConfig {
    let column = draft.wish(draft.slots[at].column).and_then(|wish| wish.duplicates.as_ref());
    let table = draft.wishes.and_then(|wishes| wishes.duplicates.as_ref());
    let layers = [column, table, Some(&builder.inputs.config.duplicates)];
    let mut all = DuplicateConfig::default();
    for layer in layers.into_iter().flatten() {
        all.strategy = all.strategy.or(layer.strategy);
        all.probability = all.probability.or(layer.probability);
        all.pool_size = all.pool_size.or(layer.pool_size);
        all.pool_size_small = all.pool_size_small.or(layer.pool_size_small);
        all.pool_size_medium = all.pool_size_medium.or(layer.pool_size_medium);
        all.pool_size_large = all.pool_size_large.or(layer.pool_size_large);
        all.weights = all.weights.take().or_else(|| layer.weights.clone());
        all.sample_size = all.sample_size.or(layer.sample_size);
    }
    all
}

/// Why values of a column must not repeat, or cannot.
fn never(builder: &Builder<'_>, draft: &Draft<'_>, at: usize) -> Option<&'static str> {
    let (slot, column) = (&draft.slots[at], draft.slots[at].column);
    let keys = draft.schema.keys.iter().flat_map(|key| &key.parts);
    let excluded = draft.schema.exclusions.iter().flat_map(|exclusion| &exclusion.parts);
    let name = draft.schema.columns[column].name.as_str();
    let names: Vec<&str> = draft.schema.columns.iter().map(|column| column.name.as_str()).collect();
    let dialect = builder.inputs.schema.dialect;
    let reads = |text: &String| match parse(text, dialect, &names) {
        Ok(expr) if expr.is_known() => expr.columns().contains(&name),
        _ => text.contains(name),
    };
    let part_of = |part: &crate::schema::KeyPart| {
        part.column == Some(column) || part.expression.as_ref().is_some_and(reads)
    };
    let keyed = keys.into_iter().any(part_of) || excluded.into_iter().any(|(part, _)| part_of(part));
    let unique = draft.wish(column).is_some_and(|wish| wish.unique == Some(true));
    if slot.reference.is_some() || slot.copied.is_some() || slot.switch.is_some() {
        return Some("it refers to another table");
    }
    if keyed || unique || slot.alone || slot.ordinals.is_some() || slot.composite.is_some() {
        return Some("it is unique, or part of a key");
    }
    if builder.referenced.contains(&(draft.table, column)) {
        return Some("other tables refer to it");
    }
    let chosen = slot.chosen.as_ref()?;
    if !chosen.reads.is_empty() {
        return Some("it follows other columns of its row");
    }
    if chosen.generator.counts_rows() || chosen.generator.period().is_some() {
        return Some("it follows from the row's number");
    }
    None
}

fn repeats(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    at: usize,
    strategy: DuplicateStrategy,
    wish: &DuplicateConfig,
    built: Option<usize>,
) -> Option<Repeats> {
    let column = draft.schema.columns[draft.slots[at].column].name.to_lowercase();
    let generator = Arc::clone(&draft.slots[at].chosen.as_ref()?.generator);
    let key = builder.key(&[&draft.schema.key, &column, "repeats"]);
    let pool = |sizes| words_of(draft, at, &generator, pool_size(draft, at, wish, sizes), 0);
    let (from, default) = match strategy {
        _ if built.is_some() => (From::Built(built?), 1.0),
        DuplicateStrategy::GenerateNew => return None,
        DuplicateStrategy::AllowSimple => (From::Earlier, 0.3),
        DuplicateStrategy::SmartDuplicates => (pools(draft, at, &generator, wish), 1.0),
        DuplicateStrategy::CachedPool => (From::Pool(pool([10, 50, 200])), 1.0),
        DuplicateStrategy::WeightedRandom => {
            let words = match &wish.weights {
                Some(weights) => words_of(draft, at, &generator, weights.len(), 0),
                None => pool([5, 25, 100]),
            };
            let alias = alias_of(wish, words.len())?;
            (From::Weighted(words, Arc::new(alias)), 1.0)
        }
        DuplicateStrategy::Reuse => (From::Rows(sampled(builder, draft, at, wish)?), 0.95),
    };
    // Rows that are taken over are taken over in all columns.
    let key = match strategy {
        DuplicateStrategy::Reuse => builder.key(&[&draft.schema.key, "reuse"]),
        _ => key,
    };
    let threshold = threshold(wish.probability.unwrap_or(default));
    Some(Repeats { strategy, part: Cell::new(key), threshold, from })
}

/// Head and middle of a column's values.
fn pools(draft: &Draft<'_>, at: usize, generator: &Arc<dyn Generator>, wish: &DuplicateConfig) -> From {
    let (small, medium, large) = (
        wish.pool_size_small.unwrap_or(5),
        wish.pool_size_medium.unwrap_or(25),
        wish.pool_size_large.unwrap_or(100),
    );
    let (first, second) = if kind(draft, at) == Kind::Large { (medium, large) } else { (small, medium) };
    let head = words_of(draft, at, generator, first as usize, 0);
    let middle = words_of(draft, at, generator, second as usize, head.len());
    let given = wish.weights.as_deref().unwrap_or(&[0.6, 0.3, 0.1]);
    let all: f64 = given.iter().sum();
    let share = |at: usize| given.get(at).copied().unwrap_or(0.0) / all;
    // A column of few values has no middle.
    let middle_share = if middle.is_empty() { 0.0 } else { share(1) };
    From::Pools { head, middle, shares: [share(0), middle_share] }
}

fn sized(kind: Kind, wish: &DuplicateConfig, sizes: [u32; 3]) -> u32 {
    match kind {
        Kind::Small => wish.pool_size_small.unwrap_or(sizes[0]),
        Kind::Medium => wish.pool_size_medium.unwrap_or(sizes[1]),
        Kind::Large => wish.pool_size_large.unwrap_or(sizes[2]),
    }
}

/// How many values a column has, told by some of them.
fn kind(draft: &Draft<'_>, at: usize) -> Kind {
    let Some(chosen) = &draft.slots[at].chosen else { return Kind::Large };
    let words: Vec<u64> = (1..=CELLS as u64).map(mix64).collect();
    let cells = drawn_from(chosen.generator.as_ref(), &words);
    let distinct: HashSet<String> =
        (0..CELLS).map(|row| format!("{:?}", cells.value(row, &chosen.logical_type))).collect();
    match distinct.len() {
        ..=SMALL => Kind::Small,
        distinct if distinct < MEDIUM => Kind::Medium,
        _ => Kind::Large,
    }
}

/// Words of so many different values, behind the first ones of the column; fewer where it has fewer.
fn words_of(
    draft: &Draft<'_>,
    at: usize,
    generator: &Arc<dyn Generator>,
    size: usize,
    behind: usize,
) -> Arc<[u64]> {
    let Some(chosen) = &draft.slots[at].chosen else { return Arc::new([]) };
    let wanted = size.min(POOL_MAX) + behind;
    let (mut known, mut words) = (HashSet::new(), Vec::new());
    let (mut tried, mut since) = (0, 0);
    // Where nothing new has come for long, there is nothing more.
    while words.len() < wanted && since < TRIES * (words.len() as u64 + 10) {
        let some: Vec<u64> = (tried..tried + 256).map(word_of).collect();
        let (cells, before) = (drawn_from(generator.as_ref(), &some), words.len());
        for (row, word) in some.iter().enumerate() {
            if words.len() < wanted && known.insert(format!("{:?}", cells.value(row, &chosen.logical_type))) {
                words.push(*word);
            }
        }
        tried += some.len() as u64;
        since = if words.len() > before { 0 } else { since + some.len() as u64 };
    }
    words.split_off(behind.min(words.len())).into()
}

/// The cells of a column in rows that are there; none before the target has answered, or where there are none.
fn sampled(
    builder: &mut Builder<'_>,
    draft: &Draft<'_>,
    at: usize,
    wish: &DuplicateConfig,
) -> Option<Arc<Column>> {
    let plain: Vec<usize> =
        (0..draft.slots.len()).filter(|&at| never(builder, draft, at).is_none()).collect();
    let columns = plain.iter().map(|&at| draft.schema.columns[draft.slots[at].column].name.clone()).collect();
    let limit = wish.sample_size.map_or(SAMPLE_ROWS, u64::from);
    let question = Question::Sample { table: draft.schema.key.clone(), columns, limit };
    let place = plain.iter().position(|slot| *slot == at)?;
    let logical_type = &draft.slots[at].chosen.as_ref()?.logical_type;
    let answer = builder.ask(question)?;
    let values: Vec<_> = answer.rows.iter().map(|row| typed(&row[place], logical_type)).collect();
    let fitting = values.iter().all(|value| value.is_null() || fitted(value, logical_type).is_some());
    if values.is_empty() || !fitting {
        return None;
    }
    let filled: Vec<_> =
        values.iter().map(|value| if value.is_null() { None } else { Some(value.clone()) }).collect();
    // Cells under NULL hold anything: another one's value, or what the generator makes.
    let mut column = match filled.iter().flatten().next() {
        Some(stand_in) => {
            let cells: Vec<_> =
                filled.iter().map(|value| value.clone().unwrap_or_else(|| stand_in.clone())).collect();
            cells_of(&cells, logical_type).ok()?
        }
        None => drawn_from(draft.slots[at].chosen.as_ref()?.generator.as_ref(), &vec![0; filled.len()]),
    };
    let mut validity = crate::data::Bits::filled(filled.len(), true);
    for (row, value) in filled.iter().enumerate() {
        validity.set(row, value.is_some());
    }
    column.validity = Some(validity);
    Some(Arc::new(column))
}
