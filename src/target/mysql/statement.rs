//! The statements that load one table, from its columns. Start reading at [`Statements::new`].

use super::quote;
use super::types::is_shape;
use crate::data::LogicalType;
use crate::encode::InsertColumn;
use crate::schema::{Column, Table};
use crate::target::Shape;

/// The name that LOAD DATA asks for; no file is ever read.
const TOKEN: &str = "dbmocker";

/// Both ways to load a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Statements {
    /// LOAD DATA, whole.
    pub(super) load: String,
    /// INSERT up to and with VALUES.
    pub(super) insert: String,
    /// How INSERT writes the cells.
    pub(super) columns: Vec<InsertColumn>,
    /// The columns' names.
    pub(super) names: Vec<String>,
}

impl Statements {
    /// For the columns of a shape.
    pub(super) fn new(table: &Table, shape: &Shape) -> Self {
        let (mut fields, mut sets, mut columns) = (Vec::new(), Vec::new(), Vec::new());
        for (i, (&at, logical_type)) in shape.columns.iter().zip(&shape.types).enumerate() {
            let (column, way) = (&table.columns[at], Way::of(&table.columns[at], logical_type));
            let name = quote::name(&column.name);
            let variable = format!("@v{i}");
            match way.field_value(&variable) {
                Some(expression) => {
                    fields.push(variable);
                    sets.push(format!("{name} = {expression}"));
                }
                None => fields.push(name),
            }
            let null = shape.closing.contains(&i).then(|| "NULL".to_owned());
            let through = null.or_else(|| way.around("{}"));
            columns.push(InsertColumn { logical_type: logical_type.clone(), through });
        }
        if fields.is_empty() {
            fields.push("@v0".to_owned());
        }
        let set = if sets.is_empty() { String::new() } else { format!(" SET {}", sets.join(", ")) };
        Self {
            load: format!(
                "LOAD DATA LOCAL INFILE '{TOKEN}' INTO TABLE {} CHARACTER SET utf8mb4 \
                 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' ({}){set}",
                quote::table(table),
                fields.join(", "),
            ),
            insert: format!(
                "INSERT INTO {} ({}) VALUES",
                quote::table(table),
                quote::columns(table, &shape.columns)
            ),
            columns,
            names: shape.columns.iter().map(|&at| table.columns[at].name.clone()).collect(),
        }
    }
}

/// How a column takes its values.
enum Way {
    /// As they are written.
    Plain,
    /// Binary strings.
    Binary,
    /// A truth value in a bit.
    Bit,
    /// Binary digits.
    Bits,
    /// Well-known text in a spatial reference system.
    Shape(u32),
}

impl Way {
    fn of(column: &Column, logical_type: &LogicalType) -> Self {
        let declared = column.declared.to_lowercase();
        let word = declared.split(['(', ' ']).next().unwrap_or_default();
        let srid = declared.rsplit_once(" srid ").and_then(|(_, srid)| srid.parse().ok());
        match (word, logical_type) {
            (_, LogicalType::Bytes { .. }) => Self::Binary,
            ("bit", LogicalType::BitString { .. } | LogicalType::Text { .. }) => Self::Bits,
            ("bit", _) => Self::Bit,
            (word, LogicalType::Other { .. } | LogicalType::Text { .. }) if is_shape(word) => {
                Self::Shape(srid.unwrap_or(0))
            }
            _ => Self::Plain,
        }
    }

    /// The value from a variable of LOAD DATA, where it is not the field itself.
    fn field_value(&self, variable: &str) -> Option<String> {
        match self {
            Self::Plain => None,
            Self::Binary => Some(format!("UNHEX({variable})")),
            Self::Bit => Some(format!("CAST({variable} AS UNSIGNED)")),
            Self::Bits => Some(format!("CAST(CONV({variable}, 2, 10) AS UNSIGNED)")),
            Self::Shape(_) => self.around(variable),
        }
    }

    /// What a literal of INSERT goes through. Well-known text has the longitude first, which MySQL wants to
    /// be told.
    fn around(&self, literal: &str) -> Option<String> {
        match self {
            Self::Shape(0) => Some(format!("ST_GeomFromText({literal})")),
            Self::Shape(srid) => Some(format!("ST_GeomFromText({literal}, {srid}, 'axis-order=long-lat')")),
            Self::Plain | Self::Binary | Self::Bit | Self::Bits => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Generated, Identity, TableName, TableOptions};

    fn column(name: &str, declared: &str, logical_type: LogicalType) -> Column {
        Column {
            name: name.into(),
            declared: declared.into(),
            logical_type,
            nullable: true,
            default: None,
            expression: None,
            generated: Generated::No,
            identity: Identity::No,
            sequence: None,
            charset: None,
            collation: None,
            comment: None,
        }
    }

    #[test]
    fn what_text_cannot_say_goes_through_variables() {
        let columns = vec![
            column("id", "int", LogicalType::Int { bits: 32, unsigned: false }),
            column("b`in", "varbinary(9)", LogicalType::Bytes { max: Some(9) }),
            column("flag", "bit(1)", LogicalType::Bool),
            column("bits", "bit(3)", LogicalType::BitString { bits: 3, varying: false }),
            column("place", "point srid 4326", LogicalType::Other { name: "point".into() }),
        ];
        let types = columns.iter().map(|column| column.logical_type.clone()).collect();
        let table = Table {
            name: TableName { schema: None, name: "t".into() },
            key: "t".into(),
            comment: None,
            columns,
            keys: vec![],
            foreign_keys: vec![],
            checks: vec![],
            indexes: vec![],
            triggers: vec![],
            exclusions: vec![],
            partitioning: None,
            options: TableOptions::default(),
        };
        let shape = Shape { table: 0, columns: (0..5).collect(), types, closing: vec![0] };
        let statements = Statements::new(&table, &shape);
        assert_eq!(
            statements.load,
            "LOAD DATA LOCAL INFILE 'dbmocker' INTO TABLE `t` CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' \
             ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (`id`, @v1, @v2, @v3, @v4) SET `b``in` = UNHEX(@v1), \
             `flag` = CAST(@v2 AS UNSIGNED), `bits` = CAST(CONV(@v3, 2, 10) AS UNSIGNED), \
             `place` = ST_GeomFromText(@v4, 4326, 'axis-order=long-lat')"
        );
        assert_eq!(statements.insert, "INSERT INTO `t` (`id`, `b``in`, `flag`, `bits`, `place`) VALUES");
        let through: Vec<Option<&str>> =
            statements.columns.iter().map(|column| column.through.as_deref()).collect();
        let shape = "ST_GeomFromText({}, 4326, 'axis-order=long-lat')";
        assert_eq!(through, [Some("NULL"), None, None, None, Some(shape)]);
    }
}
