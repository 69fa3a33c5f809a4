//! MariaDB under the common suite, and what holds of a whole database there.

use crate::servers::{self, Database};
use crate::world::{World, sentences};

/// A database of the MariaDB of this process.
pub struct Mariadb(pub Database);

impl World for Mariadb {
    fn of(schema: &str) -> Self {
        let database = servers::mariadb().database("world");
        database.execute(schema);
        Self(database)
    }

    fn url(&self) -> String {
        self.0.url.clone()
    }

    fn run(&self, sql: &str) {
        self.0.execute(sql);
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        self.0.rows(sql)
    }

    fn damage(&self) -> Vec<String> {
        damage(&self.0)
    }

    fn catalogue(&self) -> Vec<String> {
        catalogue(&self.0)
    }

    fn kept_runs(&self) -> Vec<String> {
        self.0.rows("SELECT state FROM dbmocker_run")
    }
}

/// Tables that are not whole, rows without a parent, rows that break a CHECK.
pub fn damage(database: &Database) -> Vec<String> {
    let mut damage = Vec::new();
    for table in database.rows(TABLES) {
        let found = database.rows(&format!("CHECK TABLE `{}` EXTENDED", table.replace('`', "``")));
        damage.extend(found.into_iter().filter(|line| !line.ends_with("|check|status|OK")));
    }
    database.execute("SET SESSION group_concat_max_len = 1000000");
    for question in [ORPHANS, REFUSED].iter().flat_map(|questions| database.rows(questions)) {
        damage.extend(database.rows(&question));
    }
    damage
}

const TABLES: &str = "SELECT table_name FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name";

/// Gives one query per foreign key, which gives a line when rows have no parent.
const ORPHANS: &str = "
    SELECT concat('SELECT concat(''', constraint_name, ' orphans: '', count(*)) FROM `', table_name, '` c WHERE ',
        group_concat(concat('c.`', column_name, '` IS NOT NULL') SEPARATOR ' AND '),
        ' AND NOT EXISTS (SELECT 1 FROM `', max(referenced_table_name), '` p WHERE ',
        group_concat(concat('c.`', column_name, '` = p.`', referenced_column_name, '`') SEPARATOR ' AND '),
        ') HAVING count(*) > 0')
    FROM information_schema.key_column_usage
    WHERE table_schema = DATABASE() AND referenced_table_name IS NOT NULL GROUP BY table_name, constraint_name";

/// Gives one query per CHECK, which gives a line when a row breaks it.
const REFUSED: &str = "
    SELECT concat('SELECT concat(''', t.constraint_name, ' broken: '', count(*)) FROM `', t.table_name,
        '` WHERE NOT (', c.check_clause, ') HAVING count(*) > 0')
    FROM information_schema.table_constraints t
    JOIN information_schema.check_constraints c
        ON c.constraint_schema = t.constraint_schema AND c.constraint_name = t.constraint_name AND c.table_name = t.table_name
    WHERE t.table_schema = DATABASE() AND t.constraint_type = 'CHECK'";

/// Every object's definition; where a counter stands is no part of it.
pub fn catalogue(database: &Database) -> Vec<String> {
    let mut lines = Vec::new();
    for table in database.rows(TABLES) {
        let made = database.rows(&format!("SHOW CREATE TABLE `{}`", table.replace('`', "``")));
        lines.extend(made.iter().map(|text| without_counter(text)));
    }
    lines.extend(database.rows(
        "SELECT concat_ws(' ', trigger_name, action_timing, event_manipulation, event_object_table, action_statement)
         FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY trigger_name",
    ));
    lines
}

fn without_counter(text: &str) -> String {
    let Some((head, tail)) = text.split_once(" AUTO_INCREMENT=") else { return text.to_owned() };
    format!("{head}{}", tail.trim_start_matches(|c: char| c.is_ascii_digit()))
}

sentences! { super::Mariadb:
    filling:
        every_table_gets_the_rows_that_were_asked_for,
        checks_hold_in_every_row,
        columns_are_computed_as_the_configuration_says,
        rows_that_were_there_stay_as_they_were,
        computed_columns_are_never_sent,
        the_schema_is_the_same_afterwards_and_nothing_of_ours_is_left,
        a_ledger_is_kept_when_it_is_wished,
        no_consent_means_that_nothing_is_written,
        emptied_tables_are_filled_as_if_they_were_new,
        a_run_that_was_stopped_goes_on;
    references:
        every_shape_of_reference_holds,
        keys_over_several_columns_refer_to_one_row,
        circles_are_closed,
        parents_outside_the_run_are_sampled,
        an_empty_parent_outside_the_run_is_refused,
        a_reference_to_a_unique_column_holds,
        each_parent_has_one_child_at_most,
        pairs_run_out_with_a_reason,
        children_find_parents_of_their_kind,
        partners_refer_to_each_other_row_by_row,
        a_column_refers_to_one_table_or_another,
        a_check_on_a_part_moves_the_whole_reference,
        columns_are_looked_up,
        rows_refer_to_rows_of_their_own_group,
        groups_lie_within_groups;
    constraints:
        each_row_goes_one_way_of_several,
        columns_are_what_a_check_says,
        what_a_function_makes_of_a_column_is_one_of_a_list,
        ways_are_weighted,
        a_column_keeps_its_order_beside_one_of_a_key,
        tenants_keep_to_themselves,
        keys_that_a_check_compares_hold,
        a_key_over_a_part_of_a_reference_holds,
        a_key_with_a_part_of_a_reference_holds;
    triggers:
        what_triggers_want_is_met,
        a_table_that_takes_nothing_is_named,
        a_rehearsal_leaves_nothing,
        without_a_rehearsal_the_trigger_is_named;
    parts: four_parts_write_what_one_process_writes, parts_that_do_not_fit_are_told, parts_empty_the_tables_once;
    bench: a_benchmark_measures_every_mode_and_leaves_nothing, a_benchmark_asks_first_and_cleans_up_after_an_error, a_benchmark_leaves_an_unfinished_run_alone;
    travel: every_mode_and_strategy_gives_the_same_rows_in_its_own_way, contradictory_settings_are_refused_before_anything_is_written, a_memory_limit_makes_buffers_smaller, small_batches_cost_no_rows, keys_within_wider_ones_wait_for_their_parents;
    random:
        schemas_of_all_kinds_are_filled;
    appending:
        the_same_seed_again_never_collides,
        another_seed_never_collides,
        more_rows_than_before_never_collide,
        foreign_values_in_unique_columns_are_avoided,
        small_domains_are_used_up_and_then_say_so,
        children_of_old_parents_use_up_what_is_left,
        some_of_what_is_left_is_taken_at_a_time;
}

#[test]
fn binary_keys_of_two_columns_have_room() {
    let world = Mariadb::of(
        "CREATE TABLE documents (id BINARY(16) NOT NULL, version_id BINARY(16) NOT NULL, n INTEGER, PRIMARY KEY (id, version_id));
         CREATE TABLE pages (id INTEGER PRIMARY KEY, document_id BINARY(16), document_version_id BINARY(16),
            FOREIGN KEY (document_id, document_version_id) REFERENCES documents (id, version_id));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        world.assert_sound();
        assert_eq!((world.count("documents"), world.count("pages")), (100 * round, 100 * round));
    }
}
