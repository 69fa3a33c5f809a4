-- Wishes that nobody could meet are all told at once, each with the keys that lead to it.
CREATE TABLE parents (id INTEGER PRIMARY KEY);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES parents (id), mood TEXT, size INTEGER);
