//! Writes an expression back as SQL.
//!
//! Must not know: how it is parsed or evaluated. Start reading at [`Expr::to_sql`].

use std::fmt::{self, Display, Formatter, Write};

use super::ast::{BinaryOp, Comparison, Expr, MatchKind, Test, UnaryOp};
use super::{Dialect, text};
use crate::data::Value;

impl Display for Expr {
    /// SQL in SQLite's spelling.
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer { dialect: Dialect::Sqlite }.expr(f, self)
    }
}

impl Expr {
    /// SQL in a dialect's spelling of names and literals.
    pub fn to_sql(&self, dialect: Dialect) -> String {
        let mut out = String::new();
        let written = Printer { dialect }.expr(&mut out, self);
        debug_assert!(written.is_ok(), "a String takes all text");
        out
    }
}

struct Printer {
    dialect: Dialect,
}

impl Printer {
    fn expr(&self, out: &mut dyn Write, expr: &Expr) -> fmt::Result {
        match expr {
            Expr::Literal(value) => self.literal(out, value),
            Expr::Column(name) => self.name(out, name),
            Expr::Unary { op: UnaryOp::Not, expr } => self.sequence(out, "NOT ", &[expr]),
            Expr::Unary { op: UnaryOp::Neg, expr } => {
                out.write_str("-(")?;
                self.expr(out, expr)?;
                out.write_str(")")
            }
            Expr::Binary { op, left, right } => self.binary(out, *op, left, right),
            Expr::Is { expr, test, negated } => self.is(out, expr, test, *negated),
            Expr::Between { expr, low, high, negated } => {
                self.operand(out, expr)?;
                self.sequence(out, not(*negated, " NOT BETWEEN ", " BETWEEN "), &[low])?;
                self.sequence(out, " AND ", &[high])
            }
            Expr::InList { expr, list, negated } => {
                self.operand(out, expr)?;
                out.write_str(not(*negated, " NOT IN ", " IN "))?;
                self.list(out, "(", list, ")")
            }
            Expr::Like { expr, pattern, kind, escape, negated } => {
                self.operand(out, expr)?;
                self.sequence(out, self.match_operator(*kind, *negated), &[pattern])?;
                match escape {
                    Some(escape) => {
                        out.write_str(" ESCAPE ")?;
                        self.text(out, &escape.to_string())
                    }
                    None => Ok(()),
                }
            }
            Expr::Case { operand, arms, otherwise } => {
                self.case(out, operand.as_deref(), arms, otherwise.as_deref())
            }
            Expr::Cast { expr, type_name } => {
                out.write_str("CAST(")?;
                self.expr(out, expr)?;
                write!(out, " AS {type_name})")
            }
            Expr::Function { name, args } => self.function(out, name, args),
            Expr::Unknown(sql) => out.write_str(sql),
        }
    }

    fn binary(&self, out: &mut dyn Write, op: BinaryOp, left: &Expr, right: &Expr) -> fmt::Result {
        for (side, operand) in [left, right].into_iter().enumerate() {
            if side == 1 {
                write!(out, " {} ", self.symbol(op))?;
            }
            let same = matches!(operand, Expr::Binary { op: inner, .. } if *inner == op);
            if same && matches!(op, BinaryOp::And | BinaryOp::Or) {
                self.expr(out, operand)?;
            } else {
                self.operand(out, operand)?;
            }
        }
        Ok(())
    }

    fn is(&self, out: &mut dyn Write, expr: &Expr, test: &Test, negated: bool) -> fmt::Result {
        self.operand(out, expr)?;
        match test {
            Test::Null => out.write_str(not(negated, " IS NOT NULL", " IS NULL")),
            Test::True => out.write_str(not(negated, " IS NOT TRUE", " IS TRUE")),
            Test::False => out.write_str(not(negated, " IS NOT FALSE", " IS FALSE")),
            Test::DistinctFrom(other) if self.dialect == Dialect::Mysql && negated => {
                self.sequence(out, " <=> ", &[other])
            }
            Test::DistinctFrom(other) => {
                self.sequence(out, not(negated, " IS NOT DISTINCT FROM ", " IS DISTINCT FROM "), &[other])
            }
        }
    }

    fn case(
        &self,
        out: &mut dyn Write,
        operand: Option<&Expr>,
        arms: &[(Expr, Expr)],
        otherwise: Option<&Expr>,
    ) -> fmt::Result {
        out.write_str("CASE")?;
        if let Some(operand) = operand {
            self.sequence(out, " ", &[operand])?;
        }
        for (when, then) in arms {
            out.write_str(" WHEN ")?;
            self.expr(out, when)?;
            out.write_str(" THEN ")?;
            self.expr(out, then)?;
        }
        if let Some(otherwise) = otherwise {
            out.write_str(" ELSE ")?;
            self.expr(out, otherwise)?;
        }
        out.write_str(" END")
    }

    fn function(&self, out: &mut dyn Write, name: &str, args: &[Expr]) -> fmt::Result {
        if name == "array" {
            return self.list(out, "ARRAY[", args, "]");
        }
        if let ("extract", [Expr::Literal(Value::Text(field)), from]) = (name, args) {
            write!(out, "EXTRACT({field} FROM ")?;
            self.expr(out, from)?;
            return out.write_str(")");
        }
        out.write_str(name)?;
        // The standard's CURRENT_DATE and its kin take no parentheses.
        if args.is_empty() && (name.starts_with("current_") || name.starts_with("local")) {
            return Ok(());
        }
        self.list(out, "(", args, ")")
    }

    fn list(&self, out: &mut dyn Write, open: &str, items: &[Expr], close: &str) -> fmt::Result {
        out.write_str(open)?;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                out.write_str(", ")?;
            }
            self.expr(out, item)?;
        }
        out.write_str(close)
    }

    /// Text, then operands.
    fn sequence(&self, out: &mut dyn Write, before: &str, operands: &[&Expr]) -> fmt::Result {
        out.write_str(before)?;
        operands.iter().try_for_each(|operand| self.operand(out, operand))
    }

    /// An expression within parentheses unless it holds together without them.
    fn operand(&self, out: &mut dyn Write, expr: &Expr) -> fmt::Result {
        let loose = match expr {
            Expr::Unknown(_) => true,
            Expr::Unary { op, .. } => *op == UnaryOp::Not,
            Expr::Binary { .. } | Expr::Is { .. } | Expr::Between { .. } => true,
            Expr::InList { .. } | Expr::Like { .. } => true,
            _ => false,
        };
        if !loose {
            return self.expr(out, expr);
        }
        out.write_str("(")?;
        self.expr(out, expr)?;
        out.write_str(")")
    }

    fn symbol(&self, op: BinaryOp) -> &'static str {
        match op {
            BinaryOp::And => "AND",
            BinaryOp::Or => "OR",
            BinaryOp::Compare(Comparison::Eq) => "=",
            BinaryOp::Compare(Comparison::Ne) => "<>",
            BinaryOp::Compare(Comparison::Lt) => "<",
            BinaryOp::Compare(Comparison::Le) => "<=",
            BinaryOp::Compare(Comparison::Gt) => ">",
            BinaryOp::Compare(Comparison::Ge) => ">=",
            BinaryOp::Add => "+",
            BinaryOp::Sub => "-",
            BinaryOp::Mul => "*",
            BinaryOp::Div => "/",
            BinaryOp::Rem => "%",
            BinaryOp::Concat => "||",
            BinaryOp::BitAnd => "&",
            BinaryOp::BitOr => "|",
        }
    }

    fn match_operator(&self, kind: MatchKind, negated: bool) -> &'static str {
        let postgres = self.dialect == Dialect::Postgres;
        match kind {
            MatchKind::Like => not(negated, " NOT LIKE ", " LIKE "),
            MatchKind::ILike => not(negated, " NOT ILIKE ", " ILIKE "),
            MatchKind::Glob => not(negated, " NOT GLOB ", " GLOB "),
            MatchKind::Regexp if postgres => not(negated, " !~ ", " ~ "),
            MatchKind::IRegexp if postgres => not(negated, " !~* ", " ~* "),
            MatchKind::Regexp | MatchKind::IRegexp => not(negated, " NOT REGEXP ", " REGEXP "),
            MatchKind::SimilarTo => not(negated, " NOT SIMILAR TO ", " SIMILAR TO "),
        }
    }

    fn name(&self, out: &mut dyn Write, name: &str) -> fmt::Result {
        let quote = if self.dialect == Dialect::Mysql { '`' } else { '"' };
        out.write_char(quote)?;
        for c in name.chars() {
            if c == quote {
                out.write_char(quote)?;
            }
            out.write_char(c)?;
        }
        out.write_char(quote)
    }

    fn literal(&self, out: &mut dyn Write, value: &Value) -> fmt::Result {
        match value {
            Value::Null => out.write_str("NULL"),
            Value::Bool(truth) => out.write_str(if *truth { "TRUE" } else { "FALSE" }),
            Value::Int(i) => write!(out, "{i}"),
            Value::Float(f) if f.is_finite() => write!(out, "{f:?}"),
            // An exponent beyond the range is how SQL spells infinity; there is no literal for NaN.
            Value::Float(f) => out.write_str(match f.partial_cmp(&0.0) {
                Some(std::cmp::Ordering::Less) => "-9e999",
                Some(_) => "9e999",
                None => "NULL",
            }),
            Value::Decimal { .. } => out.write_str(&text::of(value, self.dialect).unwrap_or_default()),
            Value::Bytes(bytes) => {
                out.write_str("X'")?;
                bytes.iter().try_for_each(|byte| write!(out, "{byte:02X}"))?;
                out.write_str("'")
            }
            Value::List(items) => {
                let items: Vec<Expr> = items.iter().cloned().map(Expr::Literal).collect();
                self.list(out, "ARRAY[", &items, "]")
            }
            _ => self.text(out, &text::of(value, self.dialect).unwrap_or_default()),
        }
    }

    fn text(&self, out: &mut dyn Write, text: &str) -> fmt::Result {
        out.write_char('\'')?;
        for c in text.chars() {
            if c == '\'' || (c == '\\' && self.dialect == Dialect::Mysql) {
                out.write_char(c)?;
            }
            out.write_char(c)?;
        }
        out.write_char('\'')
    }
}

fn not(negated: bool, yes: &'static str, no: &'static str) -> &'static str {
    if negated { yes } else { no }
}
