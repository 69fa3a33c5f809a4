//! Yes or no: as a boolean, as 0 and 1, or as a letter.
//!
//! Must not know: other meanings. Start reading at [`infer`].

use super::rule::{arguments, has};
use super::{Choice, Subject, rules};
use crate::data::LogicalType;

/// Words that are true of few rows.
const RARE: &str = "\
    deleted|disabled|blocked|banned|locked|hidden|archived|suspended|failed|cancelled|canceled|removed|\
    expired|revoked|inactive|spam|error|admin|superuser|trashed|bot|deprecated|rejected|flagged|\
    quarantined|test|muted|ban";
/// Words that are true of most rows.
const COMMON: &str = "\
    active|enabled|visible|valid|available|confirmed|verified|published|approved|allowed|accepted|enable";
/// Words in `ed` that are no participles, or whose column is a time or an amount.
const NO_PARTICIPLES: &str = "\
    speed|seed|feed|breed|bed|need|shed|weed|reed|deed|steed|created|updated|modified|added|changed|\
    embed|inserted|elapsed|allocated|used|rated|worked|lapsed";

/// The choice for a column that is true or false.
pub(super) fn infer(subject: &Subject<'_>, name: &[String]) -> Option<Choice> {
    let choice =
        |generator, params: &str, why: &str| Some(Choice::of(generator, arguments(params), why.to_owned()));
    match *subject.logical_type {
        LogicalType::Bool => choice("boolean", share(name), "by its type"),
        LogicalType::Int { .. } if is_flag(name) => {
            choice("boolean", share(name), "column name is a yes or no")
        }
        LogicalType::Text { max: Some(1..=4), .. } if is_flag(name) => {
            choice("values", "values=Y|N", "column name is a yes or no")
        }
        LogicalType::Text { max, .. } if is_flag(name) && asks(name) && max.is_none_or(|max| max >= 5) => {
            choice("values", "values=true|false", "column name is a yes or no")
        }
        _ => None,
    }
}

fn share(name: &[String]) -> &'static str {
    let says = |list: &str| name.iter().any(|word| has(list, word));
    match (says(RARE), says(COMMON)) {
        (true, _) => "share=0.05",
        (false, true) => "share=0.85",
        (false, false) => "share=0.5",
    }
}

/// Whether the name puts a question, so that even text answers with true or false.
fn asks(name: &[String]) -> bool {
    let counted = name.last().is_some_and(|word| has(rules::NO_QUESTIONS, word));
    name.len() > 1
        && !counted
        && name.first().is_some_and(|word| has("is|has|can|should|allow|enable|was|use|must", word))
        || name
            .last()
            .is_some_and(|word| has("enabled|disabled|required|active|discontinued|deleted|visible", word))
}

/// Whether a name is a yes or no: it ends in a participle or one of a list of words, or puts a question.
fn is_flag(name: &[String]) -> bool {
    let Some((last, before)) = name.split_last() else { return false };
    if before.iter().any(|word| word == "id") {
        return false;
    }
    // `messages_failed` counts messages.
    let counts =
        before.last().is_some_and(|word| word.len() > 3 && word.ends_with('s') && !word.ends_with("ss"));
    let participle = last.len() > 4 && last.ends_with("ed") && !has(NO_PARTICIPLES, last);
    let question =
        before.first().is_some_and(|word| has(rules::QUESTIONS, word)) && !has(rules::NO_QUESTIONS, last);
    let measured =
        before.iter().any(|word| has("num|count|total|max|min|amount|number|avg|time|bytes|size", word));
    if measured && !question {
        return false;
    }
    question || participle && !counts || has(rules::ENDINGS, last) && !counts
}
