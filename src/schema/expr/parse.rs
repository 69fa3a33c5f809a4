//! Reads an expression as a server or a person wrote it.
//!
//! Must not know: what the expression is for. Start reading at [`parse`].

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer};

use super::convert::{Converter, NESTING_MAX};
use super::{Dialect, Expr, grammar};

/// Nesting beyond this is an error when reading.
const DEPTH_MAX: usize = 150;
/// Tokens beyond this are an error when reading: the parser's tree of a chain is as deep as it is long.
const TOKENS_MAX: usize = 20_000;

/// Why a text is not an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What the parser found.
    pub reason: String,
}

impl Display for ParseError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "parse SQL expression: {}", self.reason)
    }
}

impl Error for ParseError {}

impl From<ParserError> for ParseError {
    fn from(error: ParserError) -> Self {
        Self { reason: error.to_string() }
    }
}

/// The expression in `text`. A name that is one of `columns` takes that column's spelling; in SQLite a name
/// in double quotes that is none of them is text. Valid SQL that the tree cannot express becomes
/// [`Expr::Unknown`].
pub fn parse(text: &str, dialect: Dialect, columns: &[&str]) -> Result<Expr, ParseError> {
    let grammar = grammar::of(dialect);
    let mut tokens = Tokenizer::new(grammar, text)
        .tokenize_with_location()
        .map_err(|error| ParseError { reason: error.to_string() })?;
    tokens.retain(|token| !matches!(token.token, Token::Whitespace(_)));
    if tokens.len() > TOKENS_MAX {
        return Err(ParseError { reason: format!("more than {TOKENS_MAX} tokens") });
    }
    match dialect {
        Dialect::Sqlite => number_hexadecimals(text, &mut tokens),
        Dialect::Mysql => write_modulo(&mut tokens),
        Dialect::Postgres => name_trims(&mut tokens),
    }
    let mut parser = Parser::new(grammar).with_recursion_limit(DEPTH_MAX).with_tokens_with_locations(tokens);
    let tree = parser.parse_expr()?;
    if parser.peek_token_ref().token != Token::EOF {
        let token = parser.peek_token_ref();
        return Err(ParseError { reason: format!("unexpected {token} after the expression") });
    }
    let too_deep = || ParseError { reason: format!("nested deeper than {NESTING_MAX}") };
    Converter::new(dialect, columns).convert(&tree).ok_or_else(too_deep)
}

/// PostgreSQL prints `trim(a)` as `TRIM(BOTH FROM a)`, of which the parser wants the characters.
fn name_trims(tokens: &mut Vec<TokenWithSpan>) {
    let word = |token: &Token, text: &str| matches!(token, Token::Word(word) if word.quote_style.is_none() && word.value.eq_ignore_ascii_case(text));
    let mut at = 0;
    while at + 3 < tokens.len() {
        let sides = [("both", "btrim"), ("leading", "ltrim"), ("trailing", "rtrim")];
        let side = sides.iter().find(|(side, _)| word(&tokens[at + 2].token, side));
        if let Some((_, name)) = side
            && word(&tokens[at].token, "trim")
            && tokens[at + 1].token == Token::LParen
            && word(&tokens[at + 3].token, "from")
        {
            tokens[at].token = Token::make_word(name, None);
            tokens.drain(at + 2..at + 4);
        }
        at += 1;
    }
}

/// MariaDB prints `a % b` as `` `a` MOD `b` ``; `MOD(a, b)`, where no operand stands before, is a function.
fn write_modulo(tokens: &mut [TokenWithSpan]) {
    for at in 1..tokens.len() {
        let is_mod = matches!(&tokens[at].token, Token::Word(word)
            if word.quote_style.is_none() && word.value.eq_ignore_ascii_case("mod"));
        let operand = match &tokens[at - 1].token {
            Token::RParen | Token::Number(..) | Token::SingleQuotedString(_) => true,
            Token::Word(word) => word.quote_style.is_some(),
            _ => false,
        };
        if is_mod && operand {
            tokens[at].token = Token::Mod;
        }
    }
}

/// In SQLite `0x1F` is a number and `x'1F'` is binary; the tokenizer gives both the same token.
fn number_hexadecimals(text: &str, tokens: &mut [TokenWithSpan]) {
    for token in tokens {
        if let Token::HexStringLiteral(digits) = &token.token
            && char_at(text, token.span.start) == Some('0')
            && let Ok(bits) = u64::from_str_radix(&digits.replace('_', ""), 16)
        {
            // All 64 bits may be given; they are those of a signed number.
            token.token = Token::Number(bits.cast_signed().to_string(), false);
        }
    }
}

fn char_at(text: &str, location: Location) -> Option<char> {
    let line = text.split('\n').nth(usize::try_from(location.line.checked_sub(1)?).ok()?)?;
    line.chars().nth(usize::try_from(location.column.checked_sub(1)?).ok()?)
}
