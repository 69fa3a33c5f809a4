//! The tree of an expression: only what a CHECK, a generated column or a partial index needs.
//!
//! Must not know: how it was written, nor any value of a row. Start reading at [`Expr`].

use crate::data::Value;

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// A constant.
    Literal(Value),
    /// A column by name, unquoted.
    Column(String),
    /// An operator with one operand.
    Unary {
        /// The operator.
        op: UnaryOp,
        /// Its operand.
        expr: Box<Expr>,
    },
    /// An operator with two operands.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// The operand before it.
        left: Box<Expr>,
        /// The operand after it.
        right: Box<Expr>,
    },
    /// `expr IS [NOT] test`: never NULL.
    Is {
        /// What is tested.
        expr: Box<Expr>,
        /// The test.
        test: Test,
        /// Whether NOT stands before the test.
        negated: bool,
    },
    /// `expr [NOT] BETWEEN low AND high`.
    Between {
        /// What is compared.
        expr: Box<Expr>,
        /// The least value allowed.
        low: Box<Expr>,
        /// The greatest value allowed.
        high: Box<Expr>,
        /// Whether NOT stands before BETWEEN.
        negated: bool,
    },
    /// `expr [NOT] IN (list)`; also `= ANY (ARRAY[list])` and `<> ALL (ARRAY[list])`.
    InList {
        /// What is looked up.
        expr: Box<Expr>,
        /// Where it is looked up.
        list: Vec<Expr>,
        /// Whether NOT stands before IN.
        negated: bool,
    },
    /// `expr [NOT] LIKE pattern` and its kin.
    Like {
        /// The text.
        expr: Box<Expr>,
        /// The pattern.
        pattern: Box<Expr>,
        /// The pattern's language.
        kind: MatchKind,
        /// The escape character, where one is written.
        escape: Option<char>,
        /// Whether NOT stands before the operator.
        negated: bool,
    },
    /// `CASE [operand] WHEN .. THEN .. ELSE .. END`.
    Case {
        /// What each WHEN is compared to; without it each WHEN is a condition.
        operand: Option<Box<Expr>>,
        /// WHEN and THEN of each arm.
        arms: Vec<(Expr, Expr)>,
        /// ELSE.
        otherwise: Option<Box<Expr>>,
    },
    /// `CAST(expr AS type_name)`.
    Cast {
        /// What is converted.
        expr: Box<Expr>,
        /// The type as written.
        type_name: String,
    },
    /// `name(args)`; `array` stands for ARRAY[..].
    Function {
        /// The name in lower case.
        name: String,
        /// The arguments in order.
        args: Vec<Expr>,
    },
    /// SQL that this tree cannot express.
    Unknown(String),
}

/// An operator with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// Logical negation.
    Not,
    /// Arithmetic negation.
    Neg,
}

/// An operator with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// Logical conjunction.
    And,
    /// Logical disjunction.
    Or,
    /// `=`, `<>`, `<`, `<=`, `>` or `>=`.
    Compare(Comparison),
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `||` between texts.
    Concat,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
}

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// What follows IS.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// `IS NULL`, `IS UNKNOWN`.
    Null,
    /// `IS TRUE`.
    True,
    /// `IS FALSE`.
    False,
    /// `IS DISTINCT FROM` this; negated also `<=>` and SQLite's `IS`.
    DistinctFrom(Box<Expr>),
}

/// The language of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchKind {
    /// LIKE: `%` and `_`; its case rule is the dialect's.
    Like,
    /// PostgreSQL's ILIKE: LIKE without case.
    ILike,
    /// SQLite's GLOB: `*`, `?` and `[..]`.
    Glob,
    /// A regular expression: `~`, REGEXP, RLIKE.
    Regexp,
    /// PostgreSQL's `~*`: a regular expression without case.
    IRegexp,
    /// SIMILAR TO.
    SimilarTo,
}

impl Comparison {
    /// The comparison that holds exactly when this one does not (of two values that are not NULL).
    pub fn negate(self) -> Self {
        match self {
            Self::Eq => Self::Ne,
            Self::Ne => Self::Eq,
            Self::Lt => Self::Ge,
            Self::Le => Self::Gt,
            Self::Gt => Self::Le,
            Self::Ge => Self::Lt,
        }
    }

    /// The same comparison with its sides exchanged.
    pub fn mirror(self) -> Self {
        match self {
            Self::Eq | Self::Ne => self,
            Self::Lt => Self::Gt,
            Self::Le => Self::Ge,
            Self::Gt => Self::Lt,
            Self::Ge => Self::Le,
        }
    }

    /// Whether the comparison holds for two values in this order.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Eq => order.is_eq(),
            Self::Ne => order.is_ne(),
            Self::Lt => order.is_lt(),
            Self::Le => order.is_le(),
            Self::Gt => order.is_gt(),
            Self::Ge => order.is_ge(),
        }
    }
}

impl Expr {
    /// The distinct columns in use, in the order of their first use. Those inside [`Expr::Unknown`] are not
    /// known.
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        self.visit(&mut |expr| {
            if let Self::Column(name) = expr
                && !names.contains(&name.as_str())
            {
                names.push(name);
            }
        });
        names
    }

    /// The same with other expressions in the place of some columns.
    pub fn with_columns(mut self, other: &dyn Fn(&str) -> Option<Self>) -> Self {
        self.replace(other);
        self
    }

    fn replace(&mut self, other: &dyn Fn(&str) -> Option<Self>) {
        if let Self::Column(name) = self {
            if let Some(expr) = other(name) {
                *self = expr;
            }
            return;
        }
        self.children_mut().into_iter().for_each(|child| child.replace(other));
    }

    /// The same with another expression in the place of a part, wherever that stands.
    pub fn with_part(mut self, part: &Self, other: &Self) -> Self {
        self.replace_part(part, other);
        self
    }

    fn replace_part(&mut self, part: &Self, other: &Self) {
        if self == part {
            self.clone_from(other);
            return;
        }
        self.children_mut().into_iter().for_each(|child| child.replace_part(part, other));
    }

    /// Whether no part is [`Expr::Unknown`].
    pub fn is_known(&self) -> bool {
        let mut known = true;
        self.visit(&mut |expr| known &= !matches!(expr, Self::Unknown(_)));
        known
    }

    /// Whether the value of this is a truth value by its form, whatever the columns hold.
    pub(super) fn is_logical(&self) -> bool {
        match self {
            Self::Unary { op, .. } => *op == UnaryOp::Not,
            Self::Binary { op, .. } => {
                matches!(op, BinaryOp::And | BinaryOp::Or | BinaryOp::Compare(_))
            }
            Self::Literal(value) => matches!(value, Value::Bool(_)),
            Self::Is { .. } | Self::Between { .. } | Self::InList { .. } | Self::Like { .. } => true,
            _ => false,
        }
    }

    /// A binary node.
    pub(super) fn binary(op: BinaryOp, left: Self, right: Self) -> Self {
        Self::Binary { op, left: Box::new(left), right: Box::new(right) }
    }

    /// A comparison node.
    pub(super) fn compare(op: Comparison, left: Self, right: Self) -> Self {
        Self::binary(BinaryOp::Compare(op), left, right)
    }

    /// NOT of an expression.
    pub fn negation(expr: Self) -> Self {
        Self::Unary { op: UnaryOp::Not, expr: Box::new(expr) }
    }

    /// `expr IS [NOT] NULL`.
    pub fn is_null(expr: Self, negated: bool) -> Self {
        Self::Is { expr: Box::new(expr), test: Test::Null, negated }
    }

    /// All operands joined by AND or OR as a tree of least depth, so that a list of any length may be
    /// walked recursively; `None` when there is none.
    pub fn join(op: BinaryOp, mut operands: Vec<Self>) -> Option<Self> {
        let rest = operands.split_off(operands.len().div_ceil(2));
        if rest.is_empty() {
            return operands.pop();
        }
        Some(Self::binary(op, Self::join(op, operands)?, Self::join(op, rest)?))
    }

    /// What is below casts.
    pub fn uncast(&self) -> &Self {
        match self {
            Self::Cast { expr, .. } => expr.uncast(),
            other => other,
        }
    }

    /// Shows this and all that is in it, outer parts first.
    pub fn visit<'a>(&'a self, seen: &mut dyn FnMut(&'a Self)) {
        seen(self);
        for child in self.children() {
            child.visit(seen);
        }
    }

    fn children(&self) -> Vec<&Self> {
        match self {
            Self::Literal(_) | Self::Column(_) | Self::Unknown(_) => Vec::new(),
            Self::Unary { expr, .. } | Self::Cast { expr, .. } => vec![expr],
            Self::Is { expr, test: Test::DistinctFrom(other), .. } => vec![expr, other],
            Self::Is { expr, .. } => vec![expr],
            Self::Binary { left, right, .. } => vec![left, right],
            Self::Between { expr, low, high, .. } => vec![expr, low, high],
            Self::Like { expr, pattern, .. } => vec![expr, pattern],
            Self::Function { args, .. } => args.iter().collect(),
            Self::InList { expr, list, .. } => std::iter::once(&**expr).chain(list).collect(),
            Self::Case { operand, arms, otherwise } => operand
                .as_deref()
                .into_iter()
                .chain(arms.iter().flat_map(|(when, then)| [when, then]))
                .chain(otherwise.as_deref())
                .collect(),
        }
    }

    fn children_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Literal(_) | Self::Column(_) | Self::Unknown(_) => Vec::new(),
            Self::Unary { expr, .. } | Self::Cast { expr, .. } => vec![expr],
            Self::Is { expr, test: Test::DistinctFrom(other), .. } => vec![expr, other],
            Self::Is { expr, .. } => vec![expr],
            Self::Binary { left, right, .. } => vec![left, right],
            Self::Between { expr, low, high, .. } => vec![expr, low, high],
            Self::Like { expr, pattern, .. } => vec![expr, pattern],
            Self::Function { args, .. } => args.iter_mut().collect(),
            Self::InList { expr, list, .. } => std::iter::once(&mut **expr).chain(list).collect(),
            Self::Case { operand, arms, otherwise } => operand
                .as_deref_mut()
                .into_iter()
                .chain(arms.iter_mut().flat_map(|(when, then)| [when, then]))
                .chain(otherwise.as_deref_mut())
                .collect(),
        }
    }
}
