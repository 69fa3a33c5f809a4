//! Flags to configuration: every value is read, every mistake is noted, and what was given is laid over what
//! the files said.
//!
//! Must not read files or know a verb. Start reading at [`Reader`].

use super::args::{LoadArgs, RowsArgs};
use crate::config::{
    Bytes, CacheStrategy, Config, DuplicateConfig, DuplicateStrategy, Durability, InsertionStrategy,
    PerformanceMode, Places, Rows, parse_bytes, parse_rows, unknown,
};

/// Reads values and collects what is wrong with them.
#[derive(Debug, Default)]
pub struct Reader {
    /// One line per mistake.
    pub problems: Vec<String>,
}

impl Reader {
    /// Notes a mistake.
    pub fn wrong(&mut self, problem: impl Into<String>) {
        self.problems.push(problem.into());
    }

    /// A whole number within limits.
    pub fn number(&mut self, flag: &str, text: Option<&str>, lowest: u64, highest: u64) -> Option<u64> {
        let text = text?;
        let plain = text.trim().replace('_', "");
        let value = plain.parse::<u64>().ok().filter(|value| (lowest..=highest).contains(value));
        if value.is_none() {
            self.wrong(format!("{flag}: `{text}` is no number from {lowest} to {highest}"));
        }
        value
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, flag: &str, text: Option<&str>, words: &[(&str, T)]) -> Option<T> {
        let text = text?;
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
        if found.is_none() {
            let nearest = unknown("value", text, words.iter().map(|(word, _)| (*word).to_owned()));
            let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.wrong(format!("{flag}: {nearest} (write one of {})", all.join(", ")));
        }
        found.map(|(_, value)| *value)
    }

    /// Lays the flags about rows over a configuration.
    pub fn rows(&mut self, args: &RowsArgs, config: &mut Config, places: &mut Places) {
        args.rows.iter().for_each(|text| self.row_counts(text, config));
        if let Some(scale) = self.scale(args.scale.as_deref()) {
            config.defaults.scale = Some(scale);
        }
        let lists = [
            ("include", &args.include, &mut config.select.include),
            ("exclude", &args.exclude, &mut config.select.exclude),
            ("schemas", &args.schema, &mut config.select.schemas),
        ];
        for (key, given, slot) in lists.into_iter().filter(|(_, given, _)| !given.is_empty()) {
            places.forget(&["select", key]);
            *slot = names(given);
        }
        config.seed = self.seed(args.seed.as_deref()).or(config.seed);
        replace(&mut config.now, args.now.clone());
        replace(&mut config.locale, args.locale.clone());
        if args.strict {
            config.strict = Some(true);
        }
        for table in names(&args.use_existing_tables) {
            config.tables.entry(table).or_default().rows = Some(Rows::Count(0));
        }
        self.duplicates(args, config);
    }

    /// Which values repeat; asked for without a strategy, smart_duplicates.
    fn duplicates(&mut self, args: &RowsArgs, config: &mut Config) {
        let strategy =
            self.word("--duplicate-strategy", args.duplicate_strategy.as_deref(), &DuplicateStrategy::ALL);
        let probability = self.share("--duplicate-probability", args.duplicate_probability.as_deref());
        let sample_size = self
            .number("--sample-size", args.sample_size.as_deref(), 1, 1_000_000)
            .and_then(|rows| u32::try_from(rows).ok());
        let columns = args.enable_duplicates.as_deref().map(|text| names(&[text.to_owned()]));
        let lay = |wish: &mut DuplicateConfig, strategy: Option<DuplicateStrategy>| {
            replace(&mut wish.strategy, strategy);
            replace(&mut wish.probability, probability);
            replace(&mut wish.sample_size, sample_size);
        };
        let Some(columns) = columns.filter(|columns| !columns.is_empty()) else {
            let asked = args.enable_duplicates.is_some() && config.duplicates.strategy.is_none();
            let strategy = strategy.or(asked.then_some(DuplicateStrategy::SmartDuplicates));
            lay(&mut config.duplicates, strategy);
            return;
        };
        for name in columns {
            let Some((table, column)) = name.rsplit_once('.') else {
                self.wrong(format!("--enable-duplicates: `{name}` is no column; write TABLE.COLUMN"));
                continue;
            };
            let table = config.tables.entry(table.to_owned()).or_default();
            let wish = table.columns.entry(column.to_owned()).or_default();
            let strategy = strategy.unwrap_or(DuplicateStrategy::SmartDuplicates);
            lay(wish.duplicates.get_or_insert_default(), Some(strategy));
        }
    }

    /// A number from 0 to 1.
    fn share(&mut self, flag: &str, text: Option<&str>) -> Option<f64> {
        let text = text?;
        let share = text.trim().parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share));
        if share.is_none() {
            self.wrong(format!("{flag}: `{text}` is no share; write a number from 0 to 1"));
        }
        share
    }

    /// Lays the flags about the load over a configuration.
    pub fn load(&mut self, args: &LoadArgs, config: &mut Config) {
        let load = &mut config.load;
        let mode = self.word("--performance-mode", args.performance_mode.as_deref(), &PerformanceMode::ALL);
        replace(&mut load.performance_mode, mode);
        let small = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok());
        replace(&mut load.jobs, small(self.number("--jobs", args.jobs.as_deref(), 1, 1024)));
        replace(
            &mut load.connections,
            small(self.number("--connections", args.connections.as_deref(), 1, 1024)),
        );
        replace(
            &mut load.batch_size,
            small(self.number("--batch-size", args.batch_size.as_deref(), 1, 1_000_000)),
        );
        let strategy =
            self.word("--insertion-strategy", args.insertion_strategy.as_deref(), &InsertionStrategy::ALL);
        let streaming = args.streaming.then_some(InsertionStrategy::Streaming);
        if streaming.is_some() && strategy.is_some_and(|strategy| Some(strategy) != streaming) {
            self.wrong("--streaming and --insertion-strategy contradict each other; give one of them");
        }
        replace(&mut load.insertion_strategy, strategy.or(streaming));
        replace(
            &mut load.durability,
            self.word("--durability", args.durability.as_deref(), &Durability::ALL),
        );
        replace(&mut load.depth, small(self.number("--depth", args.depth.as_deref(), 1, 1024)));
        replace(&mut load.batch_bytes, self.bytes("--batch-bytes", args.batch_bytes.as_deref()));
        replace(&mut load.packet_bytes, self.bytes("--packet-bytes", args.packet_bytes.as_deref()));
        replace(&mut load.memory_limit, self.bytes("--memory-limit", args.memory_limit.as_deref()));
        let keep = self.word("--cache-strategy", args.cache_strategy.as_deref(), &CacheStrategy::ALL);
        replace(&mut load.cache.strategy, keep);
        replace(&mut load.cache.size, self.bytes("--cache-size", args.cache_size.as_deref()));
        replace(&mut load.cache.folder, args.cache_dir.clone());
        replace(&mut load.retry_for, self.number("--retry-for", args.retry_for.as_deref(), 0, 86_400));
        if let Some(text) = args.chunk_rows.as_deref() {
            match parse_rows(text) {
                Ok(rows) if rows > 0 => load.chunk_rows = Some(rows),
                Ok(_) => self.wrong("--chunk-rows: a chunk has at least 1 row"),
                Err(problem) => self.wrong(format!("--chunk-rows: {problem}")),
            }
        }
    }

    /// Which part of how many.
    pub fn part(&mut self, args: &LoadArgs, config: &mut Config) -> Option<u32> {
        let small = |number: Option<u64>| number.and_then(|number| u32::try_from(number).ok());
        let (mut part, mut parts) = (args.part.clone(), args.parts.clone());
        if let Some(shard) = &args.shard {
            match shard.split_once('/') {
                Some((of, all)) if part.is_none() && parts.is_none() => {
                    (part, parts) = (Some(of.to_owned()), Some(all.to_owned()));
                }
                Some(_) => self.wrong("--shard and --part contradict each other; give one of them"),
                None => self.wrong(format!("--shard: `{shard}` is no part; write 2/4")),
            }
        }
        replace(&mut config.load.parts, small(self.number("--parts", parts.as_deref(), 1, 1024)));
        small(self.number("--part", part.as_deref(), 1, 1024))
    }

    /// An amount of memory.
    fn bytes(&mut self, flag: &str, text: Option<&str>) -> Option<Bytes> {
        match parse_bytes(text?) {
            Ok(bytes) => Some(Bytes(bytes)),
            Err(problem) => {
                self.wrong(format!("{flag}: {problem}"));
                None
            }
        }
    }

    /// A seed in decimal or, after 0x, in hex.
    fn seed(&mut self, text: Option<&str>) -> Option<u64> {
        let hex = text.and_then(|text| text.trim().strip_prefix("0x"));
        match hex.and_then(|digits| u64::from_str_radix(digits, 16).ok()) {
            Some(seed) => Some(seed),
            None => self.number("--seed", text, 0, u64::MAX),
        }
    }

    fn scale(&mut self, text: Option<&str>) -> Option<f64> {
        let text = text?;
        let scale = text.trim().parse::<f64>().ok().filter(|scale| scale.is_finite() && *scale >= 0.0);
        if scale.is_none() {
            self.wrong(format!("--scale: `{text}` is no factor; write 2 or 0.1"));
        }
        scale
    }

    /// `1000`, or `users=1000,orders=5k`.
    fn row_counts(&mut self, text: &str, config: &mut Config) {
        let mut bare = 0;
        for piece in text.split(',').map(str::trim) {
            let (table, number) =
                piece.rsplit_once('=').map_or((None, piece), |(table, number)| (Some(table), number));
            bare += u32::from(table.is_none());
            if let Err(problem) = parse_rows(number) {
                self.wrong(format!("--rows: {problem}"));
                continue;
            }
            let rows = Some(Rows::Text(number.trim().to_owned()));
            match table {
                Some(table) => config.tables.entry(table.trim().to_owned()).or_default().rows = rows,
                None => config.defaults.rows = rows,
            }
        }
        if bare > 1 {
            self.wrong(format!(
                "--rows: `{text}` holds two numbers; write 1000 without a comma, or users=1000"
            ));
        }
    }
}

/// Names from lists that are separated by commas.
fn names(given: &[String]) -> Vec<String> {
    let names = given.iter().flat_map(|list| list.split(',')).map(|name| name.trim().to_owned());
    names.filter(|name| !name.is_empty()).collect()
}

fn replace<T>(slot: &mut Option<T>, given: Option<T>) {
    if given.is_some() {
        *slot = given;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(given: &[&str]) -> (Config, Vec<String>) {
        let args =
            RowsArgs { rows: given.iter().map(|&text| text.to_owned()).collect(), ..Default::default() };
        let (mut reader, mut config) = (Reader::default(), Config::default());
        reader.rows(&args, &mut config, &mut Places::default());
        (config, reader.problems)
    }

    #[test]
    fn row_counts_mix() {
        let (config, problems) = rows(&["10", "users=1k,orders=5", "a=b=7"]);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(config.defaults.rows, Some(Rows::Text("10".to_owned())));
        assert_eq!(config.tables["users"].rows, Some(Rows::Text("1k".to_owned())));
        assert_eq!(config.tables["a=b"].rows, Some(Rows::Text("7".to_owned())));
    }

    #[test]
    fn every_mistake_is_told() {
        assert_eq!(rows(&["-5,ten,users=x"]).1.len(), 4);
        assert_eq!(rows(&["1,000"]).1.len(), 1);
        let mut reader = Reader::default();
        for text in ["-1", "18446744073709551616", "abc", ""] {
            assert_eq!(reader.seed(Some(text)), None, "{text}");
        }
        assert_eq!(reader.problems.len(), 4);
        assert_eq!(reader.seed(Some("18446744073709551615")), Some(u64::MAX));
        assert_eq!(reader.seed(Some("0xff")), Some(255));
        assert_eq!(reader.scale(Some("nan")), None);
        assert_eq!(reader.word("--driver", Some("x"), &[("sqlite", 1)]), None);
    }
}
