//! `dbmocker bench` on every database: what it measures, and that nothing of it stays.

use dbmocker::app::bench::bench;
use dbmocker::app::generate::generate;
use dbmocker::app::resume::resume;
use dbmocker::config::PerformanceMode;
use dbmocker::error::Exit;

use crate::support::Watcher;
use crate::world::World;

pub fn a_benchmark_measures_every_mode_and_leaves_nothing<W: World>() {
    let world = W::of("CREATE TABLE kept (id INT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL);");
    world.run("INSERT INTO kept VALUES (1, 'mine')");
    let before = world.catalogue();
    let found =
        bench(&world.job("{}"), 2000, 2, &mut Watcher::default()).unwrap_or_else(|error| panic!("{error}"));
    for (name, _) in PerformanceMode::ALL {
        let one =
            found.measured.iter().find(|one| one.what == name).unwrap_or_else(|| panic!("{name} is missing"));
        assert!(one.rows == 2000 && one.seconds > 0.0 && one.rate() > 0.0, "{one:?}");
    }
    assert!(found.measured[0].what == "engine" && found.measured[0].seconds > 0.0);
    assert!(PerformanceMode::parse(found.recommended).is_some());
    assert_eq!(world.catalogue(), before);
    assert_eq!(world.rows("SELECT name FROM kept"), ["mine"]);
}

pub fn a_benchmark_asks_first_and_cleans_up_after_an_error<W: World>() {
    let world = W::of("CREATE TABLE kept (id INT NOT NULL PRIMARY KEY);");
    let before = world.catalogue();
    let mut job = world.job("{}");
    job.yes = false;
    let error = bench(&job, 100, 1, &mut Watcher::default()).map(|_| ()).expect_err("nobody agreed");
    assert_eq!(error.exit(), Exit::Refused);
    // Stopped before the first chunk.
    let mut watcher = Watcher::default();
    watcher.control.interrupt();
    let error = bench(&world.job("{}"), 100, 1, &mut watcher).map(|_| ()).expect_err("it was stopped");
    assert_eq!(error.exit(), Exit::Interrupted);
    assert!(error.to_string().contains("the scratch table is gone"), "{error}");
    assert_eq!(world.catalogue(), before);
}

pub fn a_benchmark_leaves_an_unfinished_run_alone<W: World>() {
    let world = W::of("CREATE TABLE kept (id INT NOT NULL PRIMARY KEY, name VARCHAR(40) NOT NULL);");
    let mut watcher = Watcher { stop_after_chunks: Some(2), ..Watcher::default() };
    let job =
        world.job("{seed: 1, defaults: {rows: 1000}, load: {chunk_rows: 100, insertion_strategy: bulk}}");
    let stopped = generate(&job, &mut watcher).map(|_| ()).expect_err("it was stopped");
    assert_eq!(stopped.exit(), Exit::Interrupted);
    let error =
        bench(&world.job("{}"), 100, 1, &mut Watcher::default()).map(|_| ()).expect_err("a run is open");
    assert_eq!(error.exit(), Exit::Mismatch, "{error}");
    resume(&world.job("{}"), None, &mut Watcher::default()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(world.count("kept"), 1000);
}
