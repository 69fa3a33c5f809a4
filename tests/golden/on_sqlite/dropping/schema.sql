CREATE TABLE readings (id INTEGER PRIMARY KEY, sensor TEXT NOT NULL CHECK (sensor IN ('heat', 'light', 'noise', 'test')), value INTEGER NOT NULL CHECK (value BETWEEN -50 AND 150));
CREATE TRIGGER sift BEFORE INSERT ON readings WHEN (SELECT NEW.sensor) = 'test' OR NEW.value < 0 BEGIN SELECT RAISE(IGNORE); END;
