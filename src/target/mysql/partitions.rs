//! Partitions as conditions on rows: a table whose partitions leave values out takes no others.
//! Start reading at [`read`].

use super::control::{Control, Row};
use super::inspect::Positions;
use super::quote;
use crate::data::{MICROS_PER_DAY, MICROS_PER_SECOND, days_from_civil, write_date, write_timestamp};
use crate::schema::{Check, Partitioning, Table};

/// What TO_DAYS says of 1970-01-01.
const TO_DAYS_OF_1970: i64 = 719_528;

/// Adds the partitions to the tables, and a CHECK where they leave values out.
pub(super) fn read(control: &mut Control, positions: &Positions, tables: &mut [Table]) -> sqlx::Result<()> {
    let rows = control.rows(
        "SELECT TABLE_NAME, PARTITION_NAME, PARTITION_METHOD, PARTITION_EXPRESSION, PARTITION_DESCRIPTION \
         FROM information_schema.PARTITIONS WHERE TABLE_SCHEMA = DATABASE() AND PARTITION_NAME IS NOT NULL \
         AND COALESCE(SUBPARTITION_ORDINAL_POSITION, 1) = 1 ORDER BY TABLE_NAME, PARTITION_ORDINAL_POSITION",
    )?;
    for partitions in rows.chunk_by(|a, b| a.bytes(0) == b.bytes(0)) {
        if let Some(&at) = positions.get(&partitions[0].word(0)) {
            add(&mut tables[at], partitions);
        }
    }
    Ok(())
}

fn add(table: &mut Table, partitions: &[Row]) {
    let (strategy, expression) = (partitions[0].word(2).to_uppercase(), partitions[0].word(3));
    let names = names(&expression);
    let descriptions: Vec<String> = partitions.iter().map(|row| row.word(4)).collect();
    let (conditions, whole) = match strategy.as_str() {
        "RANGE" | "RANGE COLUMNS" => ranges(&expression, &names, &descriptions),
        "LIST" | "LIST COLUMNS" => lists(&expression, &names, &descriptions),
        _ => (vec![None; partitions.len()], None),
    };
    table.checks.extend(whole.map(|expression| Check { name: None, expression }));
    table.partitioning = Some(Partitioning {
        columns: names.iter().filter_map(|name| table.column(name)).collect(),
        leaves: partitions.iter().map(|row| row.word(1)).zip(conditions).collect(),
        strategy,
    });
}

/// The condition of each partition, and the one that holds for all rows that have a partition.
type Conditions = (Vec<Option<String>>, Option<String>);

fn ranges(expression: &str, names: &[String], descriptions: &[String]) -> Conditions {
    let below = |at: usize| below(expression, names, &descriptions[at]);
    let conditions = (0..descriptions.len()).map(|at| {
        let above = at.checked_sub(1).and_then(below).map(|lower| format!("NOT ({lower})"));
        let both: Vec<String> = above.into_iter().chain(below(at)).collect();
        (!both.is_empty()).then(|| both.join(" AND "))
    });
    (conditions.collect(), descriptions.len().checked_sub(1).and_then(below))
}

/// `VALUES LESS THAN (description)` as a condition; `None` when all values are less.
fn below(expression: &str, names: &[String], description: &str) -> Option<String> {
    let bounds = split(description);
    if bounds.len() == 1 {
        let bound = bounds[0].as_str();
        return (bound != "MAXVALUE")
            .then(|| inverted(expression, bound).unwrap_or_else(|| format!("{expression} < {bound}")));
    }
    // Less in the first column, or equal there and less in the next.
    let mut ways = Vec::new();
    let mut equal = String::new();
    for (name, bound) in names.iter().zip(&bounds) {
        let name = quote::name(name);
        if bound == "MAXVALUE" {
            ways.push(format!("{equal}{name} = {name}"));
            break;
        }
        ways.push(format!("{equal}{name} < {bound}"));
        equal += &format!("{name} = {bound} AND ");
    }
    Some(ways.join(" OR "))
}

/// A bound of the usual functions of a date as a bound of the date itself.
fn inverted(expression: &str, bound: &str) -> Option<String> {
    let (function, rest) = expression.split_once('(')?;
    let column = rest.strip_suffix(')')?.trim();
    let number: i64 = bound.parse().ok()?;
    let mut out = Vec::new();
    match function.trim().to_lowercase().as_str() {
        "to_days" => write_date(&mut out, number - TO_DAYS_OF_1970),
        "year" => write_date(&mut out, days_from_civil(number, 1, 1)),
        "unix_timestamp" => write_timestamp(&mut out, number.checked_mul(MICROS_PER_SECOND)?, 0),
        "to_seconds" => {
            let seconds = number - TO_DAYS_OF_1970 * (MICROS_PER_DAY / MICROS_PER_SECOND);
            write_timestamp(&mut out, seconds.checked_mul(MICROS_PER_SECOND)?, 0);
        }
        _ => return None,
    }
    let plain = column.starts_with('`') && column.ends_with('`');
    plain.then(|| format!("{column} < '{}'", String::from_utf8_lossy(&out)))
}

fn lists(expression: &str, names: &[String], descriptions: &[String]) -> Conditions {
    let place = if names.len() > 1 { format!("({expression})") } else { expression.to_owned() };
    let condition = |items: &[String]| {
        let given: Vec<&str> =
            items.iter().map(String::as_str).filter(|item| !item.eq_ignore_ascii_case("NULL")).collect();
        let among = (!given.is_empty()).then(|| format!("{place} IN ({})", given.join(", ")));
        match (among, given.len() < items.len()) {
            (Some(among), true) => format!("{place} IS NULL OR {among}"),
            (None, _) => format!("{place} IS NULL"),
            (Some(among), false) if names.len() > 1 => among,
            (Some(among), false) => format!("{place} IS NOT NULL AND {among}"),
        }
    };
    if descriptions.iter().any(|description| description.eq_ignore_ascii_case("DEFAULT")) {
        return (vec![None; descriptions.len()], None);
    }
    let items: Vec<Vec<String>> = descriptions.iter().map(|description| split(description)).collect();
    let all: Vec<String> = items.iter().flatten().cloned().collect();
    (items.iter().map(|items| Some(condition(items))).collect(), Some(condition(&all)))
}

/// The names in backticks.
fn names(expression: &str) -> Vec<String> {
    expression.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Splits at the commas that neither a parenthesis nor a quote encloses.
fn split(list: &str) -> Vec<String> {
    let (mut items, mut item, mut depth, mut quoted) = (Vec::new(), String::new(), 0_u32, false);
    for c in list.chars() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => {
                items.push(std::mem::take(&mut item).trim().to_owned());
                continue;
            }
            _ => {}
        }
        item.push(c);
    }
    items.push(item.trim().to_owned());
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn described(items: &[&str]) -> Vec<String> {
        items.iter().map(|item| (*item).to_owned()).collect()
    }

    #[test]
    fn ranges_end_where_the_last_partition_does() {
        let expression = "to_days(`d`)";
        let (leaves, whole) = ranges(expression, &names(expression), &described(&["739251", "739982"]));
        assert_eq!(leaves[0].as_deref(), Some("`d` < '2024-01-01'"));
        assert_eq!(leaves[1].as_deref(), Some("NOT (`d` < '2024-01-01') AND `d` < '2026-01-01'"));
        assert_eq!(whole.as_deref(), Some("`d` < '2026-01-01'"));
        let (_, open) = ranges("`a`", &names("`a`"), &described(&["10", "MAXVALUE"]));
        assert_eq!(open, None);
    }

    #[test]
    fn several_columns_are_compared_in_order() {
        let both = "`a`,`b`";
        assert_eq!(
            below(both, &names(both), "10,'x,y'").as_deref(),
            Some("`a` < 10 OR `a` = 10 AND `b` < 'x,y'")
        );
    }

    #[test]
    fn lists_say_whether_null_has_a_place() {
        let (leaves, whole) = lists("`r`", &names("`r`"), &described(&["'a','b'", "'c',NULL"]));
        assert_eq!(leaves[0].as_deref(), Some("`r` IS NOT NULL AND `r` IN ('a', 'b')"));
        assert_eq!(whole.as_deref(), Some("`r` IS NULL OR `r` IN ('a', 'b', 'c')"));
    }
}
