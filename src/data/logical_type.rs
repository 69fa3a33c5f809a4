//! What a column means, whatever a server calls its type.

use std::sync::Arc;

/// A column's type in the terms of all databases together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum LogicalType {
    /// True or false.
    Bool,
    /// An integer of 8 to 64 bits.
    Int {
        /// Width in bits: 8, 16, 24, 32 or 64.
        bits: u8,
        /// Whether negative values are excluded.
        unsigned: bool,
    },
    /// An exact number.
    Decimal {
        /// All digits, 1 to 38.
        precision: u8,
        /// Digits behind the point, at most `precision`.
        scale: u8,
    },
    /// Floating point of 32 or 64 bits.
    Float {
        /// Width in bits: 32 or 64.
        bits: u8,
    },
    /// Text.
    Text {
        /// Most characters; `None` means no limit.
        max: Option<u32>,
        /// Whether shorter values are padded with blanks.
        fixed: bool,
    },
    /// Binary strings.
    Bytes {
        /// Most bytes; `None` means no limit.
        max: Option<u32>,
    },
    /// Days.
    Date,
    /// Microseconds since midnight.
    Time {
        /// Digits of a second that are kept, 0 to 6.
        fraction: u8,
    },
    /// Microseconds since 1970.
    Timestamp {
        /// Digits of a second that are kept, 0 to 6.
        fraction: u8,
        /// Whether the server shifts it by a time zone.
        zoned: bool,
    },
    /// A span of time.
    Interval,
    /// A calendar year as MySQL keeps it, 1901 to 2155.
    Year,
    /// A UUID, 16 bytes.
    Uuid,
    /// A JSON document.
    Json,
    /// One of a few labels.
    Enum {
        /// The labels in the order of their declaration.
        labels: Arc<[String]>,
    },
    /// Any subset of a few labels.
    Set {
        /// The labels in the order of their declaration.
        labels: Arc<[String]>,
    },
    /// An IP address with an optional prefix length.
    Inet,
    /// A network.
    Cidr,
    /// A hardware address.
    MacAddr,
    /// A bit string.
    BitString {
        /// Bits, or most bits when `varying`.
        bits: u32,
        /// Whether shorter values are allowed.
        varying: bool,
    },
    /// A list of one type.
    Array {
        /// The elements' type.
        element: Arc<LogicalType>,
    },
    /// A span between two values of one type, or several spans.
    Range {
        /// The type of the bounds.
        element: Arc<LogicalType>,
        /// Whether it is a set of spans.
        multi: bool,
    },
    /// Named fields.
    Composite {
        /// Names and types in order.
        fields: Arc<[(String, LogicalType)]>,
    },
    /// XML.
    Xml,
    /// Anything else, under the server's own name.
    Other {
        /// The name.
        name: String,
    },
}

impl LogicalType {
    /// Whether cells are character strings to a person.
    pub fn is_text(&self) -> bool {
        matches!(self, Self::Text { .. })
    }

    /// Whether cells are numbers.
    pub fn is_numeric(&self) -> bool {
        matches!(self, Self::Int { .. } | Self::Decimal { .. } | Self::Float { .. })
    }

    /// Whether cells are points in time or days.
    pub fn is_temporal(&self) -> bool {
        matches!(self, Self::Date | Self::Timestamp { .. })
    }

    /// Smallest and largest value of an integer type.
    pub fn int_range(&self) -> Option<(i128, i128)> {
        match *self {
            Self::Int { bits, unsigned: true } => Some((0, (1_i128 << bits) - 1)),
            Self::Int { bits, unsigned: false } => {
                Some((-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1))
            }
            _ => None,
        }
    }
}
