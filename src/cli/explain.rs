//! `explain`: a column, a table, or a generator.

use super::args::ExplainArgs;
use super::wishes::Reader;
use super::{Outcome, inspect, job};
use crate::app::explain::{Explained, explain};
use crate::app::inspect::meaning;
use crate::app::{Definition, Job, cell_text, generators, printable};
use crate::config::unknown;
use crate::error::{Error, Exit, Result};
use crate::ui::{Grid, Voice};

/// Runs the verb.
pub(super) fn run(args: &ExplainArgs, voice: &Voice, reader: Reader) -> Outcome {
    let job = job::job(voice, reader, None, &args.target, Some(&args.rows), None)?;
    let text = match args.subject.as_deref() {
        None => all_generators(),
        Some(subject) => match generators().find(|definition| definition.name == subject) {
            Some(definition) => generator(definition),
            None if subject.contains('.') => column(&explain(&job, subject)?),
            None => table(&job, subject)?,
        },
    };
    voice.data(&text);
    Ok(Exit::Done)
}

fn column(explained: &Explained) -> String {
    let line = &explained.line;
    let mut out = String::new();
    let mut say = |label: &str, text: &str| out.push_str(&format!("{label:10}{}\n", printable(text)));
    say("column", &explained.place);
    say("type", &explained.declared);
    say("values", &line.how);
    say("reason", &line.reason);
    if line.null_share > 0.0 {
        say("NULL", &format!("{:.1} %", line.null_share * 100.0));
    }
    explained.checks.iter().for_each(|check| say("check", check));
    if !explained.domain.is_empty() {
        say("domain", &explained.domain);
    }
    if let Some(limit) = &explained.limit {
        say("rows", &format!("0: {limit}"));
    }
    let examples: Vec<String> =
        explained.examples.iter().map(|cell| cell_text(cell).unwrap_or_else(|| "NULL".to_owned())).collect();
    say("examples", &examples.join(" | "));
    if let Some(definition) = explained.definition {
        out.push_str(&format!("\n{}", generator(definition)));
    }
    if !explained.yaml.is_empty() {
        out.push_str(&format!("\nThe same, said in a configuration:\n{}", explained.yaml));
    }
    if !explained.offers.is_empty() {
        let lines = explained.offers.join("\n");
        out.push_str(&format!(
            "\nIts name tells of a reference that no foreign key declares:\nrelations:\n{lines}\n"
        ));
    }
    out
}

fn generator(definition: &Definition) -> String {
    let mut out = format!("{}: {}\n", definition.name, definition.doc);
    if !definition.example.is_empty() {
        out.push_str(&format!("example: {}\n", definition.example));
    }
    for parameter in definition.parameters {
        out.push_str(&format!("  {:14}{}\n", parameter.name, parameter.doc));
    }
    out
}

fn all_generators() -> String {
    let mut all: Vec<&Definition> = generators().collect();
    all.sort_by_key(|definition| definition.name);
    let mut grid = Grid::new(&["generator", "what it makes", "example"]);
    for definition in all {
        grid.row([definition.name.to_owned(), definition.doc.to_owned(), definition.example.to_owned()]);
    }
    format!("{}\n", grid.text())
}

fn table(job: &Job, name: &str) -> Result<String> {
    let mut explanation = meaning(job)?.explanation;
    let tables: Vec<String> = explanation.tables.iter().map(|table| table.table.clone()).collect();
    explanation.tables.retain(|table| table.table.eq_ignore_ascii_case(name));
    if explanation.tables.is_empty() {
        let known = tables.into_iter().chain(generators().map(|definition| definition.name.to_owned()));
        return Err(Error::new(Exit::Usage, unknown("table or generator", name, known))
            .next("dbmocker explain TABLE.COLUMN, or without a name for all generators"));
    }
    Ok(inspect::columns(&explanation))
}
