-- Columns that a CHECK orders, keeps near each other, or lets begin with another one, whatever their names mean.
CREATE TABLE loans (id INTEGER PRIMARY KEY, amount INTEGER NOT NULL CHECK (amount >= 0), z INTEGER NOT NULL CHECK (z >= amount));
CREATE TABLE grants (id INTEGER PRIMARY KEY, issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, CHECK (expires_at > issued_at AND expires_at - issued_at <= 900));
CREATE TABLE objects (tenant TEXT NOT NULL, object_key TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (tenant, object_key),
    CHECK (path LIKE tenant || '/%'), CHECK (substr(object_key, 1, length(tenant || ':')) = tenant || ':'));
CREATE TABLE stages (id INTEGER PRIMARY KEY, completed_at TEXT NOT NULL, published_at TEXT NOT NULL, recorded_at TEXT NOT NULL, CHECK (completed_at <= published_at AND published_at <= recorded_at));
CREATE TABLE devices (id INTEGER PRIMARY KEY, public_key TEXT NOT NULL UNIQUE CHECK (length(public_key) = 44), code TEXT NOT NULL CHECK (substr(code, 1, 2) IN ('DE', 'FR') AND length(code) = 6),
    seen_at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%fZ', seen_at) IS seen_at));
