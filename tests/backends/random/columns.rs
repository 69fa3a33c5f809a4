//! Types of columns, and what CHECKs say of one.

use super::dice::Dice;
use super::schema::Flavour;

/// What may be done with values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Int,
    Decimal,
    Float,
    /// Text of so many characters at most.
    Text(u32),
    Bool,
    Date,
    Moment,
    Uuid,
    /// One of a, b, c.
    Word,
    Other,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    pub sql_type: String,
    pub class: Class,
    pub nullable: bool,
    /// Whether a CHECK is about it already.
    pub checked: bool,
}

/// A column of a random type.
pub fn column(flavour: Flavour, dice: &mut Dice, name: String) -> Column {
    let (sql_type, class) = match dice.below(14) {
        0 | 1 => (dice.word(&["INTEGER", "BIGINT", "SMALLINT"]).to_owned(), Class::Int),
        2 => ((dice.word(&["NUMERIC(8,2)", "DECIMAL(12,4)", "NUMERIC(5,0)"])).to_owned(), Class::Decimal),
        3 => ("DOUBLE PRECISION".to_owned(), Class::Float),
        4..=6 => {
            let chars = *dice.pick(&[8, 20, 40, 200]);
            (format!("VARCHAR({chars})"), Class::Text(chars))
        }
        7 => ("BOOLEAN".to_owned(), Class::Bool),
        8 => ("DATE".to_owned(), Class::Date),
        9 => (moment(flavour).to_owned(), Class::Moment),
        10 => {
            (uuid(flavour).to_owned(), if flavour == Flavour::Sqlite { Class::Text(36) } else { Class::Uuid })
        }
        11 | 12 => (word(flavour).to_owned(), Class::Word),
        _ => (other(flavour, dice).to_owned(), Class::Other),
    };
    let checked = class == Class::Word && flavour == Flavour::Sqlite;
    let sql_type = if checked { format!("VARCHAR(5) CHECK ({name} IN ('a', 'b', 'c'))") } else { sql_type };
    Column { name, sql_type, class, nullable: dice.chance(40), checked }
}

fn moment(flavour: Flavour) -> &'static str {
    if flavour == Flavour::Mariadb { "DATETIME" } else { "TIMESTAMP" }
}

fn uuid(flavour: Flavour) -> &'static str {
    if flavour == Flavour::Sqlite { "VARCHAR(36)" } else { "UUID" }
}

fn word(flavour: Flavour) -> &'static str {
    match flavour {
        Flavour::Postgres => "word",
        Flavour::Mariadb => "ENUM('a', 'b', 'c')",
        Flavour::Sqlite => "VARCHAR(5)",
    }
}

fn other(flavour: Flavour, dice: &mut Dice) -> &'static str {
    match flavour {
        Flavour::Postgres => dice.word(&[
            "jsonb",
            "bytea",
            "integer[]",
            "text[]",
            "inet",
            "interval",
            "int4range",
            "money",
            "bit(5)",
            "xml",
            "time",
            "macaddr",
            "tsvector",
            "point",
            "numeric",
            "char(3)",
            "score",
            "timestamptz",
            "daterange",
            "real",
        ]),
        Flavour::Mariadb => dice.word(&[
            "JSON",
            "VARBINARY(20)",
            "BIT(5)",
            "YEAR",
            "SET('x', 'y')",
            "TIME",
            "INT UNSIGNED",
            "TINYTEXT",
            "BLOB",
            "POINT",
            "INET6",
            "CHAR(3)",
            "TIMESTAMP(3)",
            "FLOAT",
        ]),
        Flavour::Sqlite => dice.word(&["BLOB", "TEXT", "", "JSON", "CHAR(3)", "TIME"]),
    }
}

/// A CHECK about one column.
pub fn check(flavour: Flavour, dice: &mut Dice, column: &Column) -> Option<String> {
    let c = &column.name;
    let low = dice.below(50);
    Some(match column.class {
        Class::Int => match dice.below(7) {
            0 => format!("{c} > {low}"),
            1 => format!("{c} BETWEEN {low} AND {}", low + 400),
            2 => format!("{c} <> {low}"),
            3 => format!("{c} IN ({low}, {}, {})", low + 1, low + 7),
            4 => format!("{c} >= 0 AND {c} < 10000"),
            5 => format!("{c} % 5 = 0"),
            _ => format!("{c} < {low} OR {c} > {}", low + 10),
        },
        Class::Decimal | Class::Float => match dice.below(3) {
            0 => format!("{c} >= 0"),
            1 => format!("{c} > 0 AND {c} <= 100"),
            _ => format!("{c} BETWEEN -1.5 AND {low}.5"),
        },
        Class::Text(chars) => text(flavour, dice, c, chars),
        Class::Date | Class::Moment => match dice.below(2) {
            0 => format!("{c} >= '2020-01-01'"),
            _ => format!("{c} > '2019-06-30' AND {c} < '2031-01-01'"),
        },
        Class::Word => (dice.word(&["{c} <> 'a'", "{c} IN ('a', 'b')"])).replace("{c}", c),
        Class::Bool | Class::Uuid | Class::Other => return None,
    })
}

fn text(flavour: Flavour, dice: &mut Dice, c: &str, chars: u32) -> String {
    let length = if flavour == Flavour::Sqlite { "length" } else { "char_length" };
    match (dice.below(8), flavour) {
        (0, _) => format!("{c} <> ''"),
        (1, _) => format!("{length}({c}) >= 3"),
        (2, _) => format!("{length}({c}) BETWEEN 2 AND {}", chars - 1),
        (3, _) => format!("{c} LIKE 'ab%'"),
        (4, Flavour::Postgres) => format!("{c} ~ '^[a-z]{{3,6}}$'"),
        (4, Flavour::Mariadb) => format!("{c} REGEXP '^[a-z]{{3,6}}$'"),
        (4, Flavour::Sqlite) => format!("{c} GLOB '[a-z]*'"),
        (5, _) => format!("{c} IN ('red', 'green', 'blue')"),
        (6, Flavour::Mariadb) => format!("{c} NOT LIKE '% %'"),
        (6, _) => format!("{c} = lower({c})"),
        _ => format!("trim({c}) <> ''"),
    }
}
