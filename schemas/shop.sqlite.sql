-- A small shop: the sample schema that `dbmocker generate` fills when no database is named.
-- Unique rules are indexes of their own, so that they can be built after the rows are there.

CREATE TABLE countries (
    id          INTEGER PRIMARY KEY,
    name        VARCHAR(80) NOT NULL,
    code        CHAR(2) NOT NULL,
    currency    CHAR(3) NOT NULL,
    created_at  TIMESTAMP NOT NULL
);

CREATE TABLE users (
    id          INTEGER PRIMARY KEY,
    first_name  VARCHAR(40) NOT NULL,
    last_name   VARCHAR(40) NOT NULL,
    email       VARCHAR(120) NOT NULL,
    phone       VARCHAR(30),
    city        VARCHAR(60),
    created_at  TIMESTAMP NOT NULL,
    balance     DECIMAL(10, 2) NOT NULL DEFAULT 0 CHECK (balance >= 0),
    is_active   BOOLEAN NOT NULL DEFAULT 1,
    uuid        UUID NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);

-- One to one: every user has at most one profile.
CREATE TABLE profiles (
    user_id      INTEGER PRIMARY KEY REFERENCES users (id),
    country_id   INTEGER REFERENCES countries (id),
    bio          TEXT,
    birth_date   DATE,
    preferences  JSON NOT NULL,
    avatar_url   VARCHAR(200)
);

-- A tree.
CREATE TABLE categories (
    id          INTEGER PRIMARY KEY,
    parent_id   INTEGER REFERENCES categories (id),
    name        VARCHAR(60) NOT NULL,
    slug        VARCHAR(80) NOT NULL
);
CREATE UNIQUE INDEX categories_slug ON categories (slug);

CREATE TABLE suppliers (
    id          INTEGER PRIMARY KEY,
    company     VARCHAR(80) NOT NULL,
    email       VARCHAR(120),
    country_id  INTEGER NOT NULL REFERENCES countries (id)
);

CREATE TABLE products (
    id           INTEGER PRIMARY KEY,
    sku          CHAR(12) NOT NULL,
    name         VARCHAR(80) NOT NULL,
    supplier_id  INTEGER NOT NULL REFERENCES suppliers (id),
    price        DECIMAL(10, 2) NOT NULL CHECK (price > 0),
    weight_grams INTEGER CHECK (weight_grams BETWEEN 1 AND 50000),
    status       VARCHAR(12) NOT NULL CHECK (status IN ('draft', 'active', 'retired')),
    attributes   JSON
);
CREATE UNIQUE INDEX products_sku ON products (sku);

-- A junction: products in categories.
CREATE TABLE product_categories (
    product_id   INTEGER NOT NULL REFERENCES products (id),
    category_id  INTEGER NOT NULL REFERENCES categories (id),
    PRIMARY KEY (product_id, category_id)
) WITHOUT ROWID;

CREATE TABLE orders (
    id          INTEGER PRIMARY KEY,
    user_id     INTEGER NOT NULL REFERENCES users (id),
    status      VARCHAR(12) NOT NULL CHECK (status IN ('new', 'paid', 'shipped', 'delivered', 'cancelled')),
    ordered_at  TIMESTAMP NOT NULL,
    shipped_at  TIMESTAMP,
    note        TEXT,
    CHECK (shipped_at IS NULL OR shipped_at >= ordered_at)
);
CREATE INDEX orders_user ON orders (user_id);

CREATE TABLE order_items (
    id          INTEGER PRIMARY KEY,
    order_id    INTEGER NOT NULL REFERENCES orders (id),
    product_id  INTEGER NOT NULL REFERENCES products (id),
    quantity    INTEGER NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    unit_price  DECIMAL(10, 2) NOT NULL CHECK (unit_price > 0),
    total       DECIMAL(14, 2) NOT NULL
);
CREATE INDEX order_items_order ON order_items (order_id);

CREATE TABLE reviews (
    id          INTEGER PRIMARY KEY,
    product_id  INTEGER NOT NULL REFERENCES products (id),
    user_id     INTEGER NOT NULL REFERENCES users (id),
    rating      INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 5),
    comment     TEXT,
    created_at  TIMESTAMP NOT NULL
);
