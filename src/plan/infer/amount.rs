//! Totals that are a quantity times a price of the same row.
//!
//! Quantities, prices and discounts read nothing, so reads never form a cycle.
//!
//! Must not know: other meanings. Start reading at [`infer`].

use super::rule::{arguments, has};
use super::{Choice, Subject, tokens};
use crate::data::{LogicalType, Value};

const TOTALS: &str = "total|amount|subtotal|sum";
const TOTAL_NAMES: &str = "\
    total price|extended price|line price|total cost|sub total|line total|extended amount|total value|\
    total amount|line amount|line cost|net total|gross total|line value";
const QUANTITIES: &str = "quantity|qty|units|pieces|hours";
const PRICES: &str = "price|rate|cost|fee";
/// Words that make a total or a price another column's business.
const OTHERS: &str = "\
    unit|precise|threshold|condition|tax|discount|paid|shipping|freight|exchange|interest|commission|\
    deposit|min|max|refund|tip";

/// The choice for a total whose factors are in the same table.
pub(super) fn infer(subject: &Subject<'_>, name: &[String]) -> Option<Choice> {
    if !subject.logical_type.is_numeric() || !is_total(name) {
        return None;
    }
    let quantity = sibling(subject, is_quantity)?;
    let price = sibling(subject, is_price)?;
    let mut params = arguments("");
    params.insert("quantity".to_owned(), Value::Text(quantity.to_owned()));
    params.insert("price".to_owned(), Value::Text(price.to_owned()));
    if let Some(discount) = sibling(subject, is_discount) {
        params.insert("discount".to_owned(), Value::Text(discount.to_owned()));
    }
    Some(Choice::of("product", params, format!("`{quantity}` times `{price}`")))
}

fn sibling<'s>(subject: &Subject<'s>, is: fn(&[String], &LogicalType) -> bool) -> Option<&'s str> {
    let columns = subject.siblings.iter().zip(subject.sibling_types);
    let mut others = columns.filter(|(column, _)| **column != subject.column);
    others.find(|(column, logical_type)| is(&tokens::split(column), logical_type)).map(|(&column, _)| column)
}

fn is_total(name: &[String]) -> bool {
    let ends = |names: &str| names.split('|').any(|words| name.join(" ").ends_with(words));
    let plain = name.last().is_some_and(|word| has(TOTALS, word));
    (plain || ends(TOTAL_NAMES)) && !name.iter().any(|word| has(OTHERS, word))
}

fn is_quantity(name: &[String], logical_type: &LogicalType) -> bool {
    logical_type.is_numeric() && name.last().is_some_and(|word| has(QUANTITIES, word))
}

fn is_price(name: &[String], logical_type: &LogicalType) -> bool {
    logical_type.is_numeric()
        && name.last().is_some_and(|word| has(PRICES, word))
        && !is_total(name)
        && !name.iter().any(|word| word != "unit" && has(OTHERS, word))
}

/// A discount that is a share of the price.
fn is_discount(name: &[String], logical_type: &LogicalType) -> bool {
    let fraction =
        matches!(logical_type, LogicalType::Float { .. } | LogicalType::Decimal { scale: 1.., .. });
    fraction && (name == ["discount"] || name.join(" ").ends_with("discount rate"))
}
