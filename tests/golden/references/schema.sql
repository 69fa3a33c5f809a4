-- Every shape of a reference: single, composite, to itself, one to one, optional one to one, many to many.
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE author_profiles (
    author_id INTEGER PRIMARY KEY REFERENCES authors (id),
    bio TEXT NOT NULL
);
CREATE TABLE author_sites (
    id INTEGER PRIMARY KEY,
    author_id INTEGER UNIQUE REFERENCES authors (id),
    url TEXT NOT NULL
);
CREATE TABLE books (id INTEGER PRIMARY KEY, author_id INTEGER NOT NULL REFERENCES authors (id), title TEXT NOT NULL);
CREATE TABLE editions (
    book_id INTEGER NOT NULL REFERENCES books (id),
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 9),
    isbn TEXT UNIQUE,
    PRIMARY KEY (book_id, number)
);
CREATE TABLE copies (
    id INTEGER PRIMARY KEY,
    book_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    FOREIGN KEY (book_id, number) REFERENCES editions (book_id, number)
);
CREATE TABLE categories (id INTEGER PRIMARY KEY, parent_id INTEGER REFERENCES categories (id), name TEXT NOT NULL);
CREATE TABLE departments (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL REFERENCES departments (id), name TEXT NOT NULL);
CREATE TABLE book_categories (
    book_id INTEGER NOT NULL REFERENCES books (id),
    category_id INTEGER NOT NULL REFERENCES categories (id),
    PRIMARY KEY (book_id, category_id)
) WITHOUT ROWID;
CREATE TABLE book_authors (
    book_id INTEGER NOT NULL REFERENCES books (id),
    author_id INTEGER NOT NULL REFERENCES authors (id),
    role TEXT NOT NULL CHECK (role IN ('writer', 'editor', 'translator')),
    PRIMARY KEY (book_id, author_id, role)
);
