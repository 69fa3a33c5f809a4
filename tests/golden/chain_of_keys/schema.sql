-- Each primary key is the foreign key to the one before.
CREATE TABLE entities (id INTEGER PRIMARY KEY, created_at TIMESTAMP NOT NULL);
CREATE TABLE persons (id INTEGER PRIMARY KEY REFERENCES entities (id), first_name TEXT NOT NULL, last_name TEXT NOT NULL);
CREATE TABLE employees (id INTEGER PRIMARY KEY REFERENCES persons (id), salary DECIMAL(10, 2) NOT NULL CHECK (salary > 0));
CREATE TABLE managers (id INTEGER PRIMARY KEY REFERENCES employees (id), bonus DECIMAL(8, 2));
CREATE TABLE reports (id INTEGER PRIMARY KEY, manager_id INTEGER NOT NULL REFERENCES managers (id), title TEXT NOT NULL);
