//! Which list of which source a locale takes; what it lacks it takes from English.
//!
//! Must not know: pools. Start reading at [`entries`].

use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, JA_JP, NL_NL, PT_BR, PT_PT, ZH_CN};

use super::{Locale, names, words};

/// The entries of a list as they stand in their source; `None` when there is no list of that name.
pub(super) fn entries(locale: Locale, name: &str) -> Option<Vec<String>> {
    let parts: Vec<&[&str]> = match name {
        "first_names" => first_names(locale),
        "last_names" => last_names(locale),
        "name_titles" => vec![name_titles(locale)],
        "streets" => vec![streets(locale)],
        "company_suffixes" => vec![company_suffixes(locale)],
        "company_names" => return Some(company_names()),
        "job_seniority" => vec![jobs(locale)[0]],
        "job_field" => vec![jobs(locale)[1]],
        "job_position" => vec![jobs(locale)[2]],
        _ => {
            let lists = words::LISTS;
            // A template may name one entry of a list: {word} is one of `words`.
            let plural = |known: &str| known == name || known.strip_suffix('s') == Some(name);
            vec![lists.iter().find(|(known, _)| plural(known))?.1]
        }
    };
    Some(parts.concat().iter().map(|&entry| entry.to_owned()).collect())
}

/// Names of all lists, for the digest.
pub(super) fn names() -> Vec<&'static str> {
    const BY_LOCALE: [&str; 9] = [
        "company_names",
        "company_suffixes",
        "first_names",
        "job_field",
        "job_position",
        "job_seniority",
        "last_names",
        "name_titles",
        "streets",
    ];
    BY_LOCALE.into_iter().chain(words::LISTS.iter().map(|(name, _)| *name)).collect()
}

fn first_names(locale: Locale) -> Vec<&'static [&'static str]> {
    match locale {
        Locale::En => vec![EN::NAME_FIRST_NAME],
        Locale::De => vec![DE_DE::NAME_FIRST_NAME],
        Locale::Fr => vec![FR_FR::NAME_FIRST_NAME],
        Locale::Es => vec![names::ES_FIRST],
        Locale::Pt => vec![PT_PT::NAME_FIRST_NAME, PT_BR::NAME_FIRST_NAME],
        Locale::It => vec![IT_IT::NAME_FIRST_NAME],
        Locale::Nl => vec![NL_NL::NAME_FIRST_NAME],
        Locale::Pl => vec![names::PL_FIRST],
        Locale::Ja => vec![JA_JP::NAME_FIRST_NAME],
        Locale::Zh => vec![ZH_CN::NAME_FIRST_NAME],
    }
}

fn last_names(locale: Locale) -> Vec<&'static [&'static str]> {
    match locale {
        Locale::En => vec![EN::NAME_LAST_NAME],
        Locale::De => vec![DE_DE::NAME_LAST_NAME],
        Locale::Fr => vec![FR_FR::NAME_LAST_NAME],
        Locale::Es => vec![names::ES_LAST],
        Locale::Pt => vec![PT_PT::NAME_LAST_NAME, PT_BR::NAME_LAST_NAME],
        Locale::It => vec![IT_IT::NAME_LAST_NAME],
        Locale::Nl => vec![NL_NL::NAME_LAST_NAME],
        Locale::Pl => vec![names::PL_LAST],
        Locale::Ja => vec![JA_JP::NAME_LAST_NAME],
        Locale::Zh => vec![ZH_CN::NAME_LAST_NAME],
    }
}

fn name_titles(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::En => EN::NAME_TITLE,
        Locale::De => names::DE_TITLES,
        Locale::Fr => FR_FR::NAME_TITLE,
        Locale::Es => names::ES_TITLES,
        Locale::Pt => PT_PT::NAME_TITLE,
        Locale::It => IT_IT::NAME_TITLE,
        Locale::Nl => NL_NL::NAME_TITLE,
        Locale::Pl => names::PL_TITLES,
        Locale::Ja => JA_JP::NAME_TITLE,
        Locale::Zh => ZH_CN::NAME_TITLE,
    }
}

fn streets(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::En => names::EN_STREETS,
        Locale::De => names::DE_STREETS,
        Locale::Fr => names::FR_STREETS,
        Locale::Es => names::ES_STREETS,
        Locale::Pt => names::PT_STREETS,
        Locale::It => names::IT_STREETS,
        Locale::Nl => names::NL_STREETS,
        Locale::Pl => names::PL_STREETS,
        Locale::Ja => names::JA_STREETS,
        Locale::Zh => names::ZH_STREETS,
    }
}

fn company_suffixes(locale: Locale) -> &'static [&'static str] {
    match locale {
        Locale::En => EN::COMPANY_SUFFIX,
        Locale::De => DE_DE::COMPANY_SUFFIX,
        Locale::Fr => names::FR_SUFFIXES,
        Locale::Es => names::ES_SUFFIXES,
        Locale::Pt => PT_PT::COMPANY_SUFFIX,
        Locale::It => IT_IT::COMPANY_SUFFIX,
        Locale::Nl => NL_NL::COMPANY_SUFFIX,
        Locale::Pl => names::PL_SUFFIXES,
        Locale::Ja => JA_JP::COMPANY_SUFFIX,
        Locale::Zh => ZH_CN::COMPANY_SUFFIX,
    }
}

/// Seniority, field and position of job titles.
fn jobs(locale: Locale) -> [&'static [&'static str]; 3] {
    match locale {
        Locale::It => [IT_IT::JOB_SENIORITY, IT_IT::JOB_FIELD, IT_IT::JOB_POSITION],
        Locale::Pt => [PT_PT::JOB_SENIORITY, PT_PT::JOB_FIELD, PT_PT::JOB_POSITION],
        Locale::Nl => [NL_NL::JOB_SENIORITY, NL_NL::JOB_FIELD, NL_NL::JOB_POSITION],
        Locale::Ja => [JA_JP::JOB_SENIORITY, JA_JP::JOB_FIELD, JA_JP::JOB_POSITION],
        Locale::Zh => [ZH_CN::JOB_SENIORITY, ZH_CN::JOB_FIELD, ZH_CN::JOB_POSITION],
        _ => [EN::JOB_SENIORITY, EN::JOB_FIELD, EN::JOB_POSITION],
    }
}

fn company_names() -> Vec<String> {
    let pairs = words::COMPANY_NAMES
        .iter()
        .flat_map(|name| words::COMPANY_TRADES.iter().map(move |trade| format!("{name} {trade}")));
    pairs.collect()
}
