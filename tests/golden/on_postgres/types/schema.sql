CREATE EXTENSION hstore; CREATE EXTENSION ltree; CREATE EXTENSION citext; CREATE EXTENSION cube;
CREATE DOMAIN percentage AS numeric(5, 2) CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN share AS percentage CHECK (VALUE > 10) NOT NULL;
CREATE TYPE point3 AS (x integer, y integer, z numeric(5, 2));
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TABLE things (id integer PRIMARY KEY, part share, place point3 NOT NULL, moods mood[] NOT NULL, matrix integer[][], spans int4multirange NOT NULL, words tsvector NOT NULL,
    attributes hstore NOT NULL, path ltree NOT NULL, label citext NOT NULL UNIQUE, box cube NOT NULL, flags bit(8) NOT NULL, mask varbit(16), price money NOT NULL, took interval NOT NULL,
    page xml, net cidr NOT NULL, host inet NOT NULL, mac macaddr NOT NULL, lsn pg_lsn NOT NULL, kind regtype, area polygon NOT NULL);
