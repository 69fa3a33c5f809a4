-- Fewer values than rows: the plan takes what there is, and names the column that decides.
CREATE TABLE flags (is_on BOOLEAN PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE sizes (size TEXT PRIMARY KEY CHECK (size IN ('S', 'M', 'L', 'XL'))) WITHOUT ROWID;
CREATE TABLE rates (
    size TEXT NOT NULL REFERENCES sizes (size),
    is_rush BOOLEAN NOT NULL,
    price DECIMAL(6, 2) NOT NULL,
    PRIMARY KEY (size, is_rush)
);
CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), theme TEXT NOT NULL);
CREATE TABLE digits (digit INTEGER NOT NULL UNIQUE CHECK (digit BETWEEN 0 AND 9), word TEXT NOT NULL);
CREATE TABLE letters (letter CHAR(1) NOT NULL UNIQUE CHECK (letter GLOB '[a-z]'));
