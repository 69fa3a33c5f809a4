//! References that no database declares but that names tell of: offered by `explain`, made only when wished.
//!
//! Must not know values. Start reading at [`offers`].

use std::collections::BTreeMap;

use crate::config::Relation;
use crate::data::LogicalType;
use crate::schema::{Key, Schema, Table};

/// Most tables that are offered for one column.
const OFFERS_MAX: usize = 3;

/// Relations that make a column refer to what its name tells of: `customer_id` to `customers.id`, and
/// the `id` of a pair such as `(item_type, item_id)` to several tables. Empty where a foreign key, or no name,
/// says anything.
pub fn offers(schema: &Schema, table: usize, column: usize) -> Vec<Relation> {
    let own = &schema.tables[table];
    let declared = own.foreign_keys.iter().any(|key| key.columns.contains(&column));
    let numbered = own.keys.iter().any(|key| key.columns().is_some_and(|columns| columns == [column]));
    let name = own.columns[column].name.to_lowercase();
    let stem =
        ["_id", "_uuid", "_ref"].iter().find_map(|end| name.strip_suffix(end)).filter(|s| !s.is_empty());
    let Some(stem) = stem.filter(|_| !declared && !numbered) else { return Vec::new() };
    let from = format!("{}.{}", own.name, own.columns[column].name);
    let relation = |parent: &Table, key: &str, when: BTreeMap<String, serde_json::Value>| Relation {
        from: from.clone(),
        to: format!("{}.{key}", parent.name),
        fan_out: None,
        when,
    };
    if let Some(parent) = schema.tables.iter().find(|parent| is_called(&parent.name.name, stem)) {
        return identified(own, column, parent)
            .map(|key| relation(parent, key, BTreeMap::new()))
            .into_iter()
            .collect();
    }
    let kind = own.columns.iter().find(|other| {
        let text = matches!(other.logical_type, LogicalType::Text { .. } | LogicalType::Enum { .. });
        text && ["type", "kind", "table", "class"]
            .iter()
            .any(|end| other.name.to_lowercase() == format!("{stem}_{end}"))
    });
    let Some(kind) = kind else { return Vec::new() };
    let parents = schema.tables.iter().filter(|parent| parent.key != own.key);
    let parents = parents.filter_map(|parent| Some((parent, identified(own, column, parent)?)));
    parents
        .take(OFFERS_MAX)
        .map(|(parent, key)| {
            let value = serde_json::Value::String(singular(&parent.name.name));
            relation(parent, key, BTreeMap::from([(kind.name.clone(), value)]))
        })
        .collect()
}

/// The lone column of a primary key that a column could refer to.
fn identified<'s>(own: &Table, column: usize, parent: &'s Table) -> Option<&'s str> {
    let &[key] = parent.primary_key().and_then(Key::columns)?.as_slice() else { return None };
    let (ours, theirs) = (&own.columns[column].logical_type, &parent.columns[key].logical_type);
    let alike = match (ours, theirs) {
        (LogicalType::Int { .. }, LogicalType::Int { .. }) => true,
        (LogicalType::Text { .. }, LogicalType::Text { .. }) => true,
        (ours, theirs) => ours == theirs,
    };
    alike.then_some(parent.columns[key].name.as_str())
}

/// Whether a table is called by a word, in the singular or the plural.
fn is_called(table: &str, word: &str) -> bool {
    let table = table.to_lowercase();
    table == word || singular(&table) == word
}

fn singular(name: &str) -> String {
    let ends = [("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")];
    let cut = ends.iter().find_map(|(many, one)| Some(format!("{}{one}", name.strip_suffix(many)?)));
    let plain =
        || name.strip_suffix('s').filter(|rest| !rest.ends_with(['s', 'u', 'i'])).unwrap_or(name).to_owned();
    cut.unwrap_or_else(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_the_singular() {
        for (many, one) in [
            ("users", "user"),
            ("categories", "category"),
            ("addresses", "address"),
            ("boxes", "box"),
            ("status", "status"),
            ("branches", "branch"),
            ("person", "person"),
        ] {
            assert_eq!(singular(many), one);
        }
        assert!(is_called("Customers", "customer") && !is_called("customs", "customer"));
    }
}
