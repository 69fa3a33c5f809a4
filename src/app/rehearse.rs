//! A rehearsal: a few rows of every table are tried in a transaction that is rolled back, and what that teaches
//! of triggers, functions and whatever else the database decides becomes a fact of the plan.
//!
//! Start reading at [`rehearse`].

use std::sync::Arc;

use super::session::{build, dictionary};
use super::{Job, Planned};
use crate::data::{Event, Facts, Question};
use crate::error::{Error, Exit, Result};
use crate::plan::{self, DataPlan, Inputs, Meanings, Pupil, Refused, Scene};
use crate::run;

/// Rehearsals after which what is still refused is given up.
const ROUNDS_MAX: usize = 24;
/// Characters of a condition that are told.
const SHOWN: usize = 120;

/// Rehearses, and plans again by what was learnt.
pub(super) fn rehearse(job: &Job, planned: &mut Planned, listener: &mut dyn FnMut(Event)) -> Result<()> {
    let tables = planned.plan.to_rehearse();
    if job.skip_rehearsal || tables.is_empty() {
        return Ok(());
    }
    listener(Event::Step {
        what: format!("rehearsing {} tables in a transaction that is rolled back", tables.len()),
    });
    let schema = Arc::clone(&planned.plan.schema);
    let (dict, meanings) = (dictionary(job)?, Meanings::new(&schema));
    let (seed, now) = (planned.plan.seed, planned.plan.now);
    let none = Facts::default();
    let base = Inputs {
        schema: &schema,
        config: &job.config,
        facts: &none,
        dict: &dict,
        meanings: &meanings,
        seed,
        now,
    };
    let mut facts = planned.facts.clone();
    let mut pupil = Pupil::default();
    for _ in 0..ROUNDS_MAX {
        let sample = plan::rehearsal(&Inputs { facts: &facts, ..base })
            .map_err(|problems| Error::all(Exit::Plan, problems.impossible).remains("nothing was written"))?;
        match learnt(planned, &Arc::new(sample), &mut pupil, &mut facts) {
            Ok(true) => {}
            Ok(false) => break,
            // It only helps: the load says the same, if need be.
            Err(error) => {
                let first = error.to_string().lines().take(2).collect::<Vec<_>>().join("; ");
                listener(Event::Notice { text: format!("the rehearsal was given up: {first}") });
                return Ok(());
            }
        }
    }
    if facts == planned.facts {
        return Ok(());
    }
    let inputs = Inputs { facts: &facts, ..base };
    let mut plan = build(job, &inputs, job.config.strict.unwrap_or(false))?;
    plan.notes.extend(notes(&facts, &plan));
    (planned.plan, planned.facts) = (Arc::new(plan), facts);
    Ok(())
}

/// One rehearsal; whether there is something new to be tried.
fn learnt(
    planned: &mut Planned,
    sample: &Arc<DataPlan>,
    pupil: &mut Pupil,
    facts: &mut Facts,
) -> Result<bool> {
    let tables = sample.to_rehearse();
    let tried = run::rehearse(sample, &planned.load, planned.target.as_mut(), &tables)?;
    forget_numbers(planned, sample, facts)?;
    let scenes: Vec<Scene<'_>> = tables
        .iter()
        .zip(&tried)
        .map(|(&table, (block, refused))| {
            let refused = refused
                .iter()
                .map(|refusal| Refused { row: refusal.row, words: refusal.words.clone(), key: refusal.key })
                .collect();
            Scene { table, block, refused }
        })
        .collect();
    Ok(pupil.learn(sample, &scenes, facts))
}

/// Sequences do not go back when a transaction does: of tables that triggers write to, the next number is asked
/// for again. Others were given their numbers by the plan, and those are free again.
fn forget_numbers(planned: &mut Planned, sample: &DataPlan, facts: &mut Facts) -> Result<()> {
    let written = sample.written_by_triggers();
    let moved = |question: &&Question| {
        matches!(question, Question::Range { .. }) && written.contains(question.table())
    };
    let asked: Vec<Question> = facts.answers.keys().filter(moved).cloned().collect();
    if !asked.is_empty() {
        facts.answers.extend(planned.target.answer(&sample.schema, &asked)?.answers);
    }
    Ok(())
}

/// What was learnt, for people.
fn notes(facts: &Facts, plan: &DataPlan) -> Vec<String> {
    let named = plan.tables.iter().filter_map(|table| {
        let lesson = facts.lessons.get(&plan.schema.tables[table.table].key)?;
        let of_parents = lesson.of_parents.iter();
        let of_parents =
            of_parents.map(|(columns, wanted)| format!("parents by {} with {wanted}", columns.join(", ")));
        let needed: Vec<String> = lesson.demands.iter().cloned().chain(of_parents).map(shortened).collect();
        let needed = needed.join(" and ");
        (!needed.is_empty()).then(|| format!("{}: a rehearsal showed that rows need {needed}", table.name))
    });
    named.collect()
}

/// A list of many values is no rule to be read to its end.
fn shortened(condition: String) -> String {
    match condition.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &condition[..at]),
        None => condition,
    }
}
