CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, balance NUMERIC NOT NULL CHECK (balance >= 0));
CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL REFERENCES accounts, line TEXT NOT NULL);
CREATE TRIGGER remember AFTER INSERT ON accounts BEGIN INSERT INTO history (account_id, line) VALUES (NEW.id, NEW.owner || ' has ' || NEW.balance); END;
