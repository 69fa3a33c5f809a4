//! A database of its own for one test, as the suite sees it.

use dbmocker::app::Job;
use dbmocker::app::generate::{Summary, generate};
use dbmocker::error::{Error, Exit, Result};

use crate::support::{Watcher, config};

/// A database, and what may be asked of it besides filling it.
pub trait World: Sized {
    /// A database with the tables of a script.
    fn of(schema: &str) -> Self;

    /// Where it is.
    fn url(&self) -> String;

    /// Runs statements, as another program would.
    fn run(&self, sql: &str);

    /// The rows of a query, cells as text separated by `|`.
    fn rows(&self, sql: &str) -> Vec<String>;

    /// Everything that breaks a rule of the database's own: orphans, duplicates, NULLs, CHECKs.
    fn damage(&self) -> Vec<String>;

    /// The definition of every object.
    fn catalogue(&self) -> Vec<String>;

    /// The states of the runs in a ledger that was kept.
    fn kept_runs(&self) -> Vec<String>;

    /// The number that a query gives.
    fn number(&self, sql: &str) -> i64 {
        let rows = self.rows(sql);
        rows[0].parse().unwrap_or_else(|_| panic!("{sql} gives {rows:?}"))
    }

    /// Rows of a table.
    fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT count(*) FROM {table}"))
    }

    /// A job with a configuration.
    fn job(&self, yaml: &str) -> Job {
        let mut config = config(yaml);
        config.target.url = Some(self.url());
        Job { config, yes: true, ..Job::default() }
    }

    /// Fills it, or says why not.
    fn try_fill(&self, yaml: &str) -> Result<Summary> {
        generate(&self.job(yaml), &mut Watcher::default())
    }

    /// Fills it.
    fn fill(&self, yaml: &str) -> Summary {
        self.try_fill(yaml).unwrap_or_else(|error| panic!("{yaml}\n{error}"))
    }

    /// Fills it, which must not work.
    fn refuse(&self, yaml: &str, exit: Exit) -> Error {
        let error = self.try_fill(yaml).map(|_| ()).expect_err("it must be refused");
        assert_eq!(error.exit(), exit, "{error}");
        error
    }

    /// Nothing is broken.
    fn assert_sound(&self) {
        assert_eq!(self.damage(), [""; 0]);
    }
}

/// Binds sentences to a world: one test each, in a module of the sentences' own name.
macro_rules! sentences {
    ($world:ty: $($module:ident: $($name:ident),+;)+) => {
        $(mod $module {
            $(#[test]
            fn $name() {
                crate::$module::$name::<$world>();
            })+
        })+
    };
}
pub(crate) use sentences;
