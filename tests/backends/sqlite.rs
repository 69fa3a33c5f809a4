//! SQLite under the common suite.

use crate::support::Database;
use crate::world::{World, sentences};

/// An SQLite file.
pub struct Sqlite(pub Database);

impl World for Sqlite {
    fn of(schema: &str) -> Self {
        Self(Database::of(&with_keys_inside(schema)))
    }

    fn url(&self) -> String {
        format!("sqlite:{}", self.0.path().display())
    }

    fn run(&self, sql: &str) {
        self.0.run(sql);
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        self.0.rows(sql)
    }

    fn damage(&self) -> Vec<String> {
        let mut damage = self.0.rows("PRAGMA foreign_key_check");
        damage.extend(self.0.rows("PRAGMA integrity_check").into_iter().filter(|line| line != "ok"));
        damage
    }

    fn kept_runs(&self) -> Vec<String> {
        self.0.rows("SELECT state FROM dbmocker_run")
    }

    fn catalogue(&self) -> Vec<String> {
        self.0.catalogue()
    }
}

/// SQLite cannot add a foreign key later: those that a script adds are moved into their tables.
fn with_keys_inside(schema: &str) -> String {
    let mut statements: Vec<String> = schema.split_inclusive(';').map(str::to_owned).collect();
    while let Some(at) = statements.iter().position(|text| text.trim_start().starts_with("ALTER TABLE ")) {
        let added = statements.remove(at);
        let added = added.trim().trim_start_matches("ALTER TABLE ").trim_end_matches(';');
        let (table, key) = added.split_once(" ADD ").expect("a key is all that sentences add");
        let head = format!("CREATE TABLE {table} (");
        let made =
            statements.iter_mut().find(|text| text.contains(&head)).expect("the table is in the script");
        made.truncate(made.trim_end_matches(");").len());
        made.push_str(&format!(", {key});"));
    }
    statements.concat()
}

sentences! { super::Sqlite:
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
