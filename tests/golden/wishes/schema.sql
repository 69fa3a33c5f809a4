-- What a configuration may say of a column.
CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    sku TEXT NOT NULL,
    grade TEXT NOT NULL,
    weight REAL,
    stock INTEGER NOT NULL,
    label TEXT NOT NULL,
    company_code TEXT NOT NULL,
    supplier_ref INTEGER
);
CREATE TABLE suppliers (id INTEGER PRIMARY KEY, company TEXT NOT NULL);
