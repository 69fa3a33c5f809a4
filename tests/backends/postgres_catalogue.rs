//! What is read of a PostgreSQL database: its catalogue, answers about its rows, the check of them, and how
//! they are removed.

use std::collections::BTreeSet;
use std::sync::Arc;

use dbmocker::data::{Answer, LogicalType, Question, Value};
use dbmocker::error::Exit;
use dbmocker::schema::{Generated, Identity, Key, KeyKind, Schema, Table};
use dbmocker::target::{PostgresTarget, ServerOptions, Target as _};
use rustls::crypto::ring::default_provider;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::servers::{self, Database, PASSWORD};

/// A target of the database, as the user of a URL.
fn target(url: &str) -> PostgresTarget {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .expect("the provider has them")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    let options = ServerOptions::default();
    let config = url.parse().expect("a URL of the harness");
    PostgresTarget::connect(config, MakeRustlsConnect::new(tls), url.to_owned(), options)
        .unwrap_or_else(|error| panic!("{error}"))
}

/// A database with these tables, and its catalogue.
fn read(script: &str) -> (Database, PostgresTarget, Schema) {
    let database = servers::postgres().database("catalogue");
    database.execute(script);
    let mut target = target(&database.url);
    let schema = target.inspect().unwrap_or_else(|error| panic!("{error}"));
    (database, target, schema)
}

fn table<'a>(schema: &'a Schema, name: &str) -> &'a Table {
    let at = schema.find(name).unwrap_or_else(|| panic!("{name} is not among {:?}", names(schema)));
    &schema.tables[at]
}

fn names(schema: &Schema) -> Vec<String> {
    schema.tables.iter().map(|table| table.name.to_string()).collect()
}

fn checks(table: &Table) -> Vec<&str> {
    table.checks.iter().map(|check| check.expression.as_str()).collect()
}

fn key<'a>(table: &'a Table, name: &str) -> &'a Key {
    let found = table.keys.iter().find(|key| key.name.as_deref() == Some(name));
    found.unwrap_or_else(|| panic!("{name} is not among {:?}", table.keys))
}

fn text(max: Option<u32>) -> LogicalType {
    LogicalType::Text { max, fixed: false }
}

fn int(bits: u8) -> LogicalType {
    LogicalType::Int { bits, unsigned: false }
}

fn array(element: LogicalType) -> LogicalType {
    LogicalType::Array { element: Arc::new(element) }
}

#[test]
fn every_type_means_what_the_server_means() {
    let (_database, _target, schema) = read(
        "CREATE EXTENSION citext;
         CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s fine');
         CREATE TYPE pair AS (a numeric(5,2), b text[]);
         CREATE TABLE t (gone int, b bool, s smallint, l bigint, r real, n numeric, n52 numeric(5,2), v varchar(20),
           c char(3), nm name, by bytea, d date, tm time(3), ts timestamp(0), tz timestamptz, iv interval, u uuid,
           j jsonb, x xml, ip inet, mac macaddr8, bt bit(4), vb varbit(9), m money, e mood, na numeric(5,2)[],
           ci citext, p pair, pa pair[], r4 int4range, tr tstzmultirange, pt point, own int[][]);
         ALTER TABLE t DROP COLUMN gone;",
    );
    let labels: Arc<[String]> = ["sad", "ok", "it's fine"].map(str::to_owned).into();
    let decimal = |precision, scale| LogicalType::Decimal { precision, scale };
    let fields = Arc::new([("a".to_owned(), decimal(5, 2)), ("b".to_owned(), array(text(None)))]);
    let pair = LogicalType::Composite { fields };
    let moment = LogicalType::Timestamp { fraction: 6, zoned: true };
    let other = |name: &str| LogicalType::Other { name: name.to_owned() };
    let expected = [
        ("b", LogicalType::Bool),
        ("s", int(16)),
        ("l", int(64)),
        ("r", LogicalType::Float { bits: 32 }),
        ("n", decimal(12, 2)),
        ("n52", decimal(5, 2)),
        ("v", text(Some(20))),
        ("c", LogicalType::Text { max: Some(3), fixed: true }),
        ("nm", text(Some(63))),
        ("by", LogicalType::Bytes { max: None }),
        ("d", LogicalType::Date),
        ("tm", LogicalType::Time { fraction: 3 }),
        ("ts", LogicalType::Timestamp { fraction: 0, zoned: false }),
        ("tz", moment.clone()),
        ("iv", LogicalType::Interval),
        ("u", LogicalType::Uuid),
        ("j", LogicalType::Json),
        ("x", LogicalType::Xml),
        ("ip", LogicalType::Inet),
        ("mac", other("macaddr8")),
        ("bt", LogicalType::BitString { bits: 4, varying: false }),
        ("vb", LogicalType::BitString { bits: 9, varying: true }),
        ("m", other("money")),
        ("e", LogicalType::Enum { labels }),
        ("na", array(decimal(5, 2))),
        ("ci", text(None)),
        ("p", pair.clone()),
        ("pa", array(pair)),
        ("r4", LogicalType::Range { element: Arc::new(int(32)), multi: false }),
        ("tr", LogicalType::Range { element: Arc::new(moment), multi: true }),
        ("pt", other("point")),
        ("own", array(int(32))),
    ];
    let columns = &table(&schema, "t").columns;
    let found: Vec<(&str, LogicalType)> =
        columns.iter().map(|column| (column.name.as_str(), column.logical_type.clone())).collect();
    assert_eq!(found, expected);
    assert_eq!(columns[6].declared, "character varying(20)");
    assert_eq!(columns[25].collation.as_deref(), Some("citext"));
}

#[test]
fn domains_are_written_out_for_their_columns() {
    let (_database, _target, schema) = read(
        "CREATE DOMAIN positive AS int CHECK (VALUE > 0);
         CREATE DOMAIN small AS positive NOT NULL DEFAULT 7 CHECK (VALUE < 100);
         CREATE DOMAIN code AS varchar(10) CHECK (VALUE ~ '^[A-Z]+$' AND VALUE <> 'VALUE');
         CREATE TABLE t (a small, \"B c\" code, many positive[]);",
    );
    let table = table(&schema, "t");
    let [a, b, many] = &table.columns[..] else { panic!("three columns") };
    assert_eq!((&a.logical_type, a.nullable, a.default.as_deref()), (&int(32), false, Some("7")));
    assert_eq!((&b.logical_type, b.nullable), (&text(Some(10)), true));
    assert_eq!(many.logical_type, array(int(32)));
    let expected = [
        "\"a\" > 0",
        "\"a\" < 100",
        "((\"B c\")::text ~ '^[A-Z]+$'::text) AND ((\"B c\")::text <> 'VALUE'::text)",
        "NOT EXISTS (SELECT FROM unnest(\"many\") AS e(v) WHERE NOT (v > 0))",
    ];
    assert_eq!(checks(table), expected);
}

#[test]
fn columns_know_their_sequences_and_what_the_server_computes() {
    let (_database, _target, schema) = read(
        "CREATE SEQUENCE \"Odd seq\" INCREMENT -3 MINVALUE -900 MAXVALUE 10;
         CREATE TABLE t (s serial, a int GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2),
           d bigint GENERATED BY DEFAULT AS IDENTITY, n int DEFAULT nextval('\"Odd seq\"'),
           x text DEFAULT 'x' || nextval('\"Odd seq\"'), g int GENERATED ALWAYS AS (n * 2) STORED);
         COMMENT ON TABLE t IS 'all numbers'; COMMENT ON COLUMN t.s IS 'the first';",
    );
    let table = table(&schema, "t");
    let sequence = |at: usize| {
        let sequence = table.columns[at].sequence.as_ref();
        sequence.map(|sequence| (sequence.name.as_str(), sequence.min, sequence.max, sequence.step))
    };
    assert_eq!(sequence(0), Some(("public.t_s_seq", 1, i64::from(i32::MAX), 1)));
    assert_eq!(sequence(1), Some(("public.t_a_seq", 1, i64::from(i32::MAX), 2)));
    assert_eq!(sequence(2), Some(("public.t_d_seq", 1, i64::MAX, 1)));
    assert_eq!(sequence(3), Some(("public.\"Odd seq\"", -900, 10, -3)));
    assert_eq!(sequence(4), None);
    let identity: Vec<Identity> = table.columns.iter().map(|column| column.identity).collect();
    assert_eq!(identity[..3], [Identity::No, Identity::Always, Identity::ByDefault]);
    assert_eq!((table.columns[5].generated, &table.columns[5].default), (Generated::Stored, &None));
    assert_eq!(table.comment.as_deref(), Some("all numbers"));
    assert_eq!(table.columns[0].comment.as_deref(), Some("the first"));
}

#[test]
fn keys_have_their_parts_and_nothing_else() {
    let (_database, _target, schema) = read(
        "CREATE TABLE t (id int PRIMARY KEY, gone int, a text, b text COLLATE \"C\", c int, during int4range,
           UNIQUE (b, a), EXCLUDE USING gist (during WITH &&));
         ALTER TABLE t DROP COLUMN gone;
         CREATE UNIQUE INDEX t_lower ON t (lower(a), c) INCLUDE (b) WHERE c IS NOT NULL AND a <> '';
         CREATE UNIQUE INDEX t_same ON t (c); CREATE UNIQUE INDEX t_same_too ON t (c);
         CREATE INDEX t_plain ON t (c);",
    );
    let table = table(&schema, "t");
    let kinds: Vec<KeyKind> = table.keys.iter().map(|key| key.kind).collect();
    let index = KeyKind::Index;
    assert_eq!(kinds, [KeyKind::Primary, KeyKind::Unique, index, index, index]);
    assert_eq!(table.primary_key().and_then(Key::columns), Some(vec![0]));
    assert_eq!(key(table, "t_b_a_key").columns(), Some(vec![2, 1]));
    assert_eq!(key(table, "t_b_a_key").parts[0].collation.as_deref(), Some("C"));
    let lower = key(table, "t_lower");
    let parts: Vec<_> = lower.parts.iter().map(|part| (part.column, part.expression.as_deref())).collect();
    assert_eq!(parts, [(None, Some("lower(a)")), (Some(3), None)]);
    assert_eq!(lower.predicate.as_deref(), Some("(c IS NOT NULL) AND (a <> ''::text)"));
    assert!(lower.nulls_distinct);
    let [excluded] = &table.exclusions[..] else { panic!("{:?}", table.exclusions) };
    assert_eq!(excluded.definition, "EXCLUDE USING gist (during WITH &&)");
    let [(part, operator)] = &excluded.parts[..] else { panic!("{:?}", excluded.parts) };
    assert_eq!((part.column, operator.as_str()), (Some(4), "&&"));
    assert_eq!(table.indexes.len(), 1);
    assert_eq!(
        table.indexes[0].definition.as_deref(),
        Some("CREATE INDEX t_plain ON public.t USING btree (c)")
    );
}

#[test]
fn nulls_may_be_told_not_to_differ() {
    let database = servers::postgres().database("nulls");
    let version = database.number("SELECT current_setting('server_version_num')");
    database.execute("CREATE TABLE t (a int)");
    let distinct = version < 150_000;
    database.execute(if distinct {
        "CREATE UNIQUE INDEX i ON t (a)"
    } else {
        "CREATE UNIQUE INDEX i ON t (a) NULLS NOT DISTINCT"
    });
    let schema = target(&database.url).inspect().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(key(table(&schema, "t"), "i").nulls_distinct, distinct);
}

#[test]
fn foreign_keys_are_those_that_were_declared() {
    let (_database, _target, schema) = read(
        "CREATE SCHEMA sales;
         CREATE TABLE parent (gone int, id int PRIMARY KEY, a int, b int, UNIQUE (a, b));
         ALTER TABLE parent DROP COLUMN gone;
         CREATE TABLE sales.child (id int PRIMARY KEY, b int, a int, boss int REFERENCES sales.child,
           parent int REFERENCES parent DEFERRABLE INITIALLY DEFERRED,
           CONSTRAINT whole FOREIGN KEY (b, a) REFERENCES parent (b, a) MATCH FULL DEFERRABLE);
         CREATE TABLE events (id int, at int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
         CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM (1) TO (10);
         CREATE TABLE notes (event int, at int, FOREIGN KEY (event, at) REFERENCES events);",
    );
    let child = table(&schema, "sales.child");
    let parent = schema.find("parent");
    let found: Vec<_> = child
        .foreign_keys
        .iter()
        .map(|key| {
            (
                key.columns.clone(),
                key.parent,
                key.parent_columns.clone(),
                key.deferrable,
                key.deferred,
                key.match_full,
            )
        })
        .collect();
    let own = schema.find("sales.child");
    let expected = [
        (vec![3], own, vec![0], false, false, false),
        (vec![4], parent, vec![0], true, true, false),
        (vec![1, 2], parent, vec![2, 1], true, false, true),
    ];
    assert_eq!(found, expected);
    assert_eq!(child.foreign_keys[0].parent_name, "sales.child");
    let [notes] = &table(&schema, "notes").foreign_keys[..] else { panic!("one, not one per partition") };
    assert_eq!((notes.parent, notes.parent_columns.len()), (schema.find("events"), 2));
}

#[test]
fn partitions_are_told_of_their_table() {
    let (_database, _target, schema) = read(
        "CREATE TABLE kinds (kind text PRIMARY KEY);
         CREATE TABLE events (id bigint NOT NULL, at timestamptz, kind text) PARTITION BY RANGE (at);
         CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
         CREATE TABLE events_2 (kind text NOT NULL, at timestamptz, id bigint NOT NULL);
         ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2024-02-01') TO ('2024-03-01');
         ALTER TABLE events_1 ADD FOREIGN KEY (kind) REFERENCES kinds;
         ALTER TABLE events_2 ADD FOREIGN KEY (kind) REFERENCES kinds;
         CREATE UNIQUE INDEX own_id ON events_2 (id);
         CREATE TABLE regions (id int, region text) PARTITION BY LIST (region);
         CREATE TABLE regions_eu PARTITION OF regions FOR VALUES IN ('de', 'fr') PARTITION BY RANGE (id);
         CREATE TABLE regions_eu_1 PARTITION OF regions_eu FOR VALUES FROM (1) TO (100);
         CREATE TABLE regions_us PARTITION OF regions FOR VALUES IN ('us', NULL);
         CREATE TABLE hashed (id int) PARTITION BY HASH (id);
         CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 1, REMAINDER 0);
         CREATE TABLE rest (id int) PARTITION BY LIST (id);
         CREATE TABLE rest_1 PARTITION OF rest FOR VALUES IN (1);
         CREATE TABLE rest_other PARTITION OF rest DEFAULT;
         CREATE TABLE nowhere (id int) PARTITION BY RANGE (id);",
    );
    assert_eq!(names(&schema), ["events", "hashed", "kinds", "nowhere", "regions", "rest"]);
    assert!(schema.skipped.is_empty(), "{:?}", schema.skipped);
    let events = table(&schema, "events");
    let bounds = "(\"at\" IS NOT NULL) AND (\"at\" >= ('2024-01-01 00:00:00+00')::timestamp with time zone) AND \
         (\"at\" < ('2024-03-01 00:00:00+00')::timestamp with time zone)";
    assert_eq!(checks(events), [bounds]);
    let parts = events.partitioning.as_ref().expect("it is partitioned");
    assert_eq!((parts.strategy.as_str(), &parts.columns[..]), ("RANGE", &[1][..]));
    assert_eq!(
        parts.leaves.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["events_1", "events_2"]
    );
    let references: Vec<_> = events.foreign_keys.iter().map(|key| (&key.columns[..], key.parent)).collect();
    assert_eq!(references, [(&[2][..], schema.find("kinds"))]);
    assert_eq!(key(events, "own_id").columns(), Some(vec![0]));
    assert!(!events.columns[2].nullable, "one of the partitions wants it");
    let regions = "(((region IS NOT NULL) AND (region = ANY (ARRAY['de'::text, 'fr'::text])) AND (id IS NOT NULL) \
         AND (id >= 1) AND (id < 100))) OR ((region IS NULL) OR (region = 'us'::text))";
    assert_eq!(checks(table(&schema, "regions")), [regions]);
    assert!(checks(table(&schema, "hashed")).is_empty() && checks(table(&schema, "rest")).is_empty());
    let rest = table(&schema, "rest").partitioning.as_ref().expect("it is partitioned");
    assert_eq!(rest.leaves[1], ("rest_other".to_owned(), None));
    assert!(
        table(&schema, "nowhere").options.closed.as_deref().is_some_and(|why| why.contains("no partition"))
    );
}

#[test]
fn tables_that_inherit_are_tables_of_their_own() {
    let (_database, mut target, schema) = read(
        "CREATE TABLE base (id int PRIMARY KEY, v int CHECK (v > 0)); CREATE TABLE derived (extra text) INHERITS (base);
         CREATE VIEW seen AS SELECT 1; CREATE MATERIALIZED VIEW kept AS SELECT 1 AS one;
         CREATE SCHEMA dbmocker; CREATE TABLE dbmocker.run (id int); CREATE UNLOGGED TABLE quick (id int);
         INSERT INTO base VALUES (1, 1); INSERT INTO derived VALUES (1, 2), (1, 3);",
    );
    assert_eq!(names(&schema), ["base", "derived", "quick"]);
    assert_eq!(checks(table(&schema, "derived")), ["v > 0"]);
    let skipped: Vec<&str> = schema.skipped.iter().map(|skipped| skipped.name.as_str()).collect();
    assert_eq!(skipped, ["kept", "seen"]);
    assert_eq!(target.count(&schema, 0).unwrap_or_else(|error| panic!("{error}")), 1);
}

#[test]
fn triggers_and_rules_that_take_part_are_known() {
    let (_database, _target, schema) = read(
        "CREATE TABLE logged (id int); CREATE TABLE log (id int); CREATE TABLE ruled (id int); CREATE TABLE instead (id int);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           INSERT INTO public.log VALUES (new.id); /* INSERT INTO nothing */ RETURN new; END $$;
         CREATE TRIGGER note AFTER INSERT OR DELETE ON logged FOR EACH ROW EXECUTE FUNCTION note();
         CREATE TRIGGER later AFTER UPDATE ON logged FOR EACH ROW EXECUTE FUNCTION note();
         CREATE TRIGGER quiet AFTER INSERT ON logged FOR EACH ROW EXECUTE FUNCTION note();
         ALTER TABLE logged DISABLE TRIGGER quiet;
         CREATE RULE also AS ON INSERT TO ruled DO ALSO NOTIFY somebody;
         CREATE RULE never AS ON INSERT TO instead DO INSTEAD NOTHING;",
    );
    let [trigger] = &table(&schema, "logged").triggers[..] else { panic!("one of three") };
    assert_eq!((trigger.name.as_str(), &trigger.inserts_into[..]), ("note", &["log".to_owned()][..]));
    assert!(trigger.definition.starts_with("CREATE TRIGGER note AFTER INSERT OR DELETE ON"), "{trigger:?}");
    let options = |name: &str| &table(&schema, name).options;
    assert!(options("ruled").insert_only.as_deref().is_some_and(|why| why.contains("also")));
    assert!(options("instead").closed.as_deref().is_some_and(|why| why.contains("never")));
    assert_eq!((&options("logged").insert_only, &options("logged").denied), (&None, &None));
}

#[test]
fn a_user_learns_which_grant_is_missing() {
    let database = servers::postgres().database("grants");
    let user = format!("user_{}", database.name);
    database.execute(&format!(
        "CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'; CREATE SCHEMA hidden; CREATE TABLE hidden.t (id int);
         CREATE TABLE open (id int); CREATE TABLE readable (id int); CREATE TABLE by_column (id int, b int);
         CREATE TABLE secured (id int); ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
         GRANT SELECT, INSERT ON open, secured TO {user}; GRANT SELECT ON readable, by_column TO {user};
         GRANT INSERT (id, b) ON by_column TO {user};"
    ));
    let url = database.url.replace("tester:", &format!("{user}:"));
    let schema = target(&url).inspect().unwrap_or_else(|error| panic!("{error}"));
    let denied = |name: &str| table(&schema, name).options.denied.clone();
    assert_eq!((denied("open"), denied("by_column"), denied("secured")), (None, None, None));
    assert_eq!(
        denied("readable"),
        Some(format!("you may not insert: GRANT INSERT ON \"public\".\"readable\" TO \"{user}\""))
    );
    assert_eq!(
        denied("hidden.t"),
        Some(format!("you may not use its schema: GRANT USAGE ON SCHEMA \"hidden\" TO \"{user}\""))
    );
    assert!(table(&schema, "secured").options.insert_only.is_some());
    database.execute(&format!("DROP OWNED BY {user}; DROP ROLE {user}"));
}

fn ask(target: &mut PostgresTarget, schema: &Schema, question: &Question) -> Answer {
    let facts =
        target.answer(schema, std::slice::from_ref(question)).unwrap_or_else(|error| panic!("{error}"));
    facts.get(question).unwrap_or_else(|| panic!("{question:?} is not answered")).clone()
}

fn tuples(table: &str, columns: &[&str], limit: u64) -> Question {
    let columns = columns.iter().map(|&column| column.to_owned()).collect();
    Question::Tuples { table: table.to_owned(), columns, limit }
}

#[test]
fn questions_are_answered_the_same_whatever_the_order_of_rows() {
    let (_database, mut target, schema) = read(
        "CREATE TABLE t (id serial PRIMARY KEY, a int, b text, code text);
         INSERT INTO t (a, b, code) SELECT i % 10, CASE WHEN i % 3 > 0 THEN 'B' || i % 4 END, 'x-' || i FROM generate_series(100, 1, -1) i;
         SELECT nextval('t_id_seq');
         CREATE TABLE fresh (id int GENERATED ALWAYS AS IDENTITY);",
    );
    let int = Value::Int;
    let column = |column: &str| ("t".to_owned(), column.to_owned());
    let (t, id) = column("id");
    assert_eq!(ask(&mut target, &schema, &Question::Count { table: t.clone() }).rows, [[int(100)]]);
    let range = ask(&mut target, &schema, &Question::Range { table: t, column: id.clone() });
    assert_eq!(range.rows, [[int(1), int(101)]], "what the sequence gave out counts");
    let range = ask(&mut target, &schema, &Question::Range { table: "fresh".to_owned(), column: id });
    assert_eq!(range.rows, [[Value::Null, Value::Null]]);
    let (t, code) = column("code");
    assert_eq!(
        ask(&mut target, &schema, &Question::LastNumber { table: t, column: code }).rows,
        [[int(100)]]
    );
    let all = ask(&mut target, &schema, &tuples("t", &["b"], 10));
    let texts = |answer: &Answer| answer.rows.iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    assert_eq!(
        (texts(&all), all.complete),
        (["B0", "B1", "B2", "B3"].map(|b| Value::Text(b.into())).to_vec(), true)
    );
    let some = ask(&mut target, &schema, &tuples("t", &["id"], 30));
    let ids: Vec<Value> = (0..25).map(|at| int(at * 4 + 1)).collect();
    assert_eq!((texts(&some), some.complete), (ids, false));
    let pairs = ask(&mut target, &schema, &tuples("t", &["a", "b"], 1000));
    let distinct: BTreeSet<String> = pairs.rows.iter().map(|row| format!("{row:?}")).collect();
    assert_eq!((distinct.len(), pairs.rows.len(), pairs.complete), (20, 20, true));
    assert!(pairs.rows.iter().flatten().all(|cell| !cell.is_null()));
}

#[test]
fn cells_of_every_type_are_values() {
    let (_database, mut target, schema) = read(
        "CREATE TYPE mood AS ENUM ('sad', 'ok');
         CREATE TABLE t (b bool, i bigint, f float8, n numeric(20,3), x text, y bytea, d date, tm time, ts timestamp,
           tz timestamptz, u uuid, e mood, iv interval, a int[]);
         INSERT INTO t VALUES (true, -9223372036854775808, 0.5, -12.340, 'é', '\\x00ff', '1969-12-31', '23:59:59.5',
           '1969-12-31 23:59:59.999999', '2024-01-01 01:00+02', '01234567-89ab-cdef-0123-456789abcdef', 'ok', '1 day', '{1,NULL}');",
    );
    let columns: Vec<&str> = table(&schema, "t").columns.iter().map(|column| column.name.as_str()).collect();
    let answer = ask(&mut target, &schema, &tuples("t", &columns, 5));
    let text = |text: &str| Value::Text(text.to_owned());
    let uuid = *b"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef";
    let expected = vec![
        Value::Bool(true),
        Value::Int(i128::from(i64::MIN)),
        Value::Float(0.5),
        Value::Decimal { unscaled: -12_340, scale: 3 },
        text("é"),
        Value::Bytes(vec![0, 255]),
        Value::Date(-1),
        Value::Time(86_399_500_000),
        Value::Timestamp(-1),
        Value::Timestamp(1_704_063_600_000_000),
        Value::Uuid(uuid),
        text("ok"),
        text("1 day"),
        text("{1,NULL}"),
    ];
    assert_eq!(answer.rows, [expected]);
}

#[test]
fn the_check_afterwards_finds_what_the_server_let_in() {
    let (database, mut target, schema) = read(
        "CREATE TABLE parent (a int, b int, UNIQUE (a, b)); INSERT INTO parent VALUES (1, 1);
         CREATE TABLE child (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (a, b));
         CREATE TABLE strict (a int, b int, FOREIGN KEY (a, b) REFERENCES parent (a, b) MATCH FULL);
         CREATE TABLE late (v int); INSERT INTO late VALUES (-1), (1);
         ALTER TABLE late ADD CHECK (v > 0) NOT VALID;",
    );
    let all: Vec<usize> = (0..schema.tables.len()).collect();
    let mut verify = |full| {
        let found = target.verify(&schema, &all, full).unwrap_or_else(|error| panic!("{error}"));
        found.iter().map(|finding| format!("{}: {}", finding.table, finding.what)).collect::<Vec<_>>()
    };
    assert_eq!(verify(false), [""; 0]);
    assert_eq!(verify(true), ["late: 1 rows for which CHECK (v > 0) is false"]);
    let mut replica = database.connect();
    let rows = "SET session_replication_role = replica;
         INSERT INTO child VALUES (1, 2), (2, NULL), (NULL, NULL), (1, 1); INSERT INTO strict SELECT * FROM child;";
    replica.rows(rows).unwrap_or_else(|error| panic!("{error}"));
    let orphans = [
        "child: 1 rows whose (a, b) has no row in parent",
        "strict: 2 rows whose (a, b) has no row in parent",
    ];
    assert_eq!(verify(false), orphans);
}

#[test]
fn emptied_tables_take_no_row_of_others_with_them() {
    let (database, mut target, schema) = read(
        "CREATE TABLE parent (id serial PRIMARY KEY); CREATE TABLE heir () INHERITS (parent);
         CREATE TABLE child (id int REFERENCES parent ON DELETE CASCADE);
         CREATE TABLE other (id int GENERATED ALWAYS AS IDENTITY, x int);
         CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
         CREATE TRIGGER on_delete AFTER DELETE ON parent FOR EACH STATEMENT EXECUTE FUNCTION note();
         CREATE TRIGGER on_delete_too AFTER DELETE ON other FOR EACH STATEMENT EXECUTE FUNCTION note();
         CREATE TRIGGER on_truncate AFTER TRUNCATE ON other FOR EACH STATEMENT EXECUTE FUNCTION note();
         INSERT INTO parent SELECT FROM generate_series(1, 3); INSERT INTO heir VALUES (9); INSERT INTO child VALUES (2);
         INSERT INTO other (x) VALUES (1);",
    );
    let at = |name: &str| schema.find(name).unwrap_or_else(|| panic!("{name}"));
    let count = |name: &str| database.number(&format!("SELECT count(*) FROM ONLY {name}"));
    let error = target.truncate(&schema, &[at("other"), at("parent")]).expect_err("a row refers to it");
    assert_eq!(error.exit(), Exit::Refused);
    assert!(error.to_string().contains("1 rows of child refer to parent"), "{error}");
    assert_eq!((count("parent"), count("other"), count("child")), (3, 1, 1));
    let triggers = target.delete_triggers(&schema, &[at("other"), at("parent")]);
    assert_eq!(triggers.unwrap_or_else(|error| panic!("{error}")), ["on_delete", "on_truncate"]);

    database.execute("DELETE FROM child");
    target.truncate(&schema, &[at("other"), at("parent")]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((count("parent"), count("other"), count("heir")), (0, 0, 1));
    database.execute("INSERT INTO other (x) VALUES (1); INSERT INTO parent DEFAULT VALUES");
    assert_eq!(
        (database.number("SELECT id FROM other"), database.number("SELECT id FROM ONLY parent")),
        (1, 1)
    );

    database.execute("INSERT INTO child VALUES (1)");
    target.truncate(&schema, &[at("child"), at("parent")]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((count("parent"), count("child")), (0, 0));
}

#[test]
fn a_production_database_says_so() {
    let (database, mut target, schema) = read("CREATE TABLE ar_internal_metadata (key text, value text)");
    let mut protected = |schema: &Schema| target.protected(schema).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(protected(&schema), None);
    database.execute("INSERT INTO ar_internal_metadata VALUES ('environment', 'production')");
    assert!(protected(&schema).is_some_and(|why| why.contains("ar_internal_metadata")));
    database.execute("CREATE TABLE dbmocker_protected ()");
    assert!(protected(&schema).is_some_and(|why| why.contains("dbmocker_protected")));
}
