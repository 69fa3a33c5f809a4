//! Seekable randomness: the block RNG, the counter hash for single cells, keyed bijections and samplers.
//!
//! Everything here is a pure function of its key and its position. Must not know: tables, columns, values,
//! clocks or any operating system randomness. Start reading at [`Stream`].

mod cell;
mod key;
mod permute;
mod sample;
mod stream;

pub use cell::{Cell, Draws, mix64};
pub use key::Key;
pub use permute::Permutation;
pub use sample::{Alias, Sampler, Zipf, bounded, exponential, log_normal, normal, threshold, unit, weighted};
pub use stream::{LANES, RNG_BLOCK_ROWS, Stream};
