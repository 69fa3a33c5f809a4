//! Keeping what a column means where CHECKs of its own narrow it: what a generator makes is tried on them.
//!
//! A generator that passes stays; the few cells that a CHECK refuses are drawn again. Unique columns are
//! never drawn again, so every ordinal that is tried has to pass. Start reading at [`Judge`] and [`kept`].

use std::sync::Arc;

use super::build::Builder;
use super::column::{CODES, by_type, cased, compile_choice, shortened};
use super::constraint::Constraints;
use super::domain::Domain;
use super::infer::Choice;
use super::table::{Chosen, Draft};
use super::unique::needed;
use crate::data::{Column, LogicalType, Value};
use crate::generate::{Batch, Generator, Params, Rows, Truncated, Unit, find};
use crate::random::mix64;
use crate::schema::expr::Program;

/// Cells that are tried.
const CELLS: usize = 256;
/// Of so many cells one at least has to pass where the others can be drawn again.
const SHARE: usize = 4;
/// Numbers that are tried to find the distance of those that a CHECK accepts.
const NUMBERS: i128 = 4096;
/// Texts in parts or of the length of moments: a CHECK that accepts one of them asks for no moment.
const NO_MOMENTS: [&str; 8] =
    ["a-b", "ab-cd-e", "x:y", "abcdefghij", "abcdefghij klmnopqr", "AB-1", "12345", "1234-56"];
/// Ways to write a telephone number, for CHECKs that refuse the usual one.
const PHONES: [&str; 5] = ["900-555-0000", "9005550000", "+19005550000", "(900) 555-0000", "+1 900 555 0000"];

/// The CHECKs that are about one column alone.
pub(super) struct Judge<'c> {
    programs: Vec<&'c Program>,
    /// Whether a unique key holds the column.
    keyed: bool,
    needed: u128,
}

impl<'c> Judge<'c> {
    /// Expressions of indexes count as CHECKs. `None` where no CHECK is about this column alone, or one about it cannot be evaluated here.
    pub(super) fn of(draft: &Draft<'_>, constraints: &'c Constraints, column: usize) -> Option<Self> {
        let conditions = constraints.programs.iter().chain(&constraints.computed);
        let about: Vec<_> = conditions.filter(|checked| checked.columns.contains(&column)).collect();
        let alone = about.iter().all(|checked| checked.columns == [column]);
        if about.is_empty() || !alone || constraints.unread.contains(&column) {
            return None;
        }
        let parts = draft.schema.keys.iter().flat_map(|key| &key.parts);
        let in_key = parts.into_iter().any(|part| part.column.is_none_or(|at| at == column));
        Some(Self {
            programs: about.into_iter().map(|checked| &checked.program).collect(),
            keyed: in_key || draft.wish(column).is_some_and(|wish| wish.unique == Some(true)),
            needed: needed(draft),
        })
    }

    /// The CHECKs about this column alone, whatever others say of it beside another one.
    pub(super) fn of_own(draft: &Draft<'_>, constraints: &'c Constraints, column: usize) -> Option<Self> {
        let alone = constraints.programs.iter().filter(|checked| checked.columns == [column]);
        let programs: Vec<&Program> = alone.map(|checked| &checked.program).collect();
        let parts = draft.schema.keys.iter().flat_map(|key| &key.parts);
        let keyed = parts.into_iter().any(|part| part.column.is_none_or(|at| at == column));
        (!programs.is_empty()).then(|| Self { programs, keyed, needed: needed(draft) })
    }

    /// Whether all CHECKs accept a value; not when that cannot be said.
    fn accepts(&self, value: &Value) -> bool {
        self.programs.iter().all(|program| program.fails(std::slice::from_ref(value)) == Ok(false))
    }

    /// Whether most of what a generator draws is accepted.
    pub(super) fn is_content(&self, chosen: &Chosen) -> bool {
        self.accepted(chosen) * SHARE >= CELLS
    }

    /// The first documents that a generator of JSON draws.
    pub(super) fn documents(&self, chosen: &Chosen, count: usize) -> Vec<serde_json::Value> {
        let cells = drawn(chosen, count);
        let text = |row| cells.value(row, &chosen.logical_type);
        let read = |value: Value| serde_json::from_str(value.as_text()?).ok();
        (0..count).map(text).filter_map(read).collect()
    }

    pub(super) fn accepts_text(&self, text: &str) -> bool {
        self.accepts(&Value::Text(text.to_owned()))
    }

    /// Drawn cells that are accepted, of [`CELLS`].
    fn accepted(&self, chosen: &Chosen) -> usize {
        let cells = drawn(chosen, CELLS);
        (0..CELLS).filter(|&row| self.accepts(&cells.value(row, &chosen.logical_type))).count()
    }

    /// Whether the values of ordinals are accepted: the first ones, and others up to the last.
    fn accepts_ordinals(&self, chosen: &Chosen, ordinals: u128) -> bool {
        let half = CELLS as u128 / 2;
        let near = (0..half).filter(|at| *at < ordinals);
        let tried: Vec<u128> = near.chain((1..=half).map(|at| (ordinals - 1) / half * at)).collect();
        let words: Vec<u64> = (1..=tried.len() as u64).map(mix64).collect();
        let rows = Rows::Range { first: 0, len: tried.len() };
        let mut cells = Column::default();
        chosen.generator.fill_ordinals(&tried, &Batch { rows, words: &words, siblings: &[] }, &mut cells);
        (0..tried.len()).all(|row| self.accepts(&cells.value(row, &chosen.logical_type)))
    }

    /// Whether a generator can fill the column. `sized`: only lengths are asked for, so that a suffix does
    /// no harm.
    fn passes(&self, chosen: &Chosen, sized: bool) -> bool {
        if !chosen.reads.is_empty() {
            return false; // what it makes depends on other columns
        }
        let accepted = self.accepted(chosen);
        if !self.keyed {
            return accepted * SHARE >= CELLS;
        }
        match chosen.generator.ordinals().filter(|n| *n >= self.needed) {
            Some(ordinals) => self.accepts_ordinals(chosen, ordinals),
            None => sized && accepted == CELLS,
        }
    }

    /// Whether only moments are accepted, as far as that shows.
    fn asks_for_moments(&self) -> bool {
        !NO_MOMENTS.iter().any(|text| self.accepts_text(text))
    }

    /// The least number accepted from `from` on and the distance of the next ones, where these are regular.
    fn step(&self, from: i128) -> Option<(i128, i128)> {
        let accepted: Vec<i128> =
            (from..from + NUMBERS).filter(|number| self.accepts(&Value::Int(*number))).collect();
        let (first, step) = (*accepted.first()?, accepted.get(1)? - accepted[0]);
        let regular = accepted.windows(2).all(|pair| pair[1] - pair[0] == step);
        let far = (1..=64).all(|n| self.accepts(&Value::Int(first + step * (n * n * n + NUMBERS))));
        (step > 1 && accepted.len() > 2 && regular && far).then_some((first, step))
    }
}

/// The first cells that a generator draws without siblings.
pub(super) fn drawn(chosen: &Chosen, count: usize) -> Column {
    let words: Vec<u64> = (1..=count as u64).map(mix64).collect();
    drawn_from(chosen.generator.as_ref(), &words)
}

/// The cells that a generator, which reads no others, makes of words.
pub(super) fn drawn_from(generator: &dyn Generator, words: &[u64]) -> Column {
    let batch = Batch { rows: Rows::Range { first: 0, len: words.len() }, words, siblings: &[] };
    let mut cells = Column::default();
    generator.fill(&batch, &mut cells);
    cells
}

/// What the name means, or else a moment, where that satisfies the CHECKs that would otherwise replace it.
pub(super) fn kept(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    choice: &Choice,
    domain: &Domain,
    judge: &Judge<'_>,
) -> Option<Chosen> {
    let declared = &draft.schema.columns[column].logical_type;
    let bounded = domain.one_of.is_some() || domain.low.is_some() || domain.high.is_some() || domain.json;
    if !matches!(declared, LogicalType::Text { .. }) || bounded {
        return None;
    }
    let shaped = !domain.shapes().is_empty();
    let replaced = shaped || (domain.length.0 > 1 && !CODES.contains(&choice.generator));
    let made = |choice: Choice| {
        let wanted = choice.generator;
        let chosen = compile_choice(builder, draft, column, choice, &shortened(declared, domain.length.1));
        let chosen = cased(chosen, domain, declared);
        (chosen.name() == wanted).then_some(chosen)
    };
    let meant = made(choice.clone()).filter(|_| !choice.generic || !replaced);
    if let Some(mut chosen) = meant.filter(|chosen| judge.passes(chosen, !shaped)) {
        chosen.reason = format!("{}, within its CHECK", chosen.reason);
        return replaced.then_some(chosen);
    }
    let others = if choice.generator == "phone" { phones(choice) } else { moments(judge) };
    others.into_iter().filter_map(made).find(|chosen| judge.passes(chosen, false))
}

/// Telephone numbers in other spellings.
fn phones(choice: &Choice) -> Vec<Choice> {
    let spelled = |format: &&str| Choice {
        params: Params::from([("format".to_owned(), Value::Text((*format).to_owned()))]),
        reason: format!("{}, spelled as its CHECK wants", choice.reason),
        ..choice.clone()
    };
    PHONES.iter().map(spelled).collect()
}

/// What may stand between the day and the time of a moment, and behind them.
const EXACT_MOMENTS: [(&str, &str); 8] = [
    ("T", r"\.[0-9]{6}Z"),
    ("T", r"\.[0-9]{3}Z"),
    (" ", r"\.[0-9]{6}"),
    (" ", r"\.[0-9]{3}"),
    ("T", r"\.[0-9]{6}\+00:00"),
    ("T", r"\+00:00"),
    ("T", ""),
    ("T", r"\.[0-9]{6}"),
];

/// Days and moments as text.
fn moments(judge: &Judge<'_>) -> Vec<Choice> {
    if !judge.asks_for_moments() {
        return Vec::new();
    }
    let forms = [("date", "date"), ("timestamp", "datetime"), ("timestamp", "iso8601"), ("time", "time")];
    let forms = forms.into_iter().map(|(generator, format)| (generator, "format", format.to_owned()));
    let day = "20[12][0-9]-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])";
    let time = "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]";
    let exact = EXACT_MOMENTS.iter().map(|(between, behind)| format!("{day}{between}{time}{behind}"));
    let exact = exact.map(|pattern| ("pattern", "pattern", pattern));
    forms
        .chain(exact)
        .map(|(generator, name, how)| {
            Choice::of(generator, Params::from([(name.to_owned(), Value::Text(how))]), "CHECK".to_owned())
        })
        .collect()
}

/// Texts of other kinds, for a column whose CHECKs refuse nearly all that its generator makes.
const OTHER_TEXTS: [&str; 8] = ["slug", "word", "token", "hex", "code", "uuid", "hostname", "url"];

/// Another generator of text, where the CHECKs refuse nearly all that the chosen one makes.
pub(super) fn replaced(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    chosen: &Chosen,
    judge: &Judge<'_>,
) -> Option<Chosen> {
    let declared = &draft.schema.columns[column].logical_type;
    if !declared.is_text() || !chosen.reads.is_empty() || judge.accepted(chosen) * SHARE >= CELLS {
        return None;
    }
    let other = |(generator, params)| {
        let choice = Choice::of(generator, params, "what its CHECK accepts".to_owned());
        let made = compile_choice(builder, draft, column, choice, &chosen.fits);
        (made.name() == generator && judge.passes(&made, false)).then_some(made)
    };
    let digits = Params::from([("pattern".to_owned(), Value::Text("[1-9][0-9]{0,7}".to_owned()))]);
    let plain = OTHER_TEXTS.into_iter().map(|generator| (generator, Params::new()));
    plain.chain([("pattern", digits)]).find_map(other)
}

/// Moments at the beginning of a minute, a month and the like, where CHECKs refuse nearly all others.
pub(super) fn truncated(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    chosen: &Chosen,
    judge: &Judge<'_>,
) -> Option<Chosen> {
    let logical_type = &draft.schema.columns[column].logical_type;
    let units = Unit::of(logical_type);
    // What reads other columns is told by what its type alone would be: both are cut alike.
    let plain = match chosen.reads.is_empty() {
        true => chosen.clone(),
        false => by_type(builder, draft, column, &chosen.reason),
    };
    if units.is_empty() || judge.keyed || judge.is_content(&plain) {
        return None;
    }
    let cut = |chosen: &Chosen, unit: Unit| {
        let mut cut = chosen.clone();
        cut.generator = Arc::new(Truncated::new(Arc::clone(&chosen.generator), unit, logical_type));
        cut.params.insert("unit".to_owned(), Value::Text(format!("{unit:?}")));
        cut.reason = format!("{}, as its CHECK wants", chosen.reason);
        cut
    };
    let unit = units.iter().find(|unit| judge.is_content(&cut(&plain, **unit)))?;
    Some(cut(chosen, *unit))
}

/// Whole numbers at the distance that a CHECK such as `n % 5 = 0` leaves them.
pub(super) fn stepped(
    builder: &Builder<'_>,
    draft: &Draft<'_>,
    column: usize,
    chosen: &Chosen,
    judge: &Judge<'_>,
) -> Option<Chosen> {
    let logical_type = &draft.schema.columns[column].logical_type;
    let (_, most) = logical_type.int_range()?;
    let counted = chosen.definition?.parameters.iter().any(|parameter| parameter.name == "step");
    if !counted || !chosen.reads.is_empty() || judge.accepted(chosen) == CELLS {
        return None;
    }
    let bound = |name: &str| chosen.params.get(name).and_then(Value::as_int);
    let (first, step) = judge.step(bound("min").unwrap_or(0))?;
    // Unique numbers go on as far as the type does.
    let most = if judge.keyed { most.min(i128::from(i64::MAX)) } else { bound("max").unwrap_or(10_000) };
    let mut params = chosen.params.clone();
    for (name, value) in [("min", first), ("max", most), ("step", step)] {
        params.insert(name.to_owned(), Value::Int(value));
    }
    let choice = Choice {
        generator: find(chosen.name())?.name,
        params,
        prefix: chosen.prefix.clone(),
        reason: format!("{}, in the steps of its CHECK", chosen.reason),
        generic: false,
    };
    let stepped = compile_choice(builder, draft, column, choice, logical_type);
    (judge.accepted(&stepped) == CELLS).then_some(stepped)
}
