//! From the SQL parser's tree to ours.
//!
//! Must not know: how values compare. Start reading at [`Converter::expr`].

use std::cell::Cell;

use sqlparser::ast as sql;

use super::ast::{BinaryOp, Comparison, Expr, MatchKind, Test, UnaryOp};
use super::{Dialect, text};
use crate::data::{Value, parse_decimal};

/// Levels of a tree beyond which it is refused: it is walked recursively. Chains of AND and OR count as one.
pub const NESTING_MAX: usize = 300;

/// What names mean while a tree is converted.
pub struct Converter<'a> {
    dialect: Dialect,
    columns: &'a [&'a str],
    depth: Cell<usize>,
    too_deep: Cell<bool>,
}

impl<'a> Converter<'a> {
    /// A converter of a dialect's trees over columns that exist.
    pub fn new(dialect: Dialect, columns: &'a [&'a str]) -> Self {
        Self { dialect, columns, depth: Cell::new(0), too_deep: Cell::new(false) }
    }

    /// Our tree of a parsed expression, where what ours cannot express is [`Expr::Unknown`]; `None` when it
    /// is too deep.
    pub fn convert(&self, tree: &sql::Expr) -> Option<Expr> {
        let expr = self.expr(tree);
        (!self.too_deep.get()).then_some(expr)
    }

    fn expr(&self, tree: &sql::Expr) -> Expr {
        if self.too_deep.get() || self.depth.get() >= NESTING_MAX {
            self.too_deep.set(true);
            return Expr::Unknown(String::new());
        }
        self.depth.set(self.depth.get() + 1);
        let expr = self.known(tree).unwrap_or_else(|| self.unknown(tree));
        self.depth.set(self.depth.get() - 1);
        expr
    }

    /// Printing walks the parser's tree, so it waits until that is known not to be too deep.
    fn unknown(&self, tree: &sql::Expr) -> Expr {
        Expr::Unknown(if self.too_deep.get() { String::new() } else { tree.to_string() })
    }

    fn boxed(&self, tree: &sql::Expr) -> Box<Expr> {
        Box::new(self.expr(tree))
    }

    fn list(&self, trees: &[sql::Expr]) -> Vec<Expr> {
        trees.iter().map(|tree| self.expr(tree)).collect()
    }

    fn known(&self, tree: &sql::Expr) -> Option<Expr> {
        use sql::Expr as E;
        Some(match tree {
            E::Nested(inner) => self.expr(inner),
            // A collation only changes which texts are equal; the columns' own are not known here either.
            E::Collate { expr, .. } | E::Prefixed { value: expr, .. } => self.expr(expr),
            E::Identifier(name) => self.name(name),
            E::CompoundIdentifier(path) => self.name(path.last()?),
            E::Value(value) => Expr::Literal(self.literal(&value.value)?),
            E::TypedString(typed) => Expr::Cast {
                expr: Box::new(Expr::Literal(self.literal(&typed.value.value)?)),
                type_name: typed.data_type.to_string(),
            },
            E::UnaryOp { op, expr } => self.unary(*op, expr)?,
            E::BinaryOp { left, op, right } => return self.binary(tree, left, op, right),
            E::Between { expr, negated, low, high } => Expr::Between {
                expr: self.boxed(expr),
                low: self.boxed(low),
                high: self.boxed(high),
                negated: *negated,
            },
            E::InList { expr, list, negated } => {
                Expr::InList { expr: self.boxed(expr), list: self.list(list), negated: *negated }
            }
            E::AnyOp { left, compare_op, right, .. } => self.quantified(left, compare_op, right, true)?,
            E::AllOp { left, compare_op, right } => self.quantified(left, compare_op, right, false)?,
            E::Case { operand, conditions, else_result, .. } => Expr::Case {
                operand: operand.as_deref().map(|operand| self.boxed(operand)),
                arms: conditions
                    .iter()
                    .map(|arm| (self.expr(&arm.condition), self.expr(&arm.result)))
                    .collect(),
                otherwise: else_result.as_deref().map(|result| self.boxed(result)),
            },
            E::Cast {
                kind: sql::CastKind::Cast | sql::CastKind::DoubleColon,
                expr,
                data_type,
                format: None,
            } => Expr::Cast { expr: self.boxed(expr), type_name: data_type.to_string() },
            E::Array(array) => Expr::Function { name: "array".into(), args: self.list(&array.elem) },
            _ => return self.test(tree).or_else(|| self.pattern(tree)).or_else(|| self.call(tree)),
        })
    }

    fn name(&self, name: &sql::Ident) -> Expr {
        let folded = || self.columns.iter().find(|column| column.eq_ignore_ascii_case(&name.value));
        let exact = self.columns.iter().find(|column| **column == name.value);
        let found = match self.dialect {
            Dialect::Postgres if name.quote_style.is_some() => exact,
            _ => exact.or_else(folded),
        };
        match (found, name.quote_style) {
            (Some(column), _) => Expr::Column((*column).to_owned()),
            (None, Some('"')) if self.dialect == Dialect::Sqlite => {
                Expr::Literal(Value::Text(name.value.clone()))
            }
            (None, _) => Expr::Column(name.value.clone()),
        }
    }

    fn literal(&self, value: &sql::Value) -> Option<Value> {
        Some(match value {
            sql::Value::Number(digits, _) => self.number(digits)?,
            sql::Value::SingleQuotedString(text)
            | sql::Value::DoubleQuotedString(text)
            | sql::Value::EscapedStringLiteral(text)
            | sql::Value::UnicodeStringLiteral(text)
            | sql::Value::NationalStringLiteral(text) => Value::Text(text.clone()),
            sql::Value::DollarQuotedString(text) => Value::Text(text.value.clone()),
            // In PostgreSQL X'..' is a string of bits.
            sql::Value::HexStringLiteral(digits) if self.dialect != Dialect::Postgres => {
                Value::Bytes(text::parse_hex(digits)?)
            }
            sql::Value::Boolean(truth) => Value::Bool(*truth),
            sql::Value::Null => Value::Null,
            _ => return None,
        })
    }

    fn number(&self, digits: &str) -> Option<Value> {
        let digits = digits.replace('_', "");
        let float = || digits.parse().ok().map(Value::Float);
        match parse_decimal(&digits) {
            // One more than the greatest integer: it may stand behind a minus.
            Some((i, 0)) if self.dialect != Dialect::Sqlite || i <= 1 << 63 => Some(Value::Int(i)),
            Some((unscaled, scale)) if self.dialect != Dialect::Sqlite => {
                Some(Value::Decimal { unscaled, scale })
            }
            _ => float(),
        }
    }

    fn unary(&self, op: sql::UnaryOperator, expr: &sql::Expr) -> Option<Expr> {
        match op {
            sql::UnaryOperator::Plus => Some(self.expr(expr)),
            sql::UnaryOperator::Not | sql::UnaryOperator::BangNot => Some(Expr::negation(self.expr(expr))),
            sql::UnaryOperator::Minus => Some(match self.expr(expr) {
                Expr::Literal(Value::Int(i)) => Expr::Literal(Value::Int(i.checked_neg()?)),
                Expr::Literal(Value::Float(f)) => Expr::Literal(Value::Float(-f)),
                Expr::Literal(Value::Decimal { unscaled, scale }) => {
                    Expr::Literal(Value::Decimal { unscaled: unscaled.checked_neg()?, scale })
                }
                other => Expr::Unary { op: UnaryOp::Neg, expr: Box::new(other) },
            }),
            _ => None,
        }
    }

    fn binary(
        &self,
        tree: &sql::Expr,
        left: &sql::Expr,
        op: &sql::BinaryOperator,
        right: &sql::Expr,
    ) -> Option<Expr> {
        if let Some(logical) = self.logical(op) {
            return self.chain(tree, logical);
        }
        if let Some((kind, negated)) = match_operator(op) {
            let (expr, pattern) = (self.boxed(left), self.boxed(right));
            return Some(similar(expr, pattern, kind, negated));
        }
        let (left, right) = (self.expr(left), self.expr(right));
        if let Some((name, args)) = self.in_document(op, &left, &right) {
            return args.map(|args| Expr::Function { name, args });
        }
        match op {
            sql::BinaryOperator::Spaceship => Some(distinct(left, right, true)),
            // Truth values differ: written so that it holds for any two numbers.
            sql::BinaryOperator::Xor => {
                Some(Expr::compare(Comparison::Ne, Expr::negation(left), Expr::negation(right)))
            }
            _ => Some(Expr::binary(operator(op)?, left, right)),
        }
    }

    /// An operator on JSON documents as the call of a function, whose arguments may not be understood.
    fn in_document(
        &self,
        op: &sql::BinaryOperator,
        left: &Expr,
        right: &Expr,
    ) -> Option<(String, Option<Vec<Expr>>)> {
        use sql::BinaryOperator as Op;
        let pair = || Some(vec![left.clone(), right.clone()]);
        // A path of words: '{a,b}'.
        let words = || {
            let literal = match right {
                Expr::Cast { expr, .. } => expr,
                other => other,
            };
            let Expr::Literal(Value::Text(path)) = literal else { return None };
            let path = path.strip_prefix('{')?.strip_suffix('}')?;
            let words = path.split(',').map(|word| Value::Text(word.trim().trim_matches('"').to_owned()));
            Some(std::iter::once(left.clone()).chain(words.map(Expr::Literal)).collect())
        };
        let of_text =
            |name: &str| Expr::Function { name: name.to_owned(), args: vec![left.clone(), right.clone()] };
        let (name, args) = match (op, self.dialect) {
            (Op::Arrow, Dialect::Postgres) => ("jsonb_extract_path", pair()),
            (Op::LongArrow, Dialect::Postgres) => ("jsonb_extract_path_text", pair()),
            (Op::HashArrow, Dialect::Postgres) => ("jsonb_extract_path", words()),
            (Op::HashLongArrow, Dialect::Postgres) => ("jsonb_extract_path_text", words()),
            (Op::Question, Dialect::Postgres) => ("jsonb_exists", pair()),
            (Op::QuestionAnd, Dialect::Postgres) => ("jsonb_exists_all", pair()),
            (Op::QuestionPipe, Dialect::Postgres) => ("jsonb_exists_any", pair()),
            (Op::AtArrow, Dialect::Postgres) => ("contains", pair()),
            (Op::ArrowAt, Dialect::Postgres) => ("contains", Some(vec![right.clone(), left.clone()])),
            (Op::Arrow, Dialect::Mysql) => ("json_extract", pair()),
            (Op::LongArrow, Dialect::Mysql) => ("json_unquote", Some(vec![of_text("json_extract")])),
            (Op::Arrow, Dialect::Sqlite) => ("json_arrow", pair()),
            (Op::LongArrow, Dialect::Sqlite) => ("json_long_arrow", pair()),
            _ => return None,
        };
        Some((name.to_owned(), args))
    }

    fn logical(&self, op: &sql::BinaryOperator) -> Option<BinaryOp> {
        match op {
            sql::BinaryOperator::And => Some(BinaryOp::And),
            sql::BinaryOperator::Or => Some(BinaryOp::Or),
            sql::BinaryOperator::StringConcat if self.dialect == Dialect::Mysql => Some(BinaryOp::Or),
            sql::BinaryOperator::PGOverlap if self.dialect == Dialect::Mysql => Some(BinaryOp::And),
            _ => None,
        }
    }

    /// All operands of a chain of ANDs (or ORs), balanced.
    fn chain(&self, tree: &sql::Expr, op: BinaryOp) -> Option<Expr> {
        let (mut open, mut operands) = (vec![tree], Vec::new());
        while let Some(next) = open.pop() {
            match next {
                sql::Expr::Nested(inner) => open.push(inner),
                sql::Expr::BinaryOp { left, op: inner, right } if self.logical(inner) == Some(op) => {
                    open.extend([&**right, &**left]);
                }
                operand => operands.push(self.expr(operand)),
            }
        }
        Expr::join(op, operands)
    }

    /// `left op ANY (array)` and `left op ALL (array)`, for an array whose elements are written out.
    fn quantified(
        &self,
        left: &sql::Expr,
        op: &sql::BinaryOperator,
        right: &sql::Expr,
        any: bool,
    ) -> Option<Expr> {
        let Some(items) = elements(self.expr(right)) else {
            // The elements are those of the row.
            let name = match op {
                sql::BinaryOperator::Eq if any => "array_has",
                sql::BinaryOperator::NotEq if !any => "array_lacks",
                _ => return None,
            };
            let args = vec![self.expr(left), self.expr(right)];
            return Some(Expr::Function { name: name.to_owned(), args });
        };
        let (in_list, negated) = match op {
            sql::BinaryOperator::Eq => (any, false),
            sql::BinaryOperator::NotEq => (!any, true),
            _ => (false, false),
        };
        let expr = self.boxed(left);
        if in_list {
            return Some(Expr::InList { expr, list: items, negated });
        }
        let holds = |item| match match_operator(op) {
            Some((kind, negated)) => {
                Some(Expr::Like { expr: expr.clone(), pattern: Box::new(item), kind, escape: None, negated })
            }
            None => Some(Expr::binary(operator(op)?, (*expr).clone(), item)),
        };
        let all: Vec<Expr> = items.into_iter().map(holds).collect::<Option<_>>()?;
        Expr::join(if any { BinaryOp::Or } else { BinaryOp::And }, all)
    }

    fn test(&self, tree: &sql::Expr) -> Option<Expr> {
        use sql::Expr as E;
        let (expr, test, negated) = match tree {
            E::IsNull(expr) | E::IsUnknown(expr) => (expr, Test::Null, false),
            E::IsNotNull(expr) | E::IsNotUnknown(expr) => (expr, Test::Null, true),
            E::IsTrue(expr) => (expr, Test::True, false),
            E::IsNotTrue(expr) => (expr, Test::True, true),
            E::IsFalse(expr) => (expr, Test::False, false),
            E::IsNotFalse(expr) => (expr, Test::False, true),
            E::IsDistinctFrom(left, right) => {
                return Some(distinct(self.expr(left), self.expr(right), false));
            }
            E::IsNotDistinctFrom(left, right) => {
                return Some(distinct(self.expr(left), self.expr(right), true));
            }
            _ => return None,
        };
        Some(Expr::Is { expr: self.boxed(expr), test, negated })
    }

    fn pattern(&self, tree: &sql::Expr) -> Option<Expr> {
        use sql::Expr as E;
        let (expr, pattern, kind, escape, negated) = match tree {
            E::Like { negated, any: false, expr, pattern, escape_char } => {
                (expr, pattern, MatchKind::Like, escape_char, negated)
            }
            E::ILike { negated, any: false, expr, pattern, escape_char } => {
                (expr, pattern, MatchKind::ILike, escape_char, negated)
            }
            E::SimilarTo { negated, expr, pattern, escape_char } => {
                (expr, pattern, MatchKind::SimilarTo, escape_char, negated)
            }
            E::RLike { negated, expr, pattern, .. } => (expr, pattern, MatchKind::Regexp, &None, negated),
            _ => return None,
        };
        let escape = match escape.as_deref().map(|escape| self.expr(escape)) {
            None => None,
            Some(Expr::Literal(Value::Text(text))) => Some(only_char(&text)?),
            Some(_) => return None,
        };
        let (expr, pattern) = (self.boxed(expr), self.boxed(pattern));
        Some(Expr::Like { expr, pattern, kind, escape, negated: *negated })
    }

    fn call(&self, tree: &sql::Expr) -> Option<Expr> {
        use sql::Expr as E;
        let (name, args): (&str, Vec<&sql::Expr>) = match tree {
            E::Function(function) => return self.function(function),
            E::Position { expr, r#in } if self.dialect == Dialect::Postgres => ("strpos", vec![r#in, expr]),
            E::Position { expr, r#in } => ("instr", vec![r#in, expr]),
            E::Substring { expr, substring_from: Some(from), substring_for, .. } => {
                ("substr", [&**expr, from].into_iter().chain(substring_for.as_deref()).collect())
            }
            E::Trim { trim_where, trim_what, expr, trim_characters } => {
                let mut args = vec![&**expr];
                args.extend(trim_what.as_deref());
                args.extend(trim_characters.iter().flatten());
                (trim_name(*trim_where, self.dialect), args)
            }
            E::Extract { field, expr, .. } => {
                let field = Expr::Literal(Value::Text(field.to_string().to_lowercase()));
                return Some(Expr::Function {
                    name: "extract".to_owned(),
                    args: vec![field, self.expr(expr)],
                });
            }
            E::Ceil { expr, field: sql::CeilFloorKind::DateTimeField(sql::DateTimeField::NoDateTime) } => {
                ("ceil", vec![expr])
            }
            E::Floor { expr, field: sql::CeilFloorKind::DateTimeField(sql::DateTimeField::NoDateTime) } => {
                ("floor", vec![expr])
            }
            _ => return None,
        };
        let args = args.into_iter().map(|arg| self.expr(arg)).collect();
        Some(Expr::Function { name: name.to_owned(), args })
    }

    fn function(&self, function: &sql::Function) -> Option<Expr> {
        let plain = function.over.is_none() && function.filter.is_none() && function.within_group.is_empty();
        let path: Vec<&str> = function
            .name
            .0
            .iter()
            .map(|part| Some(part.as_ident()?.value.as_str()))
            .collect::<Option<_>>()?;
        let name = match path[..] {
            [name] => name,
            [schema, name] if schema.eq_ignore_ascii_case("pg_catalog") => name,
            _ => return None,
        };
        let args: Vec<Expr> = match &function.args {
            sql::FunctionArguments::None => Vec::new(),
            sql::FunctionArguments::List(list)
                if list.duplicate_treatment.is_none() && list.clauses.is_empty() =>
            {
                let with_unit = self.dialect == Dialect::Mysql && name.eq_ignore_ascii_case("timestampdiff");
                let argument = |(at, arg): (usize, &sql::FunctionArg)| match with_unit && at == 0 {
                    true => Some(Expr::Literal(Value::Text(arg.to_string().to_lowercase()))),
                    false => self.argument(arg),
                };
                list.args.iter().enumerate().map(argument).collect::<Option<_>>()?
            }
            _ => return None,
        };
        plain.then(|| self.named(name.to_lowercase(), args))
    }

    /// A function; those that are operators under another name are written as these.
    fn named(&self, name: String, args: Vec<Expr>) -> Expr {
        match <[Expr; 2]>::try_from(args) {
            Ok([expr, pattern]) if self.dialect == Dialect::Mysql && name == "regexp_like" => Expr::Like {
                expr: Box::new(expr),
                pattern: Box::new(pattern),
                kind: MatchKind::Regexp,
                escape: None,
                negated: false,
            },
            // Arrays of ours begin at 1.
            Ok(pair) if self.dialect == Dialect::Postgres && name == "array_upper" => {
                Expr::Function { name: "array_length".to_owned(), args: pair.into() }
            }
            Ok(pair) => Expr::Function { name, args: pair.into() },
            Err(args) => Expr::Function { name, args },
        }
    }

    fn argument(&self, argument: &sql::FunctionArg) -> Option<Expr> {
        match argument {
            sql::FunctionArg::Unnamed(sql::FunctionArgExpr::Expr(expr)) => Some(self.expr(expr)),
            _ => None,
        }
    }
}

/// A match, where PostgreSQL's `~ similar_to_escape(pattern [, escape])` is SIMILAR TO again.
fn similar(expr: Box<Expr>, pattern: Box<Expr>, kind: MatchKind, negated: bool) -> Expr {
    if let (MatchKind::Regexp, Expr::Function { name, args }) = (kind, &*pattern)
        && name == "similar_to_escape"
    {
        let escape = match args.get(1) {
            Some(Expr::Literal(Value::Text(text))) => Some(only_char(text)),
            Some(Expr::Cast { expr, .. }) => match &**expr {
                Expr::Literal(Value::Text(text)) => Some(only_char(text)),
                _ => None,
            },
            Some(_) => None,
            None => Some(None),
        };
        if let (Some(wanted), Some(escape)) = (args.first(), escape) {
            let (pattern, kind) = (Box::new(wanted.clone()), MatchKind::SimilarTo);
            return Expr::Like { expr, pattern, kind, escape, negated };
        }
    }
    Expr::Like { expr, pattern, kind, escape: None, negated }
}

fn distinct(left: Expr, right: Expr, negated: bool) -> Expr {
    Expr::Is { expr: Box::new(left), test: Test::DistinctFrom(Box::new(right)), negated }
}

fn trim_name(place: Option<sql::TrimWhereField>, dialect: Dialect) -> &'static str {
    match place {
        Some(sql::TrimWhereField::Leading) => "ltrim",
        Some(sql::TrimWhereField::Trailing) => "rtrim",
        _ if dialect == Dialect::Postgres => "btrim",
        _ => "trim",
    }
}

fn only_char(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// The elements of `ARRAY[..]` or `'{..}'`, below any casts of the array as a whole.
fn elements(array: Expr) -> Option<Vec<Expr>> {
    match array {
        Expr::Function { name, args } if name == "array" => Some(args),
        Expr::Cast { expr, .. } => elements(*expr),
        Expr::Literal(Value::Text(text)) => {
            let body = text.strip_prefix('{')?.strip_suffix('}')?;
            let plain = !body.is_empty() && !body.contains(['"', '\\', '{', ' ']);
            plain.then(|| body.split(',').map(|item| Expr::Literal(Value::Text(item.into()))).collect())
        }
        _ => None,
    }
}

fn operator(op: &sql::BinaryOperator) -> Option<BinaryOp> {
    use sql::BinaryOperator as Op;
    Some(match op {
        Op::Plus => BinaryOp::Add,
        Op::Minus => BinaryOp::Sub,
        Op::Multiply => BinaryOp::Mul,
        Op::Divide => BinaryOp::Div,
        Op::Modulo => BinaryOp::Rem,
        Op::StringConcat => BinaryOp::Concat,
        Op::BitwiseAnd => BinaryOp::BitAnd,
        Op::BitwiseOr => BinaryOp::BitOr,
        Op::Eq => BinaryOp::Compare(Comparison::Eq),
        Op::NotEq => BinaryOp::Compare(Comparison::Ne),
        Op::Lt => BinaryOp::Compare(Comparison::Lt),
        Op::LtEq => BinaryOp::Compare(Comparison::Le),
        Op::Gt => BinaryOp::Compare(Comparison::Gt),
        Op::GtEq => BinaryOp::Compare(Comparison::Ge),
        _ => return None,
    })
}

fn match_operator(op: &sql::BinaryOperator) -> Option<(MatchKind, bool)> {
    use sql::BinaryOperator as Op;
    Some(match op {
        Op::Glob => (MatchKind::Glob, false),
        Op::Regexp | Op::PGRegexMatch => (MatchKind::Regexp, false),
        Op::PGRegexNotMatch => (MatchKind::Regexp, true),
        Op::PGRegexIMatch => (MatchKind::IRegexp, false),
        Op::PGRegexNotIMatch => (MatchKind::IRegexp, true),
        Op::PGLikeMatch => (MatchKind::Like, false),
        Op::PGNotLikeMatch => (MatchKind::Like, true),
        Op::PGILikeMatch => (MatchKind::ILike, false),
        Op::PGNotILikeMatch => (MatchKind::ILike, true),
        _ => return None,
    })
}
