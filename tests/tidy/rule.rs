//! What a rule is and what it says when it is broken: the place, what was found, and what to write instead.
//!
//! Must not know any rule.

use std::fmt;

/// A path from the package's root, with `/`, and the text of that file.
pub type Sample = (&'static str, &'static str);

pub struct Rule {
    pub name: &'static str,
    pub check: fn(&str, &str) -> Vec<Finding>,
    /// Each must be found.
    pub planted: &'static [Sample],
    /// None may be found.
    pub clean: &'static [Sample],
}

/// One breach of one rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub path: String,
    /// 1-based; 0 stands for the whole file.
    pub line: usize,
    pub what: String,
    pub instead: String,
}

impl Finding {
    pub fn new(path: &str, line: usize, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), instead: instead.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}; {}", self.path, self.line, self.what, self.instead)
    }
}

/// A sample or a source as its syntax tree.
pub fn parse(path: &str, text: &str) -> syn::File {
    syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is not Rust: {error}"))
}
