-- No row can be made, and the reasons are all told at once.
CREATE TABLE empty_parents (id INTEGER PRIMARY KEY);
CREATE TABLE children (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES empty_parents (id), mood TEXT);
CREATE TABLE godchildren (id INTEGER PRIMARY KEY, godparent_id INTEGER NOT NULL REFERENCES empty_parents (id));
