//! Random schemas: made by chance, loaded into a real server, filled twice, and looked at.
//!
//! Every table must be as full as was asked, unless it has a key over few values; nothing may be broken, and
//! no run may fail. `DBMOCKER_TEST_SCHEMAS` says how many schemas there are per database (else 100 over all
//! databases together), `DBMOCKER_TEST_SCHEMA` makes the one of a number again. What fails is left in the
//! target folder in the form of a golden folder. Start reading at [`schemas_of_all_kinds_are_filled`]; what a
//! schema is made of is in [`schema`].

mod columns;
mod dice;
mod schema;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use crate::world::World;
use dice::Dice;
pub use schema::Flavour;

/// Rows per table.
const ROWS: i64 = 60;

/// A world that random schemas are made for.
pub trait Flavoured: World {
    /// Whose types and syntax they have.
    const FLAVOUR: Flavour;
    /// How many of them are made where nobody says.
    const SCHEMAS: u64;
}

impl Flavoured for crate::sqlite::Sqlite {
    const FLAVOUR: Flavour = Flavour::Sqlite;
    const SCHEMAS: u64 = 30;
}

impl Flavoured for crate::postgres::Postgres {
    const FLAVOUR: Flavour = Flavour::Postgres;
    const SCHEMAS: u64 = 40;
}

impl Flavoured for crate::mariadb::Mariadb {
    const FLAVOUR: Flavour = Flavour::Mariadb;
    const SCHEMAS: u64 = 30;
}

pub fn schemas_of_all_kinds_are_filled<W: Flavoured>() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let numbers = match number("DBMOCKER_TEST_SCHEMA") {
        Some(one) => one..one + 1,
        None => 0..number("DBMOCKER_TEST_SCHEMAS").unwrap_or(W::SCHEMAS),
    };
    let mut failures = Vec::new();
    for number in numbers {
        let made = schema::made(W::FLAVOUR, &mut Dice::new(number));
        let tried = catch_unwind(AssertUnwindSafe(|| try_schema::<W>(&made)));
        let problem = match tried {
            Ok(None) => continue,
            Ok(Some(problem)) => problem,
            Err(panic) => panic.downcast_ref::<String>().cloned().unwrap_or_else(|| "a panic".to_owned()),
        };
        failures
            .push(format!("schema {number}, kept in {}\n{problem}", keep::<W>(number, &made.sql).display()));
    }
    let (count, list) = (failures.len(), failures.join("\n\n"));
    assert!(failures.is_empty(), "{count} schemas of {:?}\n{list}", W::FLAVOUR);
}

/// What is wrong after two runs.
fn try_schema<W: Flavoured>(made: &schema::Made) -> Option<String> {
    let world = W::of(&made.sql);
    for (round, seed) in [(1, 11), (2, 12)] {
        let filled = world.try_fill(&format!("{{seed: {seed}, defaults: {{rows: {ROWS}}}}}"));
        let summary = match filled {
            Ok(summary) => summary,
            Err(error) => return Some(format!("run {round}: {error}")),
        };
        let damage = world.damage();
        if !damage.is_empty() {
            return Some(format!("run {round}: {}", damage.join("\n")));
        }
        let short = summary.plan.tables.iter().filter(|table| {
            let name = table.name.rsplit('.').next().unwrap_or_default();
            (table.rows as i64) < ROWS && !made.tight.iter().any(|tight| tight == name)
        });
        let short: Vec<String> = short
            .map(|table| {
                format!("{}: {} rows, {}", table.name, table.rows, table.limit.clone().unwrap_or_default())
            })
            .collect();
        if !short.is_empty() {
            return Some(format!("run {round}: {}", short.join("\n")));
        }
        for table in &summary.plan.tables {
            let name = table.name.rsplit('.').next().unwrap_or_default();
            let (found, wanted) = (world.count(name), (table.existing + table.rows) as i64);
            if found != wanted {
                return Some(format!("run {round}: {name} holds {found} rows, not {wanted}"));
            }
        }
    }
    None
}

/// Keeps a schema as a golden folder is: `schema.sql` and `config.yaml`.
fn keep<W: Flavoured>(number: u64, sql: &str) -> PathBuf {
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{:?}_{number}", W::FLAVOUR).to_lowercase());
    std::fs::create_dir_all(&folder).expect("a folder below the target folder");
    std::fs::write(folder.join("schema.sql"), sql).expect("the schema");
    std::fs::write(folder.join("config.yaml"), format!("seed: 11\ndefaults: {{rows: {ROWS}}}\n"))
        .expect("the configuration");
    folder
}
