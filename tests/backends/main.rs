//! One suite of sentences for every database that dbmocker fills, and what is particular to each.
//!
//! [`world::World`] is a database of its own for one test; `filling`, `references`, `constraints`, `triggers`, `random` and `appending` are the
//! sentences that hold everywhere; `sqlite`, `postgres` … are the thin files that bind them to a database, and
//! `sqlite_*` is what only SQLite has. Another server is one more thin file.

#[path = "../support/folder.rs"]
mod folder;
#[path = "../servers/mod.rs"]
mod servers;
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/written.rs"]
mod written;

mod appending;
mod bench;
mod constraints;
mod filling;
mod golden;
mod mariadb;
mod parts;
mod postgres;
mod postgres_catalogue;
mod postgres_constraints;
mod postgres_triggers;
mod random;
mod references;
mod server_scripts;
mod sqlite;
mod sqlite_conflicts;
mod sqlite_files;
mod sqlite_kinds;
mod sqlite_plans;
mod sqlite_safety;
mod sqlite_scripts;
mod sqlite_triggers;
mod sqlite_verify;
mod travel;
mod triggers;
mod world;
