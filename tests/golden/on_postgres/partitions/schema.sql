CREATE TABLE events (id bigint NOT NULL, region text NOT NULL, at timestamptz NOT NULL, kind text NOT NULL, PRIMARY KEY (id, region, at)) PARTITION BY LIST (region);
CREATE TABLE events_eu PARTITION OF events FOR VALUES IN ('de', 'fr') PARTITION BY RANGE (at);
CREATE TABLE events_eu_old PARTITION OF events_eu FOR VALUES FROM (MINVALUE) TO ('2024-01-01');
CREATE TABLE events_eu_new PARTITION OF events_eu (CHECK (kind <> 'legacy')) FOR VALUES FROM ('2024-01-01') TO ('2026-01-01');
CREATE TABLE events_us PARTITION OF events FOR VALUES IN ('us') PARTITION BY HASH (id);
CREATE TABLE events_us_0 PARTITION OF events_us FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE events_us_1 PARTITION OF events_us FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE notes (id integer PRIMARY KEY, event_id bigint NOT NULL, region text NOT NULL, at timestamptz NOT NULL, FOREIGN KEY (event_id, region, at) REFERENCES events);
