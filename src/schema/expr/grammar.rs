//! The grammar of each dialect for the SQL parser, with what the parser lacks of SQLite's: IS between
//! values, ISNULL, NOT GLOB, and the ranks of its operators.
//!
//! Must not know: our own tree. Start reading at [`of`].

use std::any::TypeId;

use sqlparser::ast::{BinaryOperator, Expr, UnaryOperator};
use sqlparser::dialect::{self, MySqlDialect, PostgreSqlDialect, Precedence, SQLiteDialect};
use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::Token;

use super::Dialect;

/// The parser's dialect for ours.
pub fn of(dialect: Dialect) -> &'static dyn dialect::Dialect {
    match dialect {
        Dialect::Sqlite => &SqliteGrammar(SQLiteDialect {}),
        Dialect::Postgres => &PostgreSqlDialect {},
        Dialect::Mysql => &MySqlDialect {},
    }
}

/// The parser's own SQLite dialect and what it lacks.
#[derive(Debug)]
struct SqliteGrammar(SQLiteDialect);

impl dialect::Dialect for SqliteGrammar {
    fn dialect(&self) -> TypeId {
        self.0.dialect()
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        self.0.is_delimited_identifier_start(ch)
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        self.0.is_identifier_start(ch)
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        self.0.is_identifier_part(ch) || ch == '$'
    }

    fn supports_in_empty_list(&self) -> bool {
        self.0.supports_in_empty_list()
    }

    fn supports_notnull_operator(&self) -> bool {
        self.0.supports_notnull_operator()
    }

    fn supports_comma_separated_trim(&self) -> bool {
        self.0.supports_comma_separated_trim()
    }

    fn supports_numeric_literal_underscores(&self) -> bool {
        self.0.supports_numeric_literal_underscores()
    }

    fn supports_bitwise_shift_operators(&self) -> bool {
        true
    }

    // https://www.sqlite.org/lang_expr.html#operators_and_parse_affecting_attributes
    fn prec_value(&self, precedence: Precedence) -> u8 {
        match precedence {
            Precedence::Period => 100,
            Precedence::DoubleColon | Precedence::AtTz => 60,
            Precedence::Colon | Precedence::PgOther => 50,
            Precedence::MulDivModOp => 40,
            Precedence::PlusMinus => 30,
            Precedence::Xor | Precedence::Ampersand | Precedence::Caret | Precedence::Pipe => 25,
            Precedence::Between | Precedence::Eq | Precedence::Like | Precedence::Is => 20,
            Precedence::UnaryNot => 15,
            Precedence::And => 10,
            Precedence::Or => 5,
        }
    }

    fn get_next_precedence(&self, parser: &Parser<'_>) -> Option<Result<u8, ParserError>> {
        let rank = match &parser.peek_token_ref().token {
            Token::Lt | Token::LtEq | Token::Gt | Token::GtEq => 22,
            Token::StringConcat | Token::Arrow | Token::LongArrow => 50,
            token if is_word(token, "ISNULL") => 20,
            _ => return None,
        };
        Some(Ok(rank))
    }

    fn parse_infix(
        &self,
        parser: &mut Parser<'_>,
        left: &Expr,
        precedence: u8,
    ) -> Option<Result<Expr, ParserError>> {
        if is_word(&parser.peek_token_ref().token, "ISNULL") {
            parser.advance_token();
            return Some(Ok(Expr::IsNull(Box::new(left.clone()))));
        }
        if parser.peek_keyword(Keyword::IS) {
            return is_value(parser, left, precedence);
        }
        if parser.peek_keyword(Keyword::NOT) {
            return not_glob(parser, left, precedence);
        }
        self.0.parse_infix(parser, left, precedence)
    }
}

/// `left IS [NOT] value`; `None` leaves IS NULL, IS TRUE and the like to the parser.
fn is_value(parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
    let negated = is_keyword(parser, 1, Keyword::NOT);
    let known = [Keyword::NULL, Keyword::TRUE, Keyword::FALSE, Keyword::DISTINCT];
    let next = if negated { 2 } else { 1 };
    if known.into_iter().any(|keyword| is_keyword(parser, next, keyword)) {
        return None;
    }
    (0..next).for_each(|_| parser.advance_token());
    let left = Box::new(left.clone());
    Some(parser.parse_subexpr(precedence).map(Box::new).map(|right| match negated {
        true => Expr::IsDistinctFrom(left, right),
        false => Expr::IsNotDistinctFrom(left, right),
    }))
}

fn not_glob(parser: &mut Parser<'_>, left: &Expr, precedence: u8) -> Option<Result<Expr, ParserError>> {
    let op = if is_keyword(parser, 1, Keyword::GLOB) {
        BinaryOperator::Glob
    } else if is_keyword(parser, 1, Keyword::MATCH) {
        BinaryOperator::Match
    } else {
        return None;
    };
    (0..2).for_each(|_| parser.advance_token());
    let left = Box::new(left.clone());
    Some(parser.parse_subexpr(precedence).map(|right| {
        let matched = Expr::BinaryOp { left, op, right: Box::new(right) };
        // Within parentheses, since NOT would otherwise bind to the left operand alone when printed.
        Expr::UnaryOp { op: UnaryOperator::Not, expr: Box::new(Expr::Nested(Box::new(matched))) }
    }))
}

fn is_keyword(parser: &Parser<'_>, ahead: usize, keyword: Keyword) -> bool {
    matches!(&parser.peek_nth_token_ref(ahead).token, Token::Word(word) if word.keyword == keyword)
}

fn is_word(token: &Token, name: &str) -> bool {
    matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(name))
}
