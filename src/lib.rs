//! dbmocker fills any relational database with realistic, constraint-correct, reproducible mock data.

pub mod data;
pub mod encode;
pub mod generate;
pub mod random;
