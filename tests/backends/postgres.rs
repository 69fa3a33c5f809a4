//! PostgreSQL under the common suite.

use crate::servers::{self, Database};
use crate::world::{World, sentences};

/// A database of the PostgreSQL of this process.
pub struct Postgres(pub Database);

impl World for Postgres {
    fn of(schema: &str) -> Self {
        let database = servers::postgres().database("world");
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
        let mut damage: Vec<String> = self.rows(SWITCHED_OFF);
        for question in [ORPHANS, REFUSED].iter().flat_map(|questions| self.rows(questions)) {
            damage.extend(self.rows(&question));
        }
        damage
    }

    fn kept_runs(&self) -> Vec<String> {
        self.rows("SELECT state FROM dbmocker.run")
    }

    fn catalogue(&self) -> Vec<String> {
        self.rows(CATALOGUE)
    }
}

/// What is not enforced any more: constraints, triggers, indexes, logging.
const SWITCHED_OFF: &str = "
    SELECT 'not validated: ' || conname FROM pg_constraint WHERE NOT convalidated
    UNION ALL SELECT 'switched off: ' || tgname FROM pg_trigger WHERE tgenabled <> 'O'
    UNION ALL SELECT 'not valid: ' || indexrelid::regclass FROM pg_index WHERE NOT (indisvalid AND indisready)
    UNION ALL SELECT 'not logged: ' || oid::regclass FROM pg_class WHERE relpersistence = 'u'";

/// Gives one query per foreign key, which gives a line when rows have no parent.
const ORPHANS: &str = "
    SELECT format('SELECT %L || count(*) FROM %s c WHERE %s AND NOT EXISTS (SELECT 1 FROM %s p WHERE %s) HAVING count(*) > 0',
        conname || ' orphans: ', conrelid::regclass,
        string_agg(format('c.%I IS NOT NULL', child.attname), ' AND ' ORDER BY ord), confrelid::regclass,
        string_agg(format('c.%I = p.%I', child.attname, parent.attname), ' AND ' ORDER BY ord))
    FROM pg_constraint, unnest(conkey, confkey) WITH ORDINALITY AS pair (from_column, to_column, ord)
    JOIN pg_attribute child ON child.attnum = from_column, pg_attribute parent
    WHERE contype = 'f' AND conparentid = 0 AND child.attrelid = conrelid AND parent.attrelid = confrelid AND parent.attnum = to_column
    GROUP BY pg_constraint.oid, conname, conrelid, confrelid";

/// Gives one query per CHECK, which gives a line when a row breaks it.
const REFUSED: &str = "
    SELECT format('SELECT %L || count(*) FROM %s WHERE NOT (%s) HAVING count(*) > 0',
        conname || ' broken: ', conrelid::regclass, pg_get_expr(conbin, conrelid))
    FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0";

/// Every object of the schemas that are not the server's own: definition and state.
const CATALOGUE: &str = "
    WITH own AS (SELECT oid FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')
    SELECT concat_ws(' ', 'schema', nspname) FROM pg_namespace WHERE oid IN (SELECT oid FROM own)
    UNION ALL SELECT concat_ws(' ', 'relation', relkind, oid::regclass, relpersistence, reloptions, relhastriggers)
        FROM pg_class WHERE relnamespace IN (SELECT oid FROM own) AND relkind <> 'i'
    UNION ALL SELECT concat_ws(' ', 'column', attrelid::regclass, attnum, attname, format_type(atttypid, atttypmod),
            attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid))
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
        WHERE relnamespace IN (SELECT oid FROM own) AND attnum > 0 AND NOT attisdropped AND relkind <> 'i'
    UNION ALL SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace IN (SELECT oid FROM own)
    UNION ALL SELECT concat_ws(' ', 'index', indisvalid, pg_get_indexdef(indexrelid))
        FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace IN (SELECT oid FROM own)
    UNION ALL SELECT concat_ws(' ', 'trigger', tgenabled, pg_get_triggerdef(pg_trigger.oid))
        FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
        WHERE relnamespace IN (SELECT oid FROM own) AND NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', 'function', oid::regprocedure, prosrc) FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own)
    UNION ALL SELECT concat_ws(' ', 'type', typname, typtype) FROM pg_type WHERE typnamespace IN (SELECT oid FROM own)
    ORDER BY 1";

sentences! { super::Postgres:
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
