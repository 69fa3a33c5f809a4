//! Values drawn from a list: given by the user, taken from a CHECK or an ENUM, or a word list.

use std::sync::Arc;

use super::{Batch, Definition, Generator};
use crate::data::{Column, Pool, Value};
use crate::random::Sampler;

/// Codes into a shared pool.
#[derive(Clone, Debug)]
pub struct Pooled {
    pool: Arc<Pool>,
    sampler: Sampler,
}

impl Pooled {
    /// All values alike; the pool is not empty and has no two values that are equal after folding.
    pub fn uniform(pool: Arc<Pool>) -> Self {
        let n = pool.len() as u64;
        Self { pool, sampler: Sampler::Uniform { n } }
    }

    /// Values by a sampler over the pool's codes.
    pub fn new(pool: Arc<Pool>, sampler: Sampler) -> Self {
        Self { pool, sampler }
    }
}

impl Generator for Pooled {
    fn fill(&self, batch: &Batch<'_>, out: &mut Column) {
        let codes = out.as_codes(&self.pool);
        match &self.sampler {
            Sampler::Uniform { n } => {
                codes.extend(batch.words.iter().map(|&word| crate::random::bounded(word, *n) as u32));
            }
            sampler => codes.extend(batch.words.iter().map(|&word| sampler.pick(word) as u32)),
        }
    }

    fn ordinals(&self) -> Option<u128> {
        Some(self.pool.len() as u128)
    }

    fn fill_ordinals(&self, ordinals: &[u128], _: &Batch<'_>, out: &mut Column) {
        out.as_codes(&self.pool).extend(ordinals.iter().map(|&ordinal| ordinal as u32));
    }

    fn ordinal_of(&self, value: &Value) -> Option<u128> {
        let text = value.as_text()?.as_bytes();
        self.pool.iter().position(|member| member == text).map(|code| code as u128)
    }

    fn bytes_max(&self) -> usize {
        self.pool.longest()
    }
}

pub(super) static DEFINITIONS: &[Definition] = &[];
