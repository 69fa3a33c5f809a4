//! The engine alone: ten columns of a users table through Stream, Column, Block and COPY BINARY to nowhere.
//!
//! `cargo bench --bench engine` prints rows per CPU second of one core; medians of five runs. The floor of
//! the project is 18,000,000.

use std::hint::black_box;

use cpu_time::ProcessTime;
use dbmocker::data::{Bits, Block, Column, LogicalType, Packet};
use dbmocker::encode::{Encoder, PgBinary, Wire, pg_wire};
use dbmocker::generate::dict::{Dictionary, Locale};
use dbmocker::generate::{Batch, Params, Request, Rows, find};
use dbmocker::random::{Key, Stream, threshold};

const ROWS: u64 = 4_000_000;
const BATCH: usize = 1024;
const NOW: i64 = 1_750_000_000_000_000;

struct Planned {
    stream: Stream,
    nulls: Option<Stream>,
    generator: std::sync::Arc<dyn dbmocker::generate::Generator>,
}

fn columns() -> Vec<(&'static str, LogicalType, bool)> {
    let text = || LogicalType::Text { max: Some(120), fixed: false };
    vec![
        ("first_name", text(), false),
        ("last_name", text(), false),
        ("email", text(), false),
        ("phone", text(), true),
        ("city", text(), true),
        ("timestamp", LogicalType::Timestamp { fraction: 6, zoned: false }, false),
        ("decimal", LogicalType::Decimal { precision: 10, scale: 2 }, true),
        ("boolean", LogicalType::Bool, false),
        ("uuid", LogicalType::Uuid, false),
    ]
}

fn plan() -> Vec<Planned> {
    let dict = Dictionary::load(Locale::En);
    columns()
        .into_iter()
        .map(|(name, logical_type, nullable)| {
            let definition = find(name).expect("a generator of the bench");
            let params = Params::new();
            let request = Request {
                params: &params,
                logical_type: &logical_type,
                dict: &dict,
                now: NOW,
                moments: None,
                siblings: &[],
            };
            let family = definition.family.map_or(name, |family| family.name());
            Planned {
                stream: Stream::new(Key::derive(42, &["users", family])),
                nulls: nullable.then(|| Stream::new(Key::derive(42, &["users", name, "null"]))),
                generator: (definition.compile)(&request).expect("no arguments, no errors"),
            }
        })
        .collect()
}

fn fill(plan: &[Planned], first_row: u64, words: &mut [u64], block: &mut Block) {
    block.first_row = first_row;
    block.rows = BATCH;
    block.columns.resize_with(plan.len() + 1, Column::default);
    block.columns[0].as_i64().extend((first_row as i64)..(first_row as i64 + BATCH as i64));
    for (planned, column) in plan.iter().zip(&mut block.columns[1..]) {
        planned.stream.fill(first_row / 1024, words);
        let rows = Rows::Range { first: first_row, len: BATCH };
        planned.generator.fill(&Batch { rows, words, siblings: &[] }, column);
        if let Some(nulls) = &planned.nulls {
            nulls.fill(first_row / 1024, words);
            let mut validity = column.validity.take().unwrap_or_else(Bits::default);
            validity.set_where_at_least(words, threshold(0.1));
            column.validity = Some(validity);
        }
    }
}

fn run(encode: bool) -> (f64, u64) {
    let plan = plan();
    let mut wires = vec![Wire::Int8];
    wires.extend(
        columns().iter().map(|(_, logical_type, _)| pg_wire(logical_type, "").expect("a binary form")),
    );
    let mut encoder = PgBinary::new(wires);
    let (mut words, mut block, mut packet) = (vec![0; BATCH], Block::default(), Packet::default());
    let mut bytes = 0;
    let start = ProcessTime::now();
    for first_row in (0..ROWS).step_by(BATCH) {
        fill(&plan, first_row, &mut words, &mut block);
        if encode {
            encoder.encode(&block, &mut packet);
            bytes += black_box(packet.bytes()).len() as u64;
            packet.clear();
        } else {
            black_box(&block);
        }
    }
    (start.elapsed().as_secs_f64(), bytes)
}

fn median(encode: bool) -> (f64, u64) {
    let mut runs: Vec<(f64, u64)> = (0..5).map(|_| run(encode)).collect();
    runs.sort_by(|a, b| a.0.total_cmp(&b.0));
    runs[2]
}

#[expect(clippy::print_stdout, reason = "a bench reports to the terminal")]
fn main() {
    let (filling, _) = median(false);
    let (whole, bytes) = median(true);
    let per_row = |seconds: f64| seconds * 1e9 / ROWS as f64;
    println!("users10 to COPY BINARY, one core: {:.1} M rows per CPU second", ROWS as f64 / whole / 1e6);
    println!(
        "  {:.1} ns a row, {:.1} of it filling; {:.1} bytes a row",
        per_row(whole),
        per_row(filling),
        bytes as f64 / ROWS as f64
    );
}
