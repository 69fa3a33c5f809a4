//! Every encoder's output, parsed back, equals the block.
//!
//! Blocks are random: every type in every layout that generators fill, NULLs, empty lists, and text made of
//! all that protocols give a meaning to. The parsers are written from the servers' manuals, not from the
//! encoders. Adding a format = one parser and one test. Start reading at [`block`].

#[path = "agree/block.rs"]
mod block;
#[path = "agree/copy_binary.rs"]
mod copy_binary;
#[path = "agree/copy_text.rs"]
mod copy_text;
#[path = "agree/literals.rs"]
mod literals;
#[path = "agree/read.rs"]
mod read;

use block::{Kind, kinds, random_block};
use dbmocker::data::{Block, LogicalType, Packet, Value};
use dbmocker::encode::{
    Encoder, Insert, InsertColumn, InsertLimits, Literals, PgBinary, PgText, Wire, pg_wire,
};
use proptest::prelude::*;

/// What an encoder makes of two blocks, one after the other.
fn encoded(encoder: &mut dyn Encoder, blocks: &[Block]) -> Vec<u8> {
    let mut packet = Packet::default();
    blocks.iter().for_each(|block| encoder.encode(block, &mut packet));
    encoder.finish(&mut packet);
    packet.bytes().to_vec()
}

fn two_blocks(seed: u64, kinds: &[Kind]) -> [Block; 2] {
    [random_block(seed, kinds), random_block(seed ^ 0x5555, kinds)]
}

/// Compares what was read with the blocks, cell by cell.
fn compare(blocks: &[Block], kinds: &[Kind], read: &[Vec<Value>]) {
    let rows = blocks.iter().flat_map(|block| (0..block.rows).map(move |row| (block, row)));
    assert_eq!(read.len(), blocks.iter().map(|block| block.rows).sum::<usize>());
    for ((block, row), cells) in rows.zip(read) {
        assert_eq!(cells.len(), block.columns.len());
        for ((column, kind), cell) in block.columns.iter().zip(kinds).zip(cells) {
            let wanted = column.value(row, &kind.logical_type);
            assert!(block::same(&wanted, cell), "{:?}: {wanted:?} became {cell:?}", kind.logical_type);
        }
    }
}

fn types(kinds: &[Kind]) -> Vec<LogicalType> {
    kinds.iter().map(|kind| kind.logical_type.clone()).collect()
}

fn inserted(blocks: &[Block], kinds: &[Kind], literals: Literals, bytes_max: usize) -> Vec<u8> {
    let columns = types(kinds).into_iter();
    let columns = columns.map(|logical_type| InsertColumn { logical_type, through: None }).collect();
    let limits = InsertLimits { rows_max: 5, bytes_max };
    encoded(&mut Insert::new("INSERT INTO t VALUES".to_owned(), columns, literals, limits), blocks)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn copy_binary_is_the_block(seed: u64) {
        let kinds: Vec<Kind> =
            kinds().into_iter().filter(|kind| pg_wire(&kind.logical_type, kind.declared).is_some()).collect();
        let wires: Vec<Wire> =
            kinds.iter().filter_map(|kind| pg_wire(&kind.logical_type, kind.declared)).collect();
        let blocks = two_blocks(seed, &kinds);
        let bytes = encoded(&mut PgBinary::new(wires.clone()), &blocks);
        compare(&blocks, &kinds, &copy_binary::read(&bytes, &wires, &kinds));
    }

    #[test]
    fn copy_text_is_the_block(seed: u64) {
        let kinds = kinds();
        let blocks = two_blocks(seed, &kinds);
        let bytes = encoded(&mut PgText::new(types(&kinds)), &blocks);
        compare(&blocks, &kinds, &copy_text::read(&bytes, &kinds));
    }

    #[test]
    fn inserts_are_the_block(seed: u64, bytes_max in 1_usize..20_000) {
        for literals in [Literals::Postgres, Literals::Mysql] {
            let has_lists = literals == Literals::Postgres;
            let kinds: Vec<Kind> = kinds().into_iter().filter(|kind| has_lists || !kind.is_list()).collect();
            let blocks = two_blocks(seed, &kinds);
            let sql = inserted(&blocks, &kinds, literals, bytes_max);
            compare(&blocks, &kinds, &literals::read(&sql, &kinds, literals));
        }
    }
}

#[test]
fn most_types_have_a_binary_form() {
    let kinds = kinds();
    let binary = |kind: &&Kind| pg_wire(&kind.logical_type, kind.declared).is_some();
    assert!(kinds.iter().filter(binary).count() > 30, "the property above holds of hardly anything");
}
