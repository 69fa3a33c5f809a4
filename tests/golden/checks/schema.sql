CREATE TABLE comparisons (
    id INTEGER PRIMARY KEY,
    age INTEGER NOT NULL CHECK (age >= 18 AND age < 130),
    score REAL NOT NULL CHECK (score > 0.0),
    percent INTEGER NOT NULL CHECK (percent BETWEEN 0 AND 100),
    not_seven INTEGER NOT NULL CHECK (not_seven <> 7),
    negative INTEGER NOT NULL CHECK (negative < 0),
    price DECIMAL(8, 2) NOT NULL CHECK (price >= 0.01)
);
CREATE TABLE words (
    id INTEGER PRIMARY KEY,
    status TEXT NOT NULL CHECK (status IN ('new', 'paid', 'sent')),
    mood TEXT CHECK (mood IN ('good', 'bad') OR mood IS NULL),
    code TEXT NOT NULL CHECK (code LIKE 'AB-%'),
    serial TEXT NOT NULL CHECK (serial GLOB '[A-Z][A-Z][0-9][0-9]'),
    pin TEXT NOT NULL CHECK (length(pin) = 4),
    slogan TEXT NOT NULL CHECK (length(slogan) BETWEEN 10 AND 40),
    mail TEXT NOT NULL CHECK (mail LIKE '%_@_%.__%'),
    upper_name TEXT NOT NULL CHECK (upper_name = upper(upper_name)),
    trimmed TEXT NOT NULL CHECK (trimmed = trim(trimmed) AND trimmed <> '')
);
CREATE TABLE orders_of_columns (
    id INTEGER PRIMARY KEY,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    starts_on DATE NOT NULL,
    ends_on DATE CHECK (ends_on IS NULL OR ends_on > starts_on),
    CHECK (low < high)
);
CREATE TABLE choices (
    id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('person', 'company')),
    person_name TEXT,
    company_name TEXT,
    email TEXT,
    phone TEXT,
    level INTEGER CHECK (NOT (level < 1 OR level > 5)),
    note TEXT CHECK (note IS NOT NULL),
    CHECK (email IS NOT NULL OR phone IS NOT NULL),
    CHECK ((kind = 'person' AND person_name IS NOT NULL) OR (kind = 'company' AND company_name IS NOT NULL))
);
