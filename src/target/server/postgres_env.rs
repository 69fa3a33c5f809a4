//! libpq's variables of the environment.

use super::keyword::POSTGRES;
use super::settings::Settings;
use super::surroundings::{Surroundings, filled};

/// A variable and the word that it stands for.
const VARIABLES: [(&str, &str); 18] = [
    ("PGHOST", "host"),
    ("PGHOSTADDR", "hostaddr"),
    ("PGPORT", "port"),
    ("PGUSER", "user"),
    ("PGPASSWORD", "password"),
    ("PGDATABASE", "dbname"),
    ("PGPASSFILE", "passfile"),
    ("PGSERVICE", "service"),
    ("PGSSLMODE", "sslmode"),
    ("PGSSLROOTCERT", "sslrootcert"),
    ("PGSSLCERT", "sslcert"),
    ("PGSSLKEY", "sslkey"),
    ("PGSSLCRL", "sslcrl"),
    ("PGAPPNAME", "application_name"),
    ("PGOPTIONS", "options"),
    ("PGCONNECT_TIMEOUT", "connect_timeout"),
    ("PGTARGETSESSIONATTRS", "target_session_attrs"),
    ("PGCHANNELBINDING", "channel_binding"),
];

/// What the environment says.
///
/// # Errors
/// When a value is none for its variable, with the variable's name.
pub(super) fn settings(around: &dyn Surroundings) -> Result<Settings, String> {
    let mut settings = Settings::default();
    for (variable, word) in VARIABLES {
        if let Some(value) = filled(around, variable) {
            let name = |problem: String| format!("{variable}: {problem}");
            POSTGRES.set(&mut settings, word, &value).map_err(name)?;
        }
    }
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::super::surroundings::pretend::Pretend;
    use super::*;

    #[test]
    fn variables_are_read_and_mistakes_named() {
        let read =
            settings(&Pretend::new(&[("PGHOST", "a,b"), ("PGPORT", "1,2"), ("PGUSER", "")])).expect("right");
        assert_eq!((read.hosts.map(|hosts| hosts.len()), read.user), (Some(2), None));
        for (variable, value) in [("PGPORT", "geheim"), ("PGSSLMODE", "on"), ("PGCONNECT_TIMEOUT", "x")] {
            let problem = settings(&Pretend::new(&[(variable, value)])).expect_err(variable);
            assert!(problem.starts_with(variable), "{problem}");
        }
    }
}
