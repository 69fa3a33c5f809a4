//! The command line. Placeholder until the full one arrives.

/// Fills a database from `url rows seed`.
#[expect(clippy::print_stderr, reason = "the skin talks")]
pub fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().collect();
    let mut job = crate::app::Job { yes: true, ..Default::default() };
    job.config.target.url = args.get(1).filter(|url| !url.is_empty()).cloned();
    job.config.defaults.rows = args.get(2).map(|rows| crate::config::Rows::Text(rows.clone()));
    job.config.seed = args.get(3).and_then(|seed| seed.parse().ok());
    job.config.load.performance_mode =
        args.get(4).and_then(|mode| crate::config::PerformanceMode::parse(mode));
    match crate::app::generate::generate(&job, &mut Quiet) {
        Ok(summary) => {
            for (done, table) in summary.report.tables.iter().zip(&summary.plan.tables) {
                eprintln!(
                    "{} {} of {} {:?} {:?}",
                    table.name, done.rows, table.asked, done.elapsed, table.limit
                );
            }
            eprintln!("load {:?} after {:?}", summary.report.load, summary.report.after);
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::from(error.exit().code())
        }
    }
}

struct Quiet;

impl crate::app::Interaction for Quiet {
    #[expect(clippy::print_stderr, reason = "the skin talks")]
    fn event(&mut self, event: crate::data::Event) {
        if let crate::data::Event::Notice { text } = event {
            eprintln!("{text}");
        }
    }
    fn planned(&mut self, _: &crate::plan::DataPlan) {}
    fn consent(&mut self, _: &crate::app::Consent) -> Option<bool> {
        None
    }
    fn control(&self) -> crate::run::Control {
        crate::run::Control::default()
    }
}
