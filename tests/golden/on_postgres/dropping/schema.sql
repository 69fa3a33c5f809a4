CREATE TABLE readings (id integer PRIMARY KEY, sensor text NOT NULL CHECK (sensor IN ('heat', 'light', 'noise', 'test')), value integer NOT NULL CHECK (value BETWEEN -50 AND 150));
CREATE FUNCTION sift() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE kind text := NEW.sensor; degrees integer := NEW.value;
BEGIN
    IF kind = 'test' OR degrees < 0 THEN RETURN NULL; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sift BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION sift();
