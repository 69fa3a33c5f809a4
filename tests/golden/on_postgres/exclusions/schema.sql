CREATE EXTENSION btree_gist;
CREATE TABLE stays (id integer PRIMARY KEY, room integer NOT NULL CHECK (room BETWEEN 1 AND 5), during daterange NOT NULL, EXCLUDE USING gist (room WITH =, during WITH &&));
CREATE TABLE shifts (id integer PRIMARY KEY, person integer NOT NULL, starts timestamp NOT NULL, ends timestamp NOT NULL, CHECK (starts < ends), EXCLUDE USING gist (person WITH =, tsrange(starts, ends) WITH &&));
