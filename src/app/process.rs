//! What this process has taken of the machine so far: processor time and memory.
//!
//! Read from Linux's /proc; elsewhere there is nothing to tell. Start reading at [`usage`].

/// Ticks of a second in which /proc counts processor time on every Linux of today.
const TICKS: f64 = 100.0;

/// Processor time and memory of a process.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// Seconds in the program, over all threads.
    pub user_seconds: f64,
    /// Seconds in the kernel for the program, over all threads.
    pub system_seconds: f64,
    /// Most bytes that were resident.
    pub peak_bytes: u64,
}

/// What this process has taken so far; none where that cannot be read.
pub fn usage() -> Option<Usage> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    read(&stat, &status)
}

/// Behind the name in parentheses, which may hold blanks, user and system time are the 12th and 13th word.
fn read(stat: &str, status: &str) -> Option<Usage> {
    let mut words = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut seconds = || words.next()?.parse::<f64>().ok().map(|ticks| ticks / TICKS);
    let (user_seconds, system_seconds) = (seconds()?, seconds()?);
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = peak.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(Usage { user_seconds, system_seconds, peak_bytes: kib << 10 })
}

/// Bytes that this machine can give without swapping; none where that cannot be read.
pub fn available_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kib: u64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib << 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_files_are_read() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 1 0 1 1 1";
        let status = "Name:\ta\nVmPeak:\t 9 kB\nVmHWM:\t    2048 kB\n";
        let wanted = Usage { user_seconds: 2.5, system_seconds: 0.5, peak_bytes: 2 << 20 };
        assert_eq!(read(stat, status), Some(wanted));
    }
}
