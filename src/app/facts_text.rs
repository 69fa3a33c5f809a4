//! Facts as text, to be kept in the ledger for a resume. Version 1: JSON, every scalar tagged by its kind, so
//! that numbers survive exactly.

use serde_json::{Value as Json, json};

use crate::data::{Answer, Facts, Lesson, Question, Value};

/// Facts to text.
pub(super) fn write(facts: &Facts) -> String {
    let answers: Vec<Json> = facts
        .answers
        .iter()
        .map(|(asked, answer)| {
            let rows: Vec<Json> = answer.rows.iter().map(|row| row.iter().map(scalar).collect()).collect();
            json!({"question": question(asked), "complete": answer.complete, "rows": rows})
        })
        .collect();
    let lessons: Vec<Json> = facts
        .lessons
        .iter()
        .map(|(table, lesson)| {
            let Lesson { demands, of_parents, limit } = lesson;
            json!({"table": table, "demands": demands, "of_parents": of_parents, "limit": limit})
        })
        .collect();
    json!({"format": 1, "answers": answers, "lessons": lessons}).to_string()
}

/// Facts from text; `None` when it is not of this version.
pub(super) fn read(text: &str) -> Option<Facts> {
    let json: Json = serde_json::from_str(text).ok()?;
    if json["format"] != 1 {
        return None;
    }
    let mut facts = Facts::default();
    for entry in json["answers"].as_array()? {
        let rows = entry["rows"]
            .as_array()?
            .iter()
            .map(|row| row.as_array()?.iter().map(unscalar).collect::<Option<Vec<_>>>());
        let answer = Answer { rows: rows.collect::<Option<_>>()?, complete: entry["complete"].as_bool()? };
        facts.answers.insert(unquestion(&entry["question"])?, answer);
    }
    // Runs of before rehearsals have none.
    for entry in json["lessons"].as_array().into_iter().flatten() {
        let lesson = Lesson {
            demands: serde_json::from_value(entry["demands"].clone()).ok()?,
            of_parents: serde_json::from_value(entry["of_parents"].clone()).ok()?,
            limit: serde_json::from_value(entry["limit"].clone()).ok()?,
        };
        facts.lessons.insert(entry["table"].as_str()?.to_owned(), lesson);
    }
    Some(facts)
}

fn question(question: &Question) -> Json {
    match question {
        Question::Count { table } => json!(["count", table]),
        Question::Range { table, column } => json!(["range", table, column]),
        Question::LastNumber { table, column } => json!(["last_number", table, column]),
        Question::Tuples { table, columns, limit } => json!(["tuples", table, columns, limit]),
        Question::Sample { table, columns, limit } => json!(["sample", table, columns, limit]),
    }
}

fn unquestion(json: &Json) -> Option<Question> {
    let text = |at: usize| json[at].as_str().map(str::to_owned);
    Some(match json[0].as_str()? {
        "count" => Question::Count { table: text(1)? },
        "range" => Question::Range { table: text(1)?, column: text(2)? },
        "last_number" => Question::LastNumber { table: text(1)?, column: text(2)? },
        kind @ ("tuples" | "sample") => {
            let names = json[2].as_array()?.iter().map(|name| name.as_str().map(str::to_owned));
            let (table, columns, limit) = (text(1)?, names.collect::<Option<_>>()?, json[3].as_u64()?);
            match kind {
                "tuples" => Question::Tuples { table, columns, limit },
                _ => Question::Sample { table, columns, limit },
            }
        }
        _ => return None,
    })
}

fn scalar(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Bool(truth) => json!(["bool", truth]),
        Value::Int(number) => json!(["int", number.to_string()]),
        Value::Decimal { unscaled, scale } => json!(["decimal", unscaled.to_string(), scale]),
        Value::Float(number) => json!(["float", format!("{:016x}", number.to_bits())]),
        Value::Text(text) => json!(["text", text]),
        Value::Bytes(bytes) => json!(["bytes", bytes]),
        Value::Date(days) => json!(["date", days]),
        Value::Time(micros) => json!(["time", micros]),
        Value::Timestamp(micros) => json!(["timestamp", micros]),
        Value::Uuid(bytes) => json!(["uuid", bytes]),
        Value::List(values) => json!(["list", values.iter().map(scalar).collect::<Vec<_>>()]),
    }
}

fn unscalar(json: &Json) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Null);
    }
    let body = &json[1];
    let bytes = || {
        body.as_array()?
            .iter()
            .map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
            .collect::<Option<Vec<u8>>>()
    };
    Some(match json[0].as_str()? {
        "bool" => Value::Bool(body.as_bool()?),
        "int" => Value::Int(body.as_str()?.parse().ok()?),
        "decimal" => Value::Decimal {
            unscaled: body.as_str()?.parse().ok()?,
            scale: u8::try_from(json[2].as_u64()?).ok()?,
        },
        "float" => Value::Float(f64::from_bits(u64::from_str_radix(body.as_str()?, 16).ok()?)),
        "text" => Value::Text(body.as_str()?.to_owned()),
        "bytes" => Value::Bytes(bytes()?),
        "date" => Value::Date(body.as_i64()?),
        "time" => Value::Time(body.as_i64()?),
        "timestamp" => Value::Timestamp(body.as_i64()?),
        "uuid" => Value::Uuid(bytes()?.try_into().ok()?),
        "list" => Value::List(body.as_array()?.iter().map(unscalar).collect::<Option<_>>()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_survive_exactly() {
        let mut facts = Facts::default();
        let rows = vec![vec![
            Value::Int(i128::MAX),
            Value::Float(0.1 + 0.2),
            Value::Text("ä\u{0}\"".into()),
            Value::Bytes(vec![0, 255]),
            Value::Decimal { unscaled: -5, scale: 2 },
            Value::List(vec![Value::Null, Value::Bool(true), Value::Uuid([7; 16])]),
        ]];
        let question = Question::Tuples { table: "t".into(), columns: vec!["a".into()], limit: 9 };
        facts.answers.insert(question, Answer { rows, complete: false });
        facts
            .answers
            .insert(Question::Count { table: "x.y".into() }, Answer { rows: vec![], complete: true });
        let lesson = Lesson {
            demands: vec!["a > 1".into()],
            of_parents: vec![(vec!["b".into()], "kind = 'x'".into())],
            limit: Some((7, "no".into())),
        };
        facts.lessons.insert("t".into(), lesson);
        assert_eq!(read(&write(&facts)), Some(facts));
        assert_eq!(read("{}"), None);
    }
}
