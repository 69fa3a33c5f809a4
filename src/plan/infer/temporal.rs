//! Moments and days: which columns are times though their type is a number or text, and which of a table's
//! times follow which.
//!
//! A column reads only one of a lower [`Role`]; so reads never form a cycle.
//!
//! Must not know: other meanings. Start reading at [`infer`], then [`role`].

use super::rule::{arguments, has};
use super::{Choice, Subject, tokens};
use crate::data::{LogicalType, Value};
use crate::generate::Params;

/// What a time says, in the order in which times may read one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    /// The row came to be.
    Created,
    /// Something began.
    Started,
    /// It ended, or must have.
    Ended,
    /// It ends some day.
    Expires,
    /// The row was last touched.
    Updated,
    /// Something comes next.
    Next,
    /// A birthday.
    Birth,
    /// Nothing in particular.
    Moment,
}

/// How a time is kept; columns of different forms do not read each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Native,
    Unix(&'static str),
    Text(&'static str),
}

const CREATED: &str = "\
    created|create|creation|inserted|insertion|added|registered|registration|joined|join|enrolled|hired|\
    hire|signup|uploaded|upload|posted|submitted|submit|entered|recorded|born|imported|captured|\
    established|founded|generated|first|birth|crdate|add";
const STARTED: &str = "\
    start|started|starts|begin|begins|began|beginning|from|since|open|opened|opens|order|ordered|rental|\
    rented|rent|booking|booked|book|purchase|purchased|issue|issued|sent|send|requested|request|queued|\
    scheduled|schedule|checkin|admission|admitted|invoice|effective|departure|departed|published|\
    publish|publication|release|activated|invited|assigned|received|in|loan|borrowed|borrow|acquired|\
    active|enqueued|triggered|detected|reported|subscribed|trial|planned|allocated|initiated|applied|\
    offered|launch|launched|installed|install|occurred|given|claimed|run";
const ENDED: &str = "\
    end|ended|ends|ending|finish|finished|complete|completed|completion|close|closed|closes|closing|\
    stop|stopped|until|till|to|thru|through|due|deadline|return|returned|ship|shipped|shipping|shipment|\
    deliver|delivered|delivery|arrival|arrived|cancel|cancelled|canceled|cancellation|terminated|\
    termination|resolved|resolution|deleted|archived|revoked|confirmed|verified|acknowledged|accepted|\
    rejected|refunded|answered|failed|left|leave|checkout|out|discharge|discharged|retired|disabled|\
    deactivated|withdrawn|approved|paid|payment|processed|released|required|expected|promised|estimated|\
    removed|read|declined|responded|replied|settled|consumed|used|decommissioned|decomm|deprecated|\
    unsubscribed|trashed|banned|blocked|locked|suspended|validated|reviewed|graded|signed|executed";
const EXPIRES: &str = "\
    expires|expire|expired|expiry|expiration|exp|expiring|invalid|renewal|renews|warranty";
const UPDATED: &str = "\
    updated|update|modified|modification|changed|change|edited|edit|touched|refreshed|synced|sync|last|\
    latest|seen|accessed|access|mtime|mod|modtime|lastmod|moddate|upd";
const NEXT: &str = "next|upcoming|retry|reminder|remind|future|planned";

/// Words for the end of a row itself.
const REMOVED: &str = "deleted|removed|archived|trashed|deactivated|disabled";

/// Last words of a name that make an integer or a text a time, whatever stands before.
const TIME_WORDS: &str = "\
    at|timestamp|ts|datetime|mtime|ctime|atime|expires|expiry|expiration|expire|date|created|modified|\
    updated|until|till|deadline|birthday|dob|birthdate|epoch|modtime|timestamptz|tstamp|crdate|lastmod|\
    moddate";
/// The same behind `last` and `next`.
const LAST_WORDS: &str = "\
    access|accessed|login|seen|activity|active|used|visit|visited|change|changed|modified|check|checked|\
    update|updated|run|sync|synced|edit|edited|post|posted|logon|refresh|attempt|heartbeat|contact|\
    backup|scan|poll|renewed|notified|sent|request|success|failure|reset|changed|up|down|fetch|crawl|\
    cleanup|usage|use|read|write|written";
/// Words after `date` or `time` or before `time` that make it none.
const NOT_TIMES: &str = "\
    format|type|style|range|zone|unit|precision|field|string|name|by|id|count|limit|out|label|user|ip|\
    source|reason";
/// Words before `time` that make it a span.
const SPANS: &str = "\
    response|processing|taken|worked|left|spent|wait|waiting|estimated|cpu|execution|idle|cook|cooking|\
    prep|preparation|total|travel|flight|wall|play|watch|lead|run|up|down|elapsed|lock|delay|block|read|\
    write|fetch|query|hold|user|system|real|busy|transit|service|session|screen|max|min|avg|average|\
    mean|grace|cycle|life|buffer|per|load";

/// The choice for a column that is a time.
pub(super) fn infer(subject: &Subject<'_>, name: &[String]) -> Option<Choice> {
    let form = form(subject.logical_type, name)?;
    let role = role(name);
    let reason = format!("a time by its {}", if form == Form::Native { "type" } else { "name" });
    let base = if *subject.logical_type == LogicalType::Date { "date" } else { "timestamp" };
    let choice = |generator: &'static str, params| Choice::of(generator, params, reason.clone());
    let mut params = form_params(form);
    let mut chosen = match role {
        Role::Birth => choice("birth_date", params),
        Role::Next => choice("timestamp_future", params),
        Role::Ended | Role::Expires | Role::Updated => match earlier(subject, name, role, form) {
            Some(column) => {
                let (least, most) = span(role, name);
                params.insert("column".to_owned(), Value::Text(column.to_owned()));
                params.insert("min_seconds".to_owned(), Value::Int(least));
                params.insert("max_seconds".to_owned(), Value::Int(most));
                if role == Role::Updated {
                    params.insert("until".to_owned(), Value::Text("now".to_owned()));
                }
                Choice::of("timestamp_after", params, format!("follows `{column}`"))
            }
            None if role == Role::Expires => choice("timestamp_future", params),
            None => choice(base, params),
        },
        Role::Created | Role::Started | Role::Moment => choice(base, params),
    };
    chosen.generic = role == Role::Moment && form == Form::Native;
    Some(chosen)
}

/// Fewest and most seconds between a time and the one it follows.
fn span(role: Role, name: &[String]) -> (i128, i128) {
    const DAY: i128 = 86_400;
    match role {
        Role::Expires => (DAY, 365 * DAY),
        Role::Updated => (0, 90 * DAY),
        _ if name.last().is_some_and(|word| word == "date" || word == "day" || word == "on") => {
            (DAY, 30 * DAY)
        }
        _ => (60, 3 * DAY),
    }
}

fn form_params(form: Form) -> Params {
    match form {
        Form::Native => Params::new(),
        Form::Unix(unit) => arguments(&format!("unit={unit}")),
        Form::Text(format) => arguments(&format!("format={format}")),
    }
}

/// How the column keeps a time, if it does.
fn form(logical_type: &LogicalType, name: &[String]) -> Option<Form> {
    match *logical_type {
        LogicalType::Date | LogicalType::Timestamp { .. } => Some(Form::Native),
        LogicalType::Int { bits, .. } if bits >= 32 => {
            let unit = unit(name)?;
            let fits = bits == 64 || unit == "s";
            (fits && is_time(strip_unit(name), true)).then_some(Form::Unix(unit))
        }
        LogicalType::Float { bits: 64 } => {
            let unit = unit(name)?;
            is_time(strip_unit(name), true).then_some(Form::Unix(unit))
        }
        LogicalType::Decimal { precision, scale } if precision.saturating_sub(scale) >= 10 => {
            let ends = name.last().is_some_and(|word| has("at|timestamp|ts|epoch|datetime", word));
            (ends && is_time(name, true)).then_some(Form::Unix("s"))
        }
        LogicalType::Text { max, .. } => text_format(max.unwrap_or(u32::MAX), name).map(Form::Text),
        _ => None,
    }
}

/// The unit of a Unix time; `None` for those beyond microseconds.
fn unit(name: &[String]) -> Option<&'static str> {
    match name.last().map(String::as_str) {
        Some("ns" | "nano" | "nanos" | "nanoseconds") => None,
        Some("ms" | "millis" | "milliseconds" | "msec") => Some("ms"),
        Some("us" | "micros" | "microseconds" | "usec") => Some("us"),
        _ => Some("s"),
    }
}

/// The name without a unit or a zone at its end.
fn strip_unit(name: &[String]) -> &[String] {
    const UNITS: &str = "\
    ms|millis|milliseconds|msec|us|micros|microseconds|usec|utc|unix|gmt|secs|sec|seconds|s";
    match name {
        [rest @ .., last] if !rest.is_empty() && has(UNITS, last) => rest,
        _ => name,
    }
}

/// How text keeps a time, if it does.
fn text_format(chars: u32, name: &[String]) -> Option<&'static str> {
    let name = strip_unit(name);
    if chars < 8 || chars > 64 && chars < 10_000 && !is_time(name, false) || !is_time(name, false) {
        return None;
    }
    let last = name.last().map(String::as_str);
    match (last, chars) {
        (Some("time"), ..19) => Some("time"),
        (_, ..10) => None,
        (_, ..19) => Some("date"),
        (Some("date" | "birthday" | "dob" | "birthdate" | "on" | "day"), _) => Some("date"),
        (_, _) if name.first().is_some_and(|word| word == "date") => Some("date"),
        _ => Some("datetime"),
    }
}

/// Whether a name is a time's.
fn is_time(name: &[String], number: bool) -> bool {
    let [before @ .., last] = name else { return false };
    let previous = before.last().map(String::as_str);
    match last.as_str() {
        "at" | "till" | "until" | "created" | "modified" => {
            number || last == "at" || !before.is_empty() || last == "created"
        }
        "by" | "id" => false,
        "time" | "times" => {
            previous.is_none_or(|word| !has(SPANS, word))
                && last == "time"
                && !before.is_empty()
                && !has_span(before)
                || before.is_empty() && number
        }
        "on" | "since" => {
            previous.is_some_and(|word| has("active|valid|member|updated|last", word) || says_when(word))
        }
        "added" | "inserted" | "joined" | "registered" => number || before.is_empty(),
        word if has(TIME_WORDS, word) => true,
        word if before.iter().any(|word| word == "last" || word == "next" || word == "first") => {
            has(LAST_WORDS, word) && before.len() < 3
        }
        word if name[0] == "date" && !before.is_empty() => !has(NOT_TIMES, word),
        "touched" => number,
        _ => false,
    }
}

fn says_when(word: &str) -> bool {
    [CREATED, STARTED, ENDED, EXPIRES, UPDATED].iter().any(|list| has(list, word))
}

fn has_span(before: &[String]) -> bool {
    before.iter().any(|word| has("elapsed|duration|spent", word))
}

/// What a time says: by the first word from the end that says something.
fn role(name: &[String]) -> Role {
    let birth = |word: &String| has("birth|birthday|birthdate|dob|born|bday", word);
    if name.iter().any(birth) {
        return Role::Birth;
    }
    if name.first().is_some_and(|word| has(NEXT, word)) {
        return Role::Next;
    }
    if name.first().is_some_and(|word| word == "first") {
        return Role::Created;
    }
    if name.iter().any(|word| word == "last" || word == "latest") {
        return Role::Updated;
    }
    for word in name.iter().rev() {
        let lists = [
            (EXPIRES, Role::Expires),
            (ENDED, Role::Ended),
            (STARTED, Role::Started),
            (CREATED, Role::Created),
        ];
        for (list, role) in lists {
            if has(list, word) {
                return role;
            }
        }
        if has(UPDATED, word) {
            return Role::Updated;
        }
    }
    Role::Moment
}

/// The time among the other columns that this one follows.
fn earlier<'s>(subject: &Subject<'s>, name: &[String], role: Role, form: Form) -> Option<&'s str> {
    let here = subject.siblings.iter().position(|&column| column == subject.column)?;
    let mut best: Option<((usize, usize, usize), &'s str)> = None;
    for (at, (&column, logical_type)) in subject.siblings.iter().zip(subject.sibling_types).enumerate() {
        let other = tokens::split(column);
        let other_role = self::role(&other);
        let reads = other_role < Role::Ended && self::form(logical_type, &other) == Some(form);
        if at == here || !reads {
            continue;
        }
        let shared = other
            .iter()
            .filter(|word| name.contains(word) && !has("date|time|at|on|ts|timestamp", word))
            .count();
        // The ends of a row's own life follow its beginning, other ends that of what they end.
        let own = role == Role::Updated || name.iter().any(|word| has(REMOVED, word));
        let wanted = if own { Role::Created } else { Role::Started };
        let nearness = subject.siblings.len() - at.abs_diff(here);
        let rank = (shared, usize::from(other_role == wanted), nearness);
        if best.is_none_or(|(most, _)| rank > most) {
            best = Some((rank, column));
        }
    }
    best.map(|(_, column)| column)
}
