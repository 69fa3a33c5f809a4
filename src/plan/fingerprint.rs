//! The plan's hash: whatever decides a byte goes in, whatever does not stays out.

use super::model::{DataPlan, Source};
use crate::data::Facts;
use crate::generate::dict::Dictionary;

/// BLAKE3 in hex over seed, present, word lists, facts, schema and every column's source.
pub(super) fn plan_hash(plan: &DataPlan, facts: &Facts, dict: &Dictionary) -> String {
    let mut hasher = blake3::Hasher::new();
    let mut add = |text: String| {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    };
    add(format!("plan 1 seed {} now {} lists {}", plan.seed, plan.now, dict.digest()));
    add(schema_hash(plan));
    for (question, answer) in &facts.answers {
        add(format!("{question:?} {answer:?}"));
    }
    for (table, lesson) in &facts.lessons {
        add(format!("lesson {table} {lesson:?}"));
    }
    for table in &plan.tables {
        add(format!("{} {} {:?} {:?}", table.name, table.rows, table.closing, table.references));
        for column in &table.columns {
            let source = match &column.source {
                Source::Drawn { words, reads, .. } => format!("drawn {words:?} {reads:?}"),
                Source::Distinct { ordinals, words, bound, .. } => {
                    format!("distinct {ordinals:?} {words:?} {bound:?}")
                }
                Source::Switched { switch, .. } => format!("switched {switch:?}"),
                Source::Reference { reference, part } => format!("reference {reference} {part}"),
            };
            add(format!(
                "{} {:?} {} {source} {:?} {:?}",
                column.name, column.logical_type, column.how, column.params, column.nulls
            ));
            if let Some(repeats) = &column.repeats {
                add(format!("repeats {repeats:?}"));
            }
            if let Some(cases) = &column.cases {
                let nulls: Vec<Option<bool>> = cases.of.iter().map(|case| case.null).collect();
                add(format!("cases {} {nulls:?} {:?}", cases.choice, cases.words));
            }
        }
        for choice in &table.choices {
            add(format!("{choice:?}"));
        }
        for check in &table.checks {
            add(format!("{} {:?} {:?}", check.text, check.inputs, check.redrawn));
        }
    }
    hasher.finalize().to_hex().to_string()
}

/// BLAKE3 in hex over the tables that the plan fills, as the catalogue describes them.
pub(super) fn schema_hash(plan: &DataPlan) -> String {
    let mut hasher = blake3::Hasher::new();
    for table in &plan.tables {
        hasher.update(format!("{:?}", plan.schema.tables[table.table]).as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
