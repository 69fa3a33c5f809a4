CREATE TABLE log (id integer PRIMARY KEY, line text NOT NULL);
CREATE TABLE log_archive (id integer, line text);
CREATE RULE twice AS ON INSERT TO log DO ALSO INSERT INTO log_archive VALUES (NEW.id, NEW.line);
CREATE TABLE frozen (id integer PRIMARY KEY, line text);
CREATE RULE frozen AS ON INSERT TO frozen DO INSTEAD NOTHING;
CREATE VIEW lines AS SELECT line FROM log;
