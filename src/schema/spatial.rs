//! Kinds of shapes that CHECKs tell of, as schemas before typed columns did: `geometrytype(shape) = 'POLYGON'`,
//! `st_srid(shape) = 4326`, `st_ndims(shape) = 2`.
//!
//! Must not know: databases. Start reading at [`tell_kinds`].

use super::expr::{BinaryOp, Comparison, Dialect, Expr, parse};
use super::{Check, Table};
use crate::data::{LogicalType, Value};

/// Gives columns of untyped shapes the type that CHECKs of their table leave them.
pub fn tell_kinds(table: &mut Table) {
    let untyped = |logical_type: &LogicalType| match logical_type {
        LogicalType::Other { name } => ["geometry", "geography"].iter().any(|bare| name.ends_with(bare)),
        _ => false,
    };
    let columns: Vec<usize> =
        (0..table.columns.len()).filter(|&at| untyped(&table.columns[at].logical_type)).collect();
    for at in columns {
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let told = Told::of(&table.checks, &names, names[at]);
        if let (LogicalType::Other { name }, Some(modifiers)) =
            (&mut table.columns[at].logical_type, told.modifiers())
        {
            name.push_str(&modifiers);
        }
    }
}

/// What CHECKs say of a shape.
#[derive(Debug, Default)]
struct Told {
    kind: Option<String>,
    system: Option<i128>,
    dimensions: Option<i128>,
}

impl Told {
    fn of(checks: &[Check], names: &[&str], column: &str) -> Self {
        let mut told = Self::default();
        let about = checks.iter().filter(|check| check.expression.contains(column));
        for check in about {
            let Ok(expr) = parse(&check.expression, Dialect::Postgres, names) else { continue };
            expr.visit(&mut |node| told.hear(node, column));
        }
        told
    }

    fn hear(&mut self, node: &Expr, column: &str) {
        let (left, values) = match node {
            Expr::Binary { op: BinaryOp::Compare(Comparison::Eq), left, right } => {
                (left, std::slice::from_ref(&**right))
            }
            Expr::InList { expr, list, negated: false } => (expr, list.as_slice()),
            _ => return,
        };
        let Expr::Function { name, args } = &**left else { return };
        let own = matches!(args.as_slice(), [Expr::Column(of)] if of == column);
        let (true, Some(value)) = (own, values.first().and_then(constant)) else { return };
        match (name.trim_start_matches("st_"), value) {
            ("geometrytype", Value::Text(kind)) => {
                let kind = kind.to_lowercase();
                self.kind = Some(kind.strip_prefix("st_").unwrap_or(&kind).to_owned());
            }
            ("srid", value) => self.system = number(value),
            ("ndims" | "coorddim", value) => self.dimensions = number(value),
            _ => {}
        }
    }

    /// As a typed column writes it.
    fn modifiers(&self) -> Option<String> {
        let beyond = match self.dimensions {
            Some(3) => "z",
            Some(4) => "zm",
            _ => "",
        };
        let kind = self.kind.as_deref().unwrap_or("point");
        let kind = if kind.ends_with(['z', 'm']) { kind.to_owned() } else { format!("{kind}{beyond}") };
        let system = self.system.map_or_else(String::new, |system| format!(",{}", system.max(0)));
        let told = self.kind.is_some() || self.system.is_some() || self.dimensions.is_some();
        told.then(|| format!("({kind}{system})"))
    }
}

/// Negative ones are printed as text.
fn number(value: &Value) -> Option<i128> {
    value.as_int().or_else(|| value.as_text()?.parse().ok())
}

fn constant(expr: &Expr) -> Option<&Value> {
    match expr.uncast() {
        Expr::Literal(value) => Some(value),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks_tell_the_kind_the_system_and_the_dimensions() {
        let told = |expressions: &[&str]| {
            let check = |text: &&str| Check { name: None, expression: (*text).to_owned() };
            let checks: Vec<Check> = expressions.iter().map(check).collect();
            Told::of(&checks, &["shape", "other"], "shape").modifiers()
        };
        for (checks, modifiers) in [
            (
                &["geometrytype(shape) = 'LINESTRING'::text", "st_srid(shape) = 4269"][..],
                Some("(linestring,4269)"),
            ),
            (
                &["(geometrytype(shape) = 'POLYGON'::text) OR (shape IS NULL)", "st_ndims(shape) = 3"],
                Some("(polygonz)"),
            ),
            (
                &["st_geometrytype(shape) = ANY (ARRAY['ST_MultiPolygon'::text, 'ST_Polygon'::text])"],
                Some("(multipolygon)"),
            ),
            (&["st_srid(shape) = '-1'::integer"], Some("(point,0)")),
            (&["st_isvalid(shape)", "st_srid(other) = 4326"], None),
        ] {
            assert_eq!(told(checks).as_deref(), modifiers, "{checks:?}");
        }
    }
}
