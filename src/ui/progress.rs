//! A listener that turns a run's events into bars, lines or JSON lines.
//!
//! Start reading at [`Progress::event`].

use std::collections::HashSet;
use std::fmt::Write;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde_json::json;

use super::number::{count, rate};
use super::voice::{LogFormat, ProgressMode, Voice};
use crate::app::printable;
use crate::data::Event;

/// Plain lines of a running table come this often.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Plans of more tables show only the bar of the table that is being loaded.
const BARS_MAX: usize = 20;

/// Follows one run.
#[derive(Debug)]
pub struct Progress {
    voice: Voice,
    form: Form,
    /// Names of the plan's tables.
    tables: Vec<String>,
    told: HashSet<String>,
    current: Current,
}

#[derive(Debug)]
enum Form {
    Bars(MultiProgress),
    Lines,
    Json,
    Silent,
}

/// The table that is being loaded.
#[derive(Debug)]
struct Current {
    rows: u64,
    done: u64,
    before: u64,
    started: Instant,
    spoken: Instant,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// A listener in the form that the voice asks for.
    pub fn new(voice: Voice) -> Self {
        let talk = voice.talk();
        let form = match talk.progress {
            _ if talk.quiet => Form::Silent,
            ProgressMode::None => Form::Silent,
            ProgressMode::Json => Form::Json,
            ProgressMode::Plain => Form::Lines,
            ProgressMode::Auto if talk.log == LogFormat::Json => Form::Json,
            ProgressMode::Auto if voice.on_terminal() => {
                Form::Bars(MultiProgress::with_draw_target(ProgressDrawTarget::stderr()))
            }
            ProgressMode::Auto => Form::Lines,
        };
        let now = Instant::now();
        let current = Current { rows: 0, done: 0, before: 0, started: now, spoken: now, bar: None };
        Self { voice, form, tables: Vec::new(), told: HashSet::new(), current }
    }

    /// The names that the events' numbers mean.
    pub fn tables(&mut self, names: Vec<String>) {
        self.tables = names;
    }

    /// Something happened.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::TableStarted { table, rows, done } => self.started(*table, *rows, *done),
            Event::ChunkCommitted { table, rows } => self.committed(*table, *rows),
            Event::TableFinished(done) => self.finished(done.table, done.rows, done.elapsed),
            Event::Step { what } => self.step(what),
            Event::Notice { text } => self.notice(text),
        }
    }

    fn name(&self, table: usize) -> String {
        self.tables.get(table).map_or_else(|| format!("table {table}"), |name| printable(name))
    }

    fn started(&mut self, table: usize, rows: u64, done: u64) {
        let (name, now) = (self.name(table), Instant::now());
        let bar = match &self.form {
            Form::Bars(bars) => {
                let bar = bars.add(ProgressBar::new(rows).with_style(style()).with_prefix(name));
                bar.set_position(done);
                bar.reset_eta();
                Some(bar)
            }
            Form::Lines => {
                self.voice.say(&match done {
                    0 => format!("{name}: {} rows", count(rows)),
                    done => format!("{name}: {} rows, {} are there", count(rows), count(done)),
                });
                None
            }
            Form::Json => {
                self.voice.json(&json!({"event": "table_started", "table": self.tables.get(table), "rows": rows, "done": done}));
                None
            }
            Form::Silent => None,
        };
        self.current = Current { rows, done, before: done, started: now, spoken: now, bar };
    }

    fn committed(&mut self, table: usize, rows: u64) {
        self.current.done += rows;
        let (done, planned) = (self.current.done, self.current.rows);
        match &self.form {
            Form::Json => self.voice.json(
                &json!({"event": "chunk", "table": self.tables.get(table), "done": done, "rows": planned}),
            ),
            Form::Lines if self.current.spoken.elapsed() >= LINE_EVERY => {
                self.current.spoken = Instant::now();
                let here = rate(done - self.current.before, self.current.started.elapsed()).unwrap_or(0);
                let left = (planned - done.min(planned)).checked_div(here).unwrap_or(0);
                self.voice.say(&format!(
                    "{}: {} of {} rows, {} rows/s, {left} s to go",
                    self.name(table),
                    count(done),
                    count(planned),
                    count(here)
                ));
            }
            _ => {
                if let Some(bar) = &self.current.bar {
                    bar.set_position(done);
                }
            }
        }
    }

    fn finished(&mut self, table: usize, rows: u64, elapsed: Duration) {
        if let Some(bar) = self.current.bar.take() {
            if self.tables.len() > BARS_MAX { bar.finish_and_clear() } else { bar.finish() }
        }
        match self.form {
            Form::Json => self.voice.json(&json!({
                "event": "table_finished", "table": self.tables.get(table), "rows": rows,
                "seconds": elapsed.as_secs_f64(),
            })),
            Form::Lines => {
                let seconds = elapsed.as_secs_f64();
                self.voice.say(&format!("{}: {} rows in {seconds:.3} s", self.name(table), count(rows)));
            }
            Form::Bars(_) | Form::Silent => {}
        }
    }

    fn step(&self, what: &str) {
        match &self.form {
            Form::Json => self.voice.json(&json!({"event": "step", "what": what})),
            Form::Lines if self.voice.talk().verbose => self.voice.say(&printable(what)),
            Form::Bars(bars) if self.voice.talk().verbose => {
                let _ = bars.println(printable(what));
            }
            _ => {}
        }
    }

    /// Once, however often it happens.
    fn notice(&mut self, text: &str) {
        if !self.told.insert(text.to_owned()) {
            return;
        }
        let text = format!("note: {}", printable(text));
        match &self.form {
            Form::Bars(bars) => bars.suspend(|| self.voice.say(&text)),
            _ => self.voice.say(&text),
        }
    }
}

/// The closing table says it all again, and better.
impl Drop for Progress {
    fn drop(&mut self) {
        if let Form::Bars(bars) = &self.form {
            let _ = bars.clear();
        }
    }
}

fn style() -> ProgressStyle {
    let template = "{prefix:20!} {bar:20} {human_pos}/{human_len} {rows_per_second} {eta}";
    let rate = |state: &ProgressState, out: &mut dyn Write| {
        let _ = write!(out, "{} rows/s", count(state.per_sec() as u64));
    };
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rows_per_second", rate)
}
