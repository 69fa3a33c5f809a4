//! Constraints that only PostgreSQL has, and expressions that only it computes.

use crate::postgres::Postgres;
use crate::world::World as _;

#[test]
fn rows_exclude_each_other() {
    let world = Postgres::of(
        "CREATE EXTENSION IF NOT EXISTS btree_gist;
         CREATE TABLE rooms (id int PRIMARY KEY, name text NOT NULL);
         CREATE TABLE bookings (id int PRIMARY KEY, room_id int NOT NULL REFERENCES rooms (id), during tstzrange NOT NULL,
            EXCLUDE USING gist (room_id WITH =, during WITH &&));
         CREATE TABLE holidays (id int PRIMARY KEY, days daterange NOT NULL, EXCLUDE USING gist (days WITH &&));
         CREATE TABLE settings (id int PRIMARY KEY, note text, EXCLUDE USING btree ((id * 0) WITH =));
         CREATE TABLE drafts (id int PRIMARY KEY, slug text NOT NULL, state text NOT NULL CHECK (state IN ('live', 'old')),
            EXCLUDE USING btree (state WITH =) WHERE (state = 'live'));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 300}, tables: {rooms: {rows: 5}}}");
        world.assert_sound();
        for table in ["bookings", "holidays", "drafts"] {
            assert_eq!(world.count(table), 300 * round, "{table}");
        }
        assert_eq!(world.count("settings"), 1);
    }
    assert_eq!(world.number("SELECT count(DISTINCT room_id) FROM bookings"), 10);
}

#[test]
fn null_is_a_value_where_the_key_says_so() {
    let world = Postgres::of(
        "CREATE TABLE firm (id int PRIMARY KEY, code varchar(12), UNIQUE NULLS NOT DISTINCT (code));
         CREATE TABLE filled (id int PRIMARY KEY, owner int NOT NULL, code int);
         CREATE UNIQUE INDEX ON filled (owner, COALESCE(code, 0));
         CREATE TABLE joined (id int PRIMARY KEY, first_name varchar(30) NOT NULL, last_name varchar(30) NOT NULL);
         CREATE UNIQUE INDEX ON joined ((first_name || ' ' || last_name));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 200, null_share: 0.3}}");
        for table in ["firm", "filled", "joined"] {
            assert_eq!(world.count(table), 200 * round, "{table}");
        }
    }
}

#[test]
fn what_the_server_computes_of_a_column_never_fails() {
    let world = Postgres::of(
        r#"CREATE TABLE works (id int PRIMARY KEY, iswc char(15) NOT NULL CHECK (iswc ~ '^T-?\d{3}.?\d{3}.?\d{3}[-.]?\d$'),
            extras jsonb CHECK (jsonb_typeof(extras) = 'object' AND NOT jsonb_path_exists(extras, '$.*?(@.type() != "string")')),
            resource varchar NOT NULL, path text NOT NULL CHECK ('/' || path || '/' !~ '[\s?#]|(/\.{0,2}/)'));
         CREATE INDEX ON works ((substring(resource FROM position(',' IN resource) + 1)::integer));"#,
    );
    world.fill("{seed: 1, defaults: {rows: 300}}");
    assert_eq!(world.count("works"), 300);
    world.assert_sound();
}

#[test]
fn arrays_have_the_length_that_a_check_wants() {
    let world = Postgres::of(
        "CREATE TABLE schedules (id serial PRIMARY KEY, hours bool[] NOT NULL CHECK (array_upper(hours, 1) = 24),
            months int[] NOT NULL CHECK (array_length(months, 1) = 12));",
    );
    let summary = world.fill("{seed: 1, defaults: {rows: 50}}");
    assert_eq!(summary.plan.tables[0].limit, None);
    assert_eq!(world.number("SELECT count(*) FROM schedules WHERE array_length(hours, 1) = 24"), 50);
}

#[test]
fn documents_have_what_checks_look_for() {
    let world = Postgres::of(
        "CREATE TABLE documents (id int PRIMARY KEY, named jsonb NOT NULL CHECK (named ? 'name' AND jsonb_typeof(named -> 'name') = 'string'),
            kinded jsonb NOT NULL CHECK (kinded ->> 'kind' IN ('x', 'y') AND kinded ->> 'kind' IS NOT NULL AND (kinded ->> 'n')::int >= 5),
            items jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array' AND jsonb_array_length(items) > 0),
            deep json NOT NULL CHECK ((deep #>> '{a,b}') IS NOT NULL), versioned jsonb NOT NULL CHECK (versioned @> '{\"v\": 1}'),
            settings jsonb NOT NULL);
         CREATE UNIQUE INDEX ON documents ((((settings -> 'domains') -> 0) ->> 'name'));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        world.assert_sound();
        assert_eq!(world.count("documents"), 100 * round);
    }
    assert_eq!(world.number("SELECT count(DISTINCT kinded ->> 'kind') FROM documents"), 2);
}

#[test]
fn a_function_that_reads_the_parent_is_learnt() {
    let world = Postgres::of(
        "CREATE TYPE role_type AS ENUM ('user', 'machine', 'guest');
         CREATE TABLE roles (id int PRIMARY KEY, name text NOT NULL, type role_type NOT NULL);
         CREATE FUNCTION role_is(role_id int, wanted role_type) RETURNS boolean LANGUAGE plpgsql
            AS $$ BEGIN RETURN (SELECT type FROM roles WHERE id = role_id) = wanted; END $$;
         CREATE TABLE grants (id int PRIMARY KEY, role_id int NOT NULL REFERENCES roles (id), CHECK (role_is(role_id, 'machine')));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        world.assert_sound();
        assert_eq!(world.count("grants"), 100 * round);
    }
}

#[test]
fn partitions_refer_to_tables_of_their_own() {
    let world = Postgres::of(
        "CREATE TABLE places (id uuid PRIMARY KEY); CREATE TABLE photos (id uuid PRIMARY KEY);
         CREATE TABLE tags (kind text NOT NULL, item uuid NOT NULL, tag text NOT NULL, PRIMARY KEY (kind, item, tag)) PARTITION BY LIST (kind);
         CREATE TABLE place_tags PARTITION OF tags (FOREIGN KEY (item) REFERENCES places (id)) FOR VALUES IN ('place');
         CREATE TABLE photo_tags PARTITION OF tags (FOREIGN KEY (item) REFERENCES photos (id)) FOR VALUES IN ('photo');",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        assert_eq!(world.count("tags"), 100 * round);
        assert!(world.count("place_tags") > 20 && world.count("photo_tags") > 20);
    }
}

#[test]
fn keys_match_in_full_or_not_at_all() {
    let world = Postgres::of(
        "CREATE TABLE cells (x int NOT NULL, y int NOT NULL, PRIMARY KEY (x, y));
         CREATE TABLE half (id int PRIMARY KEY, x int NOT NULL, y int, FOREIGN KEY (x, y) REFERENCES cells MATCH FULL);
         CREATE TABLE whole (id int PRIMARY KEY, x int, y int, FOREIGN KEY (x, y) REFERENCES cells MATCH FULL);
         CREATE TABLE either (id int PRIMARY KEY, x int, y int, n int, CHECK (x IS NOT NULL OR n > 3), FOREIGN KEY (x, y) REFERENCES cells MATCH FULL);",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 200}}");
        world.assert_sound();
        for table in ["half", "whole", "either"] {
            assert_eq!(world.count(table), 200 * round, "{table}");
            assert!(world.number(&format!("SELECT count(y) FROM {table}")) > 100, "{table}");
        }
    }
    assert!(world.number("SELECT count(*) FROM whole WHERE x IS NULL") > 0);
}

#[test]
fn partitions_share_the_rows_as_wished() {
    let world = Postgres::of(
        "CREATE TABLE events (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
         CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('de', 'fr'); CREATE TABLE events_us PARTITION OF events FOR VALUES IN ('us');
         CREATE TABLE logs (id int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
         CREATE TABLE logs_1 PARTITION OF logs FOR VALUES FROM ('2024-01-01') TO ('2024-07-01');
         CREATE TABLE logs_2 PARTITION OF logs FOR VALUES FROM ('2024-08-01') TO ('2025-01-01');",
    );
    world.fill("{seed: 1, defaults: {rows: 1000}, tables: {events: {partitions: {events_us: 18}}, logs: {partitions: {logs_1: 4}}}}");
    for (table, most) in [("events_us", 900), ("logs_1", 800)] {
        let rows = world.count(table);
        assert!((most - 50..most + 50).contains(&rows), "{table}: {rows}");
    }
}

#[test]
fn checks_of_whole_moments_lists_and_counts_are_met() {
    let world = Postgres::of(
        "CREATE TYPE care AS ENUM ('centre', 'family', 'preschool');
         CREATE TABLE visits (id uuid PRIMARY KEY, came time NOT NULL, went time,
            CHECK (came < went), CHECK (EXTRACT(second FROM came) = 0 AND EXTRACT(second FROM went) = 0));
         CREATE TABLE slots (id int PRIMARY KEY, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
            CHECK (extract(epoch FROM starts_at)::bigint % 900 = 0 AND extract(epoch FROM ends_at)::bigint % 900 = 0));
         CREATE TABLE units (id int PRIMARY KEY, kinds care[] NOT NULL, preschool_time text, CHECK (preschool_time IS NOT NULL OR NOT ('preschool'::care = ANY (kinds))));
         CREATE TABLE decisions (id int PRIMARY KEY, a int, b text, c numeric(4, 2), d text, e date, f text, g int, h int,
            CHECK (0 = num_nonnulls(a, b, c, d, e, f, g, h) OR 8 = num_nonnulls(a, b, c, d, e, f, g, h)));
         CREATE TABLE codes (code text PRIMARY KEY CHECK (code ~ '^[a-z0-9-]{2,32}$'));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        world.assert_sound();
        for table in ["visits", "slots", "units", "decisions", "codes"] {
            assert_eq!(world.count(table), 100 * round, "{table}");
        }
    }
    assert!(world.number("SELECT count(*) FROM decisions WHERE a IS NULL") > 20);
    assert!(world.number("SELECT count(DISTINCT came) FROM visits") > 50);
}

#[test]
fn a_case_of_kinds_beside_partial_keys_is_met() {
    let world = Postgres::of(
        "CREATE TYPE user_type AS ENUM ('system', 'citizen', 'employee');
         CREATE TABLE people (id uuid PRIMARY KEY); CREATE TABLE staff (id uuid PRIMARY KEY);
         CREATE TABLE users (id uuid PRIMARY KEY, type user_type NOT NULL, citizen_id uuid REFERENCES people (id), employee_id uuid REFERENCES staff (id),
            CHECK (CASE type WHEN 'system' THEN id = '00000000-0000-0000-0000-000000000000' AND num_nonnulls(citizen_id, employee_id) = 0
                WHEN 'citizen' THEN (id = citizen_id OR citizen_id IS NULL) AND employee_id IS NULL
                WHEN 'employee' THEN (id = employee_id OR employee_id IS NULL) AND citizen_id IS NULL ELSE NULL END));
         CREATE UNIQUE INDEX ON users (citizen_id) WHERE citizen_id IS NOT NULL; CREATE UNIQUE INDEX ON users (employee_id) WHERE employee_id IS NOT NULL;",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        world.assert_sound();
        assert_eq!(world.count("users"), 100 * round);
    }
}

#[test]
fn what_only_a_partition_declares_holds() {
    let world = Postgres::of(
        "CREATE EXTENSION IF NOT EXISTS btree_gist;
         CREATE TABLE pros (id int PRIMARY KEY);
         CREATE TABLE bookings (id int, pro_id int NOT NULL REFERENCES pros (id), s timestamptz NOT NULL, e timestamptz NOT NULL, PRIMARY KEY (id, s)) PARTITION BY RANGE (s);
         CREATE TABLE bookings_1 PARTITION OF bookings (CHECK (e > s)) FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
         CREATE TABLE bookings_2 PARTITION OF bookings FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
         ALTER TABLE bookings_1 ADD EXCLUDE USING gist (pro_id WITH =, tstzrange(s, e) WITH &&);
         ALTER TABLE bookings_2 ADD EXCLUDE USING gist (pro_id WITH =, tstzrange(s, e) WITH &&);",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        assert_eq!(world.count("bookings"), 100 * round);
    }
}

#[test]
fn parents_of_uuids_are_sampled_or_none() {
    let world = Postgres::of(
        "CREATE TABLE empty (id uuid PRIMARY KEY, n int NOT NULL CHECK (n > 5 AND n < 3)); CREATE TABLE full_of_rows (id uuid PRIMARY KEY);
         CREATE TABLE children (id int PRIMARY KEY, a uuid REFERENCES empty (id), b uuid REFERENCES full_of_rows (id));",
    );
    world.fill("{seed: 1, defaults: {rows: 50}, select: {include: [full_of_rows]}}");
    world.fill("{seed: 1, defaults: {rows: 50}, select: {include: [children]}}");
    world.assert_sound();
    assert_eq!((world.count("children"), world.number("SELECT count(a) FROM children")), (50, 0));
    assert!(world.number("SELECT count(b) FROM children") > 30);
}

#[test]
fn checks_of_ranges_and_of_what_follows_are_met() {
    let world = Postgres::of(
        "CREATE TABLE terms (id int PRIMARY KEY, term daterange NOT NULL, breaks datemultirange NOT NULL,
            CHECK (NOT (lower_inf(breaks) OR upper_inf(breaks))), CHECK (term @> breaks));
         CREATE TABLE months (id int PRIMARY KEY, period daterange NOT NULL,
            CHECK (EXTRACT(month FROM lower(period)) = EXTRACT(month FROM upper(period) - '1 day'::interval)));
         CREATE TABLE orgs (id int PRIMARY KEY, name text NOT NULL CHECK (name ~ '^[a-z0-9](?:[a-z0-9]|[-.](?=[a-z0-9]))*-?$'));",
    );
    for round in 1..=2 {
        world.fill("{seed: 1, defaults: {rows: 100}}");
        world.assert_sound();
        for table in ["terms", "months", "orgs"] {
            assert_eq!(world.count(table), 100 * round, "{table}");
        }
    }
}
