//! dbmocker fills any relational database with realistic, constraint-correct, reproducible mock data.

pub mod app;
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
