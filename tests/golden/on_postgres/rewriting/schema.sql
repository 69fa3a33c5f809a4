CREATE TABLE members (id integer PRIMARY KEY, mail text NOT NULL UNIQUE, nickname varchar(20), handle varchar(30) NOT NULL, version integer NOT NULL);
CREATE FUNCTION tidy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.mail := lower(trim(NEW.mail));
    NEW.handle := substr(translate(lower(NEW.handle), ' ', '-'), 1, 30);
    NEW.version := 1;
    IF NEW.nickname IS NOT NULL THEN NEW.nickname := initcap(NEW.nickname); END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON members FOR EACH ROW EXECUTE FUNCTION tidy();
