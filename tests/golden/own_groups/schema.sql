-- Rows refer to rows of their own group through two references, one of which shares more than the other.
CREATE TABLE pages (site INTEGER NOT NULL, book INTEGER NOT NULL, id INTEGER NOT NULL, parent_id INTEGER, like_id INTEGER,
    PRIMARY KEY (site, book, id), UNIQUE (site, id),
    FOREIGN KEY (site, book, parent_id) REFERENCES pages (site, book, id), FOREIGN KEY (site, like_id) REFERENCES pages (site, id));
CREATE TABLE links (id INTEGER PRIMARY KEY, site INTEGER NOT NULL, from_id INTEGER NOT NULL, to_id INTEGER NOT NULL,
    FOREIGN KEY (site, from_id) REFERENCES pages (site, id), FOREIGN KEY (site, to_id) REFERENCES pages (site, id));
-- Nothing says which of the two is above.
CREATE TABLE ranges (id INTEGER PRIMARY KEY, a INTEGER NOT NULL CHECK (a BETWEEN 0 AND 100), b INTEGER NOT NULL CHECK (b BETWEEN 0 AND 100), CHECK (a - b <= 50));
