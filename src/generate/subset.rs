//! Some of a few labels, joined by commas in the order of their declaration.
//!
//! Must not know: what labels mean. Start reading at [`Subset`].

use std::sync::Arc;

use super::{Batch, Definition, Generator, Request};
use crate::data::{Column, LogicalType, Value};
use crate::random::Draws;

/// Most labels of a set, as MySQL has it.
const LABELS_MAX: usize = 64;
/// Most labels that a row is given when it may have any.
const CHOSEN_MAX: u64 = 3;

/// Ordinals are the sets' members as bits, the first label lowest.
#[derive(Debug)]
struct Subset {
    labels: Arc<[String]>,
}

impl Subset {
    fn write(&self, members: u64, out: &mut Vec<u8>) {
        let chosen = self.labels.iter().enumerate().filter(|(at, _)| members >> at & 1 == 1);
        for (i, (_, label)) in chosen.enumerate() {
            if i > 0 {
                out.push(b',');
            }
            out.extend_from_slice(label.as_bytes());
        }
    }
}

impl Generator for Subset {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let labels = self.labels.len() as u64;
        let bytes = out.as_bytes();
        for &word in batch.words {
            let mut draws = Draws::new(word);
            let chosen = 1 + draws.below(CHOSEN_MAX.min(labels));
            let members = (0..chosen).fold(0_u64, |members, _| members | 1 << draws.below(labels));
            self.write(members, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinals(&self) -> Option<u128> {
        Some(1 << self.labels.len())
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        let bytes = out.as_bytes();
        for &ordinal in ordinals {
            self.write(ordinal as u64, &mut bytes.data);
            bytes.end_row();
        }
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = value.as_text()?;
        let bit = |label: &str| {
            let at = self.labels.iter().position(|known| known.eq_ignore_ascii_case(label))?;
            Some(1_u128 << at)
        };
        text.split(',').filter(|label| !label.is_empty()).try_fold(0, |all, label| Some(all | bit(label)?))
    }

    fn bytes_max(&self) -> usize {
        self.labels.iter().map(|label| label.len() + 1).sum()
    }
}

fn subset(request: &Request<'_>) -> Result<Arc<dyn Generator>, String> {
    match request.logical_type {
        LogicalType::Set { labels } if (1..=LABELS_MAX).contains(&labels.len()) => {
            Ok(Arc::new(Subset { labels: Arc::clone(labels) }))
        }
        LogicalType::Set { labels } => Err(format!("{} labels are none or too many", labels.len())),
        _ => Err("the column holds no set".to_owned()),
    }
}

pub(super) static DEFINITIONS: &[Definition] =
    &[Definition::text("subset", "some of the labels of a set", "odd", subset)
        .accepting(|logical_type| matches!(logical_type, LogicalType::Set { .. }))];
