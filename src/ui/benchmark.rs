//! What a benchmark found, as a table.

use super::number::count;
use super::table::Grid;
use super::voice::Voice;
use crate::app::bench::Benchmark;
use crate::app::printable;

/// Prints what was measured, and the mode that is recommended.
pub fn print_benchmark(voice: &Voice, found: &Benchmark) {
    let mut grid = Grid::new(&["measured", "rows>", "seconds>", "rows/s>", "CPU s>"]);
    for one in &found.measured {
        let cpu = one.cpu_seconds.map_or_else(String::new, |seconds| format!("{seconds:.2}"));
        grid.row([
            one.what.clone(),
            count(one.rows),
            format!("{:.3}", one.seconds),
            count(one.rate() as u64),
            cpu,
        ]);
    }
    voice.data(&format!("{}\n", grid.text()));
    voice.say("engine and encode: values made, and rows encoded, per second of a thread; modes: a scratch table loaded");
    voice.say(&format!(
        "{}: --performance-mode {} is recommended",
        printable(&found.target),
        found.recommended
    ));
}
