CREATE TABLE accounts (id serial PRIMARY KEY, owner text NOT NULL, balance numeric(12, 2) NOT NULL CHECK (balance >= 0));
CREATE TABLE transfers (id serial PRIMARY KEY, from_id integer NOT NULL REFERENCES accounts, to_id integer NOT NULL REFERENCES accounts, amount numeric(10, 2) NOT NULL CHECK (amount > 0), CHECK (from_id <> to_id));
CREATE TABLE history (id bigserial PRIMARY KEY, relation text NOT NULL, row_id integer NOT NULL, was jsonb, is_now jsonb NOT NULL);
CREATE FUNCTION remember() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO history (relation, row_id, was, is_now)
    VALUES (TG_TABLE_NAME, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END, to_jsonb(NEW));
    RETURN NULL;
END $$;
CREATE TRIGGER remember AFTER INSERT OR UPDATE ON accounts FOR EACH ROW EXECUTE FUNCTION remember();
CREATE TRIGGER remember AFTER INSERT OR UPDATE ON transfers FOR EACH ROW EXECUTE FUNCTION remember();
