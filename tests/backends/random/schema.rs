//! Tables with keys, references and CHECKs, by chance.

use std::fmt::Write as _;

use super::columns::{self, Class, Column};
use super::dice::Dice;

/// Whose types and syntax a schema has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    Sqlite,
    Postgres,
    Mariadb,
}

/// A schema.
pub struct Made {
    pub sql: String,
    /// Tables that may not hold all rows: they have a key over few values, or refer to such a table by one.
    pub tight: Vec<String>,
}

/// A table that others may refer to.
struct Table {
    name: String,
    /// Column and type of its key.
    key: Vec<(String, String)>,
    tight: bool,
}

/// A table while it is made.
struct Draft {
    name: String,
    columns: Vec<Column>,
    /// Lines behind the columns.
    lines: Vec<String>,
    /// Statements behind the table.
    after: Vec<String>,
    key: Vec<(String, String)>,
    /// Columns whose values a key makes distinct.
    distinct: Vec<String>,
    tight: bool,
    /// The clause that parts the table.
    parted: String,
}

const PREAMBLE: &str = "CREATE TYPE word AS ENUM ('a', 'b', 'c');
CREATE DOMAIN score AS integer CHECK (VALUE BETWEEN 0 AND 10);
";

/// A schema of one to six tables.
pub fn made(flavour: Flavour, dice: &mut Dice) -> Made {
    let mut sql = if flavour == Flavour::Postgres { PREAMBLE.to_owned() } else { String::new() };
    let mut tables: Vec<Table> = Vec::new();
    for number in 0..=dice.below(6) {
        let draft = table(flavour, dice, number, &tables);
        sql.push_str(&text(flavour, &draft));
        tables.push(Table { name: draft.name, key: draft.key, tight: draft.tight });
    }
    let tight = tables.into_iter().filter(|table| table.tight).map(|table| table.name).collect();
    Made { sql, tight }
}

fn text(flavour: Flavour, draft: &Draft) -> String {
    let columns = draft.columns.iter().map(|column| {
        let null = match (column.nullable, flavour) {
            (false, _) => " NOT NULL",
            // A TIMESTAMP is NOT NULL there unless it says otherwise.
            (true, Flavour::Mariadb) if column.sql_type.starts_with("TIMESTAMP") => " NULL",
            (true, _) => "",
        };
        format!("  {} {}{null}", column.name, column.sql_type)
    });
    // Names of CHECKs that every catalogue keeps apart.
    let named = |(at, line): (usize, &String)| match line.strip_prefix("CHECK") {
        Some(rest) => format!("CONSTRAINT k_{}_{at} CHECK{rest}", draft.name),
        None => line.clone(),
    };
    let lines = draft.lines.iter().enumerate().map(named);
    let lines: Vec<String> = columns.chain(lines.map(|line| format!("  {line}"))).collect();
    let mut text = format!("CREATE TABLE {} (\n{}\n){};\n", draft.name, lines.join(",\n"), draft.parted);
    for statement in &draft.after {
        let _ = writeln!(text, "{statement};");
    }
    text
}

fn table(flavour: Flavour, dice: &mut Dice, number: usize, others: &[Table]) -> Draft {
    let mut draft = Draft {
        name: format!("t{number}"),
        columns: Vec::new(),
        lines: Vec::new(),
        after: Vec::new(),
        key: Vec::new(),
        distinct: Vec::new(),
        tight: false,
        parted: String::new(),
    };
    primary(flavour, dice, &mut draft, others);
    for at in 0..1 + dice.below(7) {
        let column = columns::column(flavour, dice, format!("c{at}"));
        draft.columns.push(column);
    }
    for at in 0..dice.below(3) {
        reference(flavour, dice, &mut draft, others, at);
    }
    for _ in 0..dice.below(4) {
        constraint(flavour, dice, &mut draft);
    }
    computed(flavour, dice, &mut draft);
    if flavour == Flavour::Postgres && draft.after.is_empty() && dice.chance(15) {
        part(dice, &mut draft);
    }
    draft
}

/// Parts a table by its key, where every other key has that column as well.
fn part(dice: &mut Dice, draft: &mut Draft) {
    let (name, table) = (draft.key[0].0.clone(), draft.name.clone());
    let unique = |line: &&String| line.starts_with("UNIQUE");
    let number = matches!(draft.key[0].1.as_str(), "INTEGER" | "BIGINT");
    if draft.lines.iter().any(|line| unique(&line))
        || draft.columns.iter().any(|column| column.sql_type.contains("IDENTITY"))
    {
        return;
    }
    if number && dice.chance(50) {
        draft.parted = format!(" PARTITION BY RANGE ({name})");
        draft.after.push(format!(
            "CREATE TABLE {table}_low PARTITION OF {table} FOR VALUES FROM (MINVALUE) TO (40)"
        ));
        draft.after.push(format!(
            "CREATE TABLE {table}_high PARTITION OF {table} FOR VALUES FROM (40) TO (1000000)"
        ));
    } else {
        draft.parted = format!(" PARTITION BY HASH ({name})");
        for rest in 0..3 {
            draft.after.push(format!(
                "CREATE TABLE {table}_{rest} PARTITION OF {table} FOR VALUES WITH (MODULUS 3, REMAINDER {rest})"
            ));
        }
    }
}

fn plain(name: &str, sql_type: &str, class: Class) -> Column {
    Column { name: name.to_owned(), sql_type: sql_type.to_owned(), class, nullable: false, checked: true }
}

/// The primary key: numbers, texts, UUIDs, two columns, or that of two other tables.
fn primary(flavour: Flavour, dice: &mut Dice, draft: &mut Draft, others: &[Table]) {
    let single: Vec<&Table> = others.iter().filter(|other| other.key.len() == 1 && !other.tight).collect();
    let kinds: [(&str, &str); 3] = [("INTEGER", "id"), ("VARCHAR(24)", "code"), ("BIGINT", "id")];
    match dice.below(8) {
        0 if single.len() > 1 => junction(dice, draft, &single),
        1 if !single.is_empty() => {
            let owner = *dice.pick(&single);
            draft.columns.push(plain("owner_id", &owner.key[0].1, Class::Other));
            draft.columns.push(plain("number", "INTEGER", Class::Int));
            draft.lines.push("PRIMARY KEY (owner_id, number)".to_owned());
            draft
                .lines
                .push(format!("FOREIGN KEY (owner_id) REFERENCES {} ({})", owner.name, owner.key[0].0));
            draft.key = vec![
                ("owner_id".to_owned(), owner.key[0].1.clone()),
                ("number".to_owned(), "INTEGER".to_owned()),
            ];
            draft.distinct.push("number".to_owned());
        }
        2 => {
            for name in ["a_id", "b_id"] {
                draft.columns.push(plain(name, "INTEGER", Class::Int));
                draft.key.push((name.to_owned(), "INTEGER".to_owned()));
                draft.distinct.push(name.to_owned());
            }
            draft.lines.push("PRIMARY KEY (a_id, b_id)".to_owned());
        }
        3 if flavour != Flavour::Sqlite => {
            draft.columns.push(plain("id", "UUID", Class::Uuid));
            draft.lines.push("PRIMARY KEY (id)".to_owned());
            draft.key = vec![("id".to_owned(), "UUID".to_owned())];
        }
        4 => {
            let (declared, referred) = match flavour {
                Flavour::Postgres => {
                    (dice.word(&["serial", "integer GENERATED ALWAYS AS IDENTITY"]), "INTEGER")
                }
                Flavour::Mariadb => ("INTEGER AUTO_INCREMENT", "INTEGER"),
                Flavour::Sqlite => ("INTEGER", "INTEGER"),
            };
            draft.columns.push(plain("id", declared, Class::Int));
            draft.lines.push("PRIMARY KEY (id)".to_owned());
            draft.key = vec![("id".to_owned(), referred.to_owned())];
        }
        _ => {
            let (sql_type, name) = *dice.pick(&kinds);
            draft.columns.push(plain(
                name,
                sql_type,
                if sql_type == "VARCHAR(24)" { Class::Text(24) } else { Class::Int },
            ));
            draft.lines.push(format!("PRIMARY KEY ({name})"));
            draft.key = vec![(name.to_owned(), sql_type.to_owned())];
        }
    }
    draft.distinct.extend(draft.key.iter().map(|(name, _)| name.clone()));
}

/// The keys of two other tables together.
fn junction(dice: &mut Dice, draft: &mut Draft, others: &[&Table]) {
    for name in ["left_id", "right_id"] {
        let other = *dice.pick(others);
        let (key, sql_type) = &other.key[0];
        draft.columns.push(plain(name, sql_type, Class::Other));
        draft.lines.push(format!("FOREIGN KEY ({name}) REFERENCES {} ({key})", other.name));
        draft.key.push((name.to_owned(), sql_type.clone()));
    }
    draft.lines.push("PRIMARY KEY (left_id, right_id)".to_owned());
}

/// A reference to another table or to itself.
fn reference(flavour: Flavour, dice: &mut Dice, draft: &mut Draft, others: &[Table], at: usize) {
    let itself = dice.chance(20) || others.is_empty();
    let (name, key, tight) = if itself {
        (draft.name.clone(), draft.key.clone(), false)
    } else {
        let other = dice.pick(others);
        (other.name.clone(), other.key.clone(), other.tight)
    };
    let nullable = itself || dice.chance(50);
    let names: Vec<String> = key.iter().enumerate().map(|(part, _)| format!("r{at}_{part}")).collect();
    for (name, (_, sql_type)) in names.iter().zip(&key) {
        draft.columns.push(Column { nullable, ..plain(name, sql_type, Class::Other) });
    }
    let parents: Vec<&str> = key.iter().map(|(name, _)| name.as_str()).collect();
    let action = dice.word(&["", " ON DELETE CASCADE", " ON UPDATE CASCADE"]);
    let action = if flavour == Flavour::Postgres && dice.chance(20) {
        " DEFERRABLE INITIALLY DEFERRED"
    } else {
        action
    };
    draft.lines.push(format!(
        "FOREIGN KEY ({}) REFERENCES {name} ({}){action}",
        names.join(", "),
        parents.join(", ")
    ));
    if !itself && dice.chance(15) {
        draft.lines.push(format!("UNIQUE ({})", names.join(", ")));
        draft.distinct.extend(names);
        draft.tight |= tight && !nullable;
    }
}

/// A CHECK or a key.
fn constraint(flavour: Flavour, dice: &mut Dice, draft: &mut Draft) {
    match dice.below(10) {
        8 | 9 => equation(dice, draft),
        0 | 1 => one_column(flavour, dice, draft),
        2 | 3 => two_columns(dice, draft),
        4 => unique(flavour, dice, draft),
        5 => unique_together(dice, draft),
        6 => partial(flavour, draft),
        _ => ways(dice, draft),
    }
}

fn free(draft: &Draft, wanted: impl Fn(&Column) -> bool) -> Vec<usize> {
    let free = |column: &Column| !column.checked && !draft.distinct.contains(&column.name) && wanted(column);
    (0..draft.columns.len()).filter(|&at| free(&draft.columns[at])).collect()
}

fn one_column(flavour: Flavour, dice: &mut Dice, draft: &mut Draft) {
    let free = free(draft, |_| true);
    if free.is_empty() {
        return;
    }
    let at = *dice.pick(&free);
    if let Some(check) = columns::check(flavour, dice, &draft.columns[at]) {
        draft.lines.push(format!("CHECK ({check})"));
        draft.columns[at].checked = true;
    }
}

fn two_columns(dice: &mut Dice, draft: &mut Draft) {
    let class = *dice.pick(&[Class::Int, Class::Decimal, Class::Date, Class::Moment]);
    let free = free(draft, |column| column.class == class);
    if let [left, right, ..] = free[..] {
        let op = dice.word(&["<=", "<", "<>", ">="]);
        let (a, b) = (&draft.columns[left].name, &draft.columns[right].name);
        draft.lines.push(format!("CHECK ({a} {op} {b})"));
        (draft.columns[left].checked, draft.columns[right].checked) = (true, true);
    }
}

/// A CHECK that says what a column is, or bounds a sum.
fn equation(dice: &mut Dice, draft: &mut Draft) {
    let numbers = free(draft, |column| column.class == Class::Int);
    let texts = free(draft, |column| matches!(column.class, Class::Text(40..)));
    let name = |at: usize| draft.columns[at].name.clone();
    let (check, used) = match (dice.below(5), &numbers[..], &texts[..]) {
        (0, &[a, b, ..], _) => (format!("{} + {} <= 500", name(a), name(b)), vec![a, b]),
        (1, &[a, b, c, ..], _) => (format!("{} = {} - {}", name(c), name(a), name(b)), vec![a, b, c]),
        (2, &[a, b, ..], _) => (format!("{} = {}", name(a), name(b)), vec![a, b]),
        (3, _, &[a, ..]) => (format!("{a} = upper({a})", a = name(a)), vec![a]),
        (4, &[a, b, ..], _) => {
            (format!("{a} >= 0 AND {b} >= 0 AND {a} * {b} < 900", a = name(a), b = name(b)), vec![a, b])
        }
        _ => return,
    };
    draft.lines.push(format!("CHECK ({check})"));
    used.into_iter().for_each(|at| draft.columns[at].checked = true);
}

fn unique(flavour: Flavour, dice: &mut Dice, draft: &mut Draft) {
    let free = free(draft, |column| {
        matches!(column.class, Class::Int | Class::Uuid | Class::Moment | Class::Text(20..))
    });
    if free.is_empty() {
        return;
    }
    let at = *dice.pick(&free);
    let name = draft.columns[at].name.clone();
    let text = matches!(draft.columns[at].class, Class::Text(_));
    if text && flavour != Flavour::Mariadb && dice.chance(40) {
        draft
            .after
            .push(format!("CREATE UNIQUE INDEX u_{}_{name} ON {} (lower({name}))", draft.name, draft.name));
    } else {
        draft.lines.push(format!("UNIQUE ({name})"));
    }
    draft.distinct.push(name);
}

fn unique_together(dice: &mut Dice, draft: &mut Draft) {
    let free = free(draft, |column| {
        matches!(column.class, Class::Int | Class::Word | Class::Text(20..) | Class::Date | Class::Bool)
    });
    let wide = |at: &usize| matches!(draft.columns[*at].class, Class::Int | Class::Text(_) | Class::Date);
    if free.len() < 2 || !free.iter().any(wide) {
        return;
    }
    let mut names: Vec<String> =
        free.iter().take(2 + dice.below(2)).map(|&at| draft.columns[at].name.clone()).collect();
    if !free.iter().take(names.len()).any(wide) {
        names.extend(free.iter().find(|at| wide(at)).map(|&at| draft.columns[at].name.clone()));
    }
    names.dedup();
    draft.lines.push(format!("UNIQUE ({})", names.join(", ")));
    draft.distinct.extend(names);
}

/// A key for some rows only.
fn partial(flavour: Flavour, draft: &mut Draft) {
    if flavour == Flavour::Mariadb {
        return;
    }
    let words = free(draft, |column| matches!(column.class, Class::Word | Class::Bool));
    let keys = free(draft, |column| matches!(column.class, Class::Int | Class::Text(20..) | Class::Uuid));
    let (Some(&word), Some(&key)) = (words.first(), keys.first()) else { return };
    let condition = match draft.columns[word].class {
        Class::Bool => draft.columns[word].name.clone(),
        _ => format!("{} = 'a'", draft.columns[word].name),
    };
    let name = draft.columns[key].name.clone();
    draft.after.push(format!(
        "CREATE UNIQUE INDEX p_{}_{name} ON {} ({name}) WHERE {condition}",
        draft.name, draft.name
    ));
    draft.distinct.push(name);
    draft.columns[word].checked = true;
}

/// A CHECK that can be met in several ways.
fn ways(dice: &mut Dice, draft: &mut Draft) {
    let nullable = free(draft, |column| column.nullable && column.class != Class::Other);
    let words = free(draft, |column| column.class == Class::Word);
    let ints = free(draft, |column| column.class == Class::Int);
    let name = |at: usize| draft.columns[at].name.clone();
    let (check, used) = match (dice.below(4), &nullable[..], &words[..], &ints[..]) {
        (0, &[a, b, ..], ..) => (format!("({} IS NULL) <> ({} IS NULL)", name(a), name(b)), vec![a, b]),
        (1, &[a, b, ..], ..) => (format!("{} IS NOT NULL OR {} IS NOT NULL", name(a), name(b)), vec![a, b]),
        (2, _, &[word, ..], &[int, ..]) => {
            (format!("{} <> 'a' OR {} > 100", name(word), name(int)), vec![word, int])
        }
        (3, _, &[word, ..], &[int, ..]) => (
            format!(
                "({w} = 'a' AND {i} BETWEEN 1 AND 9) OR ({w} IN ('b', 'c') AND {i} > 1000)",
                w = name(word),
                i = name(int)
            ),
            vec![word, int],
        ),
        _ => return,
    };
    draft.lines.push(format!("CHECK ({check})"));
    used.into_iter().for_each(|at| draft.columns[at].checked = true);
}

/// A column that the server computes.
fn computed(flavour: Flavour, dice: &mut Dice, draft: &mut Draft) {
    if !dice.chance(20) {
        return;
    }
    let texts: Vec<&Column> =
        draft.columns.iter().filter(|column| matches!(column.class, Class::Text(40..))).collect();
    let Some(text) = texts.first() else { return };
    let always = if flavour == Flavour::Mariadb { "" } else { "GENERATED ALWAYS " };
    draft.lines.insert(0, format!("made VARCHAR(200) {always}AS (upper({})) STORED", text.name));
}
