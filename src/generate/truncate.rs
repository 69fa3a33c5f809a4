//! Moments at the beginning of a minute, an hour, a day, a month or a year: for CHECKs that ask for whole ones.
//!
//! Must not know: CHECKs. Start reading at [`Truncated`].

use std::sync::Arc;

use super::{Batch, Generator};
use crate::data::{
    Column, Data, LogicalType, MICROS_PER_DAY, MICROS_PER_SECOND, civil_from_days, days_from_civil,
};

/// What a moment is the beginning of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// So many microseconds.
    Micros(i64),
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Unit {
    /// The units of a type of moments, short ones first; none for other types.
    pub fn of(logical_type: &LogicalType) -> &'static [Self] {
        const SECOND: Unit = Unit::Micros(MICROS_PER_SECOND);
        const MINUTE: Unit = Unit::Micros(60 * MICROS_PER_SECOND);
        const MINUTES_5: Unit = Unit::Micros(300 * MICROS_PER_SECOND);
        const MINUTES_15: Unit = Unit::Micros(900 * MICROS_PER_SECOND);
        const MINUTES_30: Unit = Unit::Micros(1800 * MICROS_PER_SECOND);
        const HOUR: Unit = Unit::Micros(3600 * MICROS_PER_SECOND);
        const DAY: Unit = Unit::Micros(MICROS_PER_DAY);
        match logical_type {
            LogicalType::Time { .. } => &[SECOND, MINUTE, MINUTES_5, MINUTES_15, MINUTES_30, HOUR],
            LogicalType::Timestamp { .. } => {
                &[SECOND, MINUTE, MINUTES_5, MINUTES_15, MINUTES_30, HOUR, DAY, Unit::Month, Unit::Year]
            }
            LogicalType::Date => &[Unit::Month, Unit::Year],
            _ => &[],
        }
    }

    fn days(self, days: i64) -> i64 {
        let (year, month, _) = civil_from_days(days);
        match self {
            Self::Micros(_) => days,
            Self::Month => days_from_civil(year, month, 1),
            Self::Year => days_from_civil(year, 1, 1),
        }
    }

    fn begin(self, cell: i64, of_days: bool) -> i64 {
        match self {
            _ if of_days => self.days(cell),
            Self::Micros(unit) => cell - cell.rem_euclid(unit),
            _ => self.days(cell.div_euclid(MICROS_PER_DAY)) * MICROS_PER_DAY,
        }
    }
}

/// Another generator's moments, cut to a unit.
#[derive(Debug)]
pub struct Truncated {
    inner: Arc<dyn Generator>,
    unit: Unit,
    of_days: bool,
}

impl Truncated {
    /// The moments of a generator for a column of the type.
    pub fn new(inner: Arc<dyn Generator>, unit: Unit, logical_type: &LogicalType) -> Self {
        Self { inner, unit, of_days: *logical_type == LogicalType::Date }
    }
}

impl Generator for Truncated {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        self.inner.fill(batch, out);
        if let Data::I64(cells) = &mut out.data {
            cells.iter_mut().for_each(|cell| *cell = self.unit.begin(*cell, self.of_days));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_cut_down_before_and_after_the_epoch() {
        let day = |year, month, day| days_from_civil(year, month, day);
        assert_eq!(Unit::Month.begin(day(2024, 2, 29), true), day(2024, 2, 1));
        assert_eq!(Unit::Year.begin(day(1969, 12, 31), true), day(1969, 1, 1));
        let moment = day(1960, 5, 17) * MICROS_PER_DAY + 12_345_678_901;
        assert_eq!(Unit::Month.begin(moment, false), day(1960, 5, 1) * MICROS_PER_DAY);
        assert_eq!(Unit::Micros(60 * MICROS_PER_SECOND).begin(-1, false), -60 * MICROS_PER_SECOND);
    }
}
