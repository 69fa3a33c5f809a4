//! Which tables, and which rows of one table, must be there before others: what a load in parallel keeps to.
//!
//! Must not know connections or chunks. Start reading at [`DataPlan::succession`].

use super::model::{DataPlan, Parent, ReferencePlan, Source, TablePlan};
use super::ordinals::Ordinals;
use crate::random::RNG_BLOCK_ROWS;

/// Rows of one RNG block, the unit of [`Succession::AfterFirstBlock`].
pub const BLOCK_ROWS: u64 = RNG_BLOCK_ROWS as u64;

/// In which order rows of one table may be committed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Succession {
    /// Any.
    Any,
    /// Rows refer to earlier rows of their own RNG block, which must not be split, or to rows of block 0,
    /// which must come first.
    AfterFirstBlock,
    /// Rows refer to any other row before them.
    InOrder,
}

impl DataPlan {
    /// In which order rows of a table plan may be committed.
    pub fn succession(&self, at: usize) -> Succession {
        let table = &self.tables[at];
        table.live_references().filter(|reference| reference.planned_parent() == Some(at)).fold(
            Succession::Any,
            |order, reference| match (order, &reference.ordinals) {
                (order, Ordinals::Row) => order,
                (Succession::Any | Succession::AfterFirstBlock, Ordinals::Earlier { .. }) => {
                    Succession::AfterFirstBlock
                }
                _ => Succession::InOrder,
            },
        )
    }

    /// Table plans whose rows must all be there before a row of this one.
    pub fn waits_for(&self, at: usize) -> Vec<usize> {
        let table = &self.tables[at];
        let own = table.live_references().filter_map(ReferencePlan::planned_parent);
        // A key that lies within a wider one is met by that one's parents, and the database still looks it up.
        let declared = self.schema.tables[table.table].foreign_keys.iter().filter_map(|key| key.parent);
        let declared = declared.filter_map(|parent| self.tables.iter().position(|of| of.table == parent));
        let parents = own.chain(declared);
        // In a circle that nothing closes, the load order decides.
        let mut parents: Vec<usize> = parents.filter(|&parent| parent < at).collect();
        parents.sort_unstable();
        parents.dedup();
        parents
    }
}

impl TablePlan {
    /// References that hold from the moment a row is inserted: those of closing columns come later.
    fn live_references(&self) -> impl Iterator<Item = &ReferencePlan> {
        self.references.iter().enumerate().filter(|(number, _)| !self.closes(*number)).map(|(_, of)| of)
    }

    fn closes(&self, reference: usize) -> bool {
        self.closing.iter().any(|&column| match self.columns[column].source {
            Source::Reference { reference: of, .. } => of == reference,
            Source::Drawn { .. } | Source::Distinct { .. } | Source::Switched { .. } => false,
        })
    }
}

impl ReferencePlan {
    fn planned_parent(&self) -> Option<usize> {
        match self.parent {
            Parent::Planned { table, .. } => Some(table),
            Parent::Sampled { .. } => None,
        }
    }
}
