CREATE TABLE nothing_asked (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, nothing_id INTEGER REFERENCES nothing_asked (id));
CREATE TABLE strict_child (id INTEGER PRIMARY KEY, nothing_id INTEGER NOT NULL REFERENCES nothing_asked (id));
