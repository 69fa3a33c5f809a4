//! dbmocker fills any relational database with realistic, constraint-correct, reproducible mock data.
//!
//! One law carries the whole program:
//!
//! > **cell = f([`DataPlan`](plan::DataPlan), row)**, where the plan is a pure function of schema,
//! > configuration, facts, seed, present and generator versions.
//!
//! Threads, batches, chunks, retries, resume, performance modes and the day of the week never change a byte.
//! Resume, preview of any row and constant memory follow from it; none needs a mechanism of its own.
//!
//! ```text
//! config text ─────► Config ─┐
//! database ────────► Schema ─┼─► DataPlan (what) ─┬─► Chunk ─► Block ─► Sink ─► Receipt ─► Report
//! target's answers ► Facts ──┘   pure, hashed     └── LoadPlan (how)
//! ```
//!
//! # Rooms
//!
//! [`data`] is the plain data that all share, [`random`] the seekable randomness, [`generate`] the value
//! engine, [`schema`] what a database looks like, [`config`] what the user wishes, [`plan`] what will be
//! written, [`encode`] blocks as bytes, [`target`] the databases, [`run`] the loop that joins plan and target,
//! [`app`] one function per verb, [`cli`] and [`ui`] skins over it.
//!
//! # Invariants, held by `tests/tidy.rs`
//!
//! - `data` and `random` know nothing of ours but each other's plain types, do no I/O, read no clock.
//! - A generator never fails while it fills, and knows no dialect and no table.
//! - `plan` does no I/O: what it must know of the world it asks for as questions.
//! - `target` never sees a generator, a plan or a configuration, and never draws randomness.
//! - `run` does not know which target it drives; `app` does not print; the skins do not reach below `app`.
//!
//! # Example
//!
//! ```
//! use dbmocker::random::{Key, Permutation};
//!
//! // A billion distinct values without remembering one: the same for the same key, in any order.
//! let permutation = Permutation::new(Key::derive(42, &["users", "id"]), 1_000_000_000);
//! let seen = permutation.forward(123_456_789);
//! assert_eq!(permutation.inverse(seen), 123_456_789);
//! ```

pub mod app;
pub mod cache;
pub mod cli;
pub mod config;
pub mod data;
pub mod encode;
pub mod error;
pub mod generate;
pub mod ident;
pub mod plan;
pub mod random;
pub mod run;
pub mod schema;
pub mod target;
pub mod ui;
