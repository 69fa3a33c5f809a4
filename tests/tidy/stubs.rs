//! What never lands: tests switched off, unfinished or debugging macros, and `unwrap()` outside tests.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ExprMethodCall, ImplItemFn, Item, Macro};

use crate::paths::is_test_file;
use crate::rule::{Finding, Rule, parse};
use crate::walk::{attributes, is_test};

pub const RULE: Rule = Rule {
    name: "no stubs, no unwrap",
    check,
    planted: &[
        ("tests/a.rs", "#[test] #[ignore] fn f() {}"),
        ("tests/a.rs", "#[test] #[ignore = \"slow\"] fn f() {}"),
        ("src/a.rs", "fn f() { todo!() }"),
        ("src/a.rs", "impl S { fn f() { std::unimplemented!(\"later\"); } }"),
        ("tests/a.rs", "fn f() { let x = dbg!(1); }"),
        ("src/a.rs", "fn f() { vec![todo!()]; }"),
        ("src/a.rs", "fn f() { x.unwrap(); }"),
        ("src/a.rs", "fn f() { format!(\"{}\", x.unwrap()); }"),
        ("src/a.rs", "#[cfg(not(test))] fn f() { x.unwrap(); }"),
        ("benches/a.rs", "fn main() { x().unwrap(); }"),
    ],
    clean: &[
        ("src/a.rs", "fn f() { x.expect(\"checked above\").unwrap_or(1); s(\"todo!()\"); }"),
        ("src/a.rs", "#[cfg(test)] mod tests { fn f() { x.unwrap(); } }"),
        ("src/plan/tests.rs", "fn f() { x.unwrap(); }"),
        ("tests/a.rs", "#[test] fn f() { x.unwrap(); }"),
    ],
};

const MACROS: &[(&str, &str)] = &[
    ("todo", "write it, or return an error that says what is not supported"),
    ("unimplemented", "write it, or return an error that says what is not supported"),
    ("dbg", "assert what was looked at, or remove it"),
];

const IGNORED: &str = "mend the test or remove it; long ones belong to the nightly suite";
const UNWRAP: &str = "state the reason in `expect`, or return the error";

fn check(path: &str, text: &str) -> Vec<Finding> {
    let mut look = Look { path: path.to_owned(), test: is_test_file(path), found: Vec::new() };
    look.visit_file(&parse(path, text));
    look.found
}

struct Look {
    path: String,
    test: bool,
    found: Vec<Finding>,
}

impl Look {
    fn add(&mut self, line: usize, what: &str, instead: &str) {
        self.found.push(Finding::new(&self.path, line, what, instead));
    }

    fn refuse_macro(&mut self, name: &str, line: usize) {
        if let Some((name, instead)) = MACROS.iter().find(|(banned, _)| *banned == name) {
            self.add(line, &format!("`{name}!`"), instead);
        }
    }

    fn unwrap(&mut self, line: usize) {
        if !self.test {
            self.add(line, "`unwrap()` outside tests", UNWRAP);
        }
    }

    /// `name!` and `.unwrap()` among the tokens of a macro.
    fn tokens(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        for (at, tree) in trees.iter().enumerate() {
            match tree {
                TokenTree::Ident(name) if punct(trees.get(at + 1), '!') => {
                    self.refuse_macro(&name.to_string(), name.span().start().line);
                }
                TokenTree::Ident(name) if name == "unwrap" && at > 0 && punct(trees.get(at - 1), '.') => {
                    self.unwrap(name.span().start().line);
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                _ => {}
            }
        }
    }

    fn within(&mut self, attributes: &[Attribute], look: impl FnOnce(&mut Self)) {
        let before = self.test;
        self.test |= is_test(attributes);
        look(self);
        self.test = before;
    }
}

fn punct(tree: Option<&TokenTree>, letter: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == letter)
}

impl<'a> Visit<'a> for Look {
    fn visit_item(&mut self, item: &'a Item) {
        self.within(attributes(item), |look| visit::visit_item(look, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'a ImplItemFn) {
        self.within(&item.attrs, |look| visit::visit_impl_item_fn(look, item));
    }

    fn visit_attribute(&mut self, attribute: &'a Attribute) {
        if let Some(name) = attribute.path().get_ident().filter(|name| *name == "ignore") {
            self.add(name.span().start().line, "`#[ignore]`", IGNORED);
        }
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        if let Some(last) = call.path.segments.last() {
            self.refuse_macro(&last.ident.to_string(), last.ident.span().start().line);
        }
        self.tokens(call.tokens.clone());
    }

    fn visit_expr_method_call(&mut self, call: &'a ExprMethodCall) {
        if call.method == "unwrap" && call.args.is_empty() {
            self.unwrap(call.method.span().start().line);
        }
        visit::visit_expr_method_call(self, call);
    }
}
