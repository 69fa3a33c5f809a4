CREATE TABLE order_lines (
    id INTEGER PRIMARY KEY,
    quantity INTEGER NOT NULL CHECK (quantity > 0),
    unit_price DECIMAL(8, 2) NOT NULL,
    discount DECIMAL(4, 2) NOT NULL DEFAULT 0 CHECK (discount BETWEEN 0 AND 0.9),
    total REAL GENERATED ALWAYS AS (quantity * unit_price * (1 - discount)) STORED,
    label TEXT AS ('line ' || id) VIRTUAL,
    CHECK (total >= 0)
);
CREATE UNIQUE INDEX order_lines_label ON order_lines (label);
