CREATE TABLE members (id INTEGER PRIMARY KEY, mail TEXT NOT NULL UNIQUE, handle TEXT NOT NULL, version INTEGER);
CREATE TRIGGER tidy AFTER INSERT ON members BEGIN UPDATE members SET mail = lower(trim(NEW.mail)), handle = replace(lower(NEW.handle), ' ', '-'), version = 1 WHERE id = NEW.id; END;
