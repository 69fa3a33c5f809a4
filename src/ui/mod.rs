//! What the program says: to people on a terminal, to machines as JSON lines.
//!
//! Knows plain data and events only; must not parse flags, decide anything or reach below `app`. Data goes to
//! stdout, everything else to stderr. Start reading at [`Talk`] and [`Voice`].

mod benchmark;
mod consent;
mod number;
mod planned;
mod progress;
mod report;
mod summary;
mod table;
mod voice;

pub use benchmark::print_benchmark;
pub use consent::ask;
pub use number::{count, duration, rate};
pub use planned::print_plan;
pub use progress::Progress;
pub use report::{ReportFile, report_json};
pub use summary::{TableFigures, figures, print_summary};
pub use table::{Grid, records};
pub use voice::{LogFormat, ProgressMode, Talk, Voice};
