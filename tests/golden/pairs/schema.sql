-- Keys over two references to one table that a CHECK compares.
CREATE TABLE tags (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL);
CREATE TABLE links (
    source INTEGER NOT NULL REFERENCES tags (id),
    target INTEGER NOT NULL REFERENCES tags (id),
    PRIMARY KEY (source, target),
    CHECK (source <> target)
);
CREATE TABLE relations (
    tag1 INTEGER NOT NULL REFERENCES tags (id),
    tag2 INTEGER NOT NULL REFERENCES tags (id),
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 3),
    PRIMARY KEY (tag1, tag2),
    CHECK (tag1 < tag2)
);
-- A child that is unique over a part of its parent's key.
CREATE TABLE assets (id INTEGER PRIMARY KEY, name VARCHAR(40) NOT NULL, uri VARCHAR(60) NOT NULL, UNIQUE (name, uri));
CREATE TABLE active_assets (
    name VARCHAR(40) NOT NULL UNIQUE,
    uri VARCHAR(60) NOT NULL UNIQUE,
    FOREIGN KEY (name, uri) REFERENCES assets (name, uri)
);
