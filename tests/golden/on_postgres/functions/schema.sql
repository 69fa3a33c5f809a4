CREATE FUNCTION is_even(n integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN n % 2 = 0; END $$;
CREATE FUNCTION next_code() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN 'code'; END $$;
CREATE FUNCTION doubled(n integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN RETURN 2 * n; END $$;
CREATE TABLE numbers (id integer PRIMARY KEY, n integer NOT NULL CHECK (is_even(n)), code text NOT NULL DEFAULT next_code(), twice integer GENERATED ALWAYS AS (doubled(n)) STORED);
