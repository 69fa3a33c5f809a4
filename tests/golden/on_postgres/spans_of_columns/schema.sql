CREATE TABLE periods (id text PRIMARY KEY, starts_on date NOT NULL, ends_on date NOT NULL, CHECK (ends_on >= starts_on), EXCLUDE USING gist (daterange(starts_on, ends_on, '[]') WITH &&));
CREATE TABLE slots (id int PRIMARY KEY, s timestamptz NOT NULL, e timestamptz, EXCLUDE USING gist (tstzrange(s, coalesce(e, 'infinity'::timestamptz)) WITH &&));
CREATE TABLE blocks (id int PRIMARY KEY, first int NOT NULL, last int NOT NULL, CHECK (first <= last), EXCLUDE USING gist (int4range(first, last + 1) WITH &&));
CREATE TABLE stays (id int PRIMARY KEY, s date NOT NULL, e date NOT NULL, nights int GENERATED ALWAYS AS (e - s) STORED, CHECK (nights BETWEEN 1 AND 30));
CREATE TABLE salaries (emp_no bigint NOT NULL, from_date timestamp NOT NULL) PARTITION BY RANGE ((from_date::date - '0001-01-01'::date));
CREATE TABLE salaries_a PARTITION OF salaries FOR VALUES FROM (735000) TO (737000);
CREATE TYPE state AS ENUM ('triggered', 'closed');
CREATE TABLE alerts (id int PRIMARY KEY, status state NOT NULL, dedup_key text UNIQUE, CHECK ((status = 'closed') = (dedup_key IS NULL)));
