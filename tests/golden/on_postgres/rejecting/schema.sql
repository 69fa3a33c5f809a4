CREATE TABLE rooms (id integer PRIMARY KEY, seats integer NOT NULL CHECK (seats BETWEEN 1 AND 500), state text NOT NULL CHECK (state IN ('open', 'closed', 'torn down')));
CREATE TABLE bookings (id integer PRIMARY KEY, room_id integer NOT NULL REFERENCES rooms, guests integer NOT NULL CHECK (guests > 0), starts_on date NOT NULL, ends_on date NOT NULL);
CREATE FUNCTION check_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seats > 300 THEN RAISE EXCEPTION 'no room has % seats', NEW.seats; END IF;
    IF NEW.state = 'torn down' THEN RAISE EXCEPTION 'a room that is gone'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_room BEFORE INSERT ON rooms FOR EACH ROW EXECUTE FUNCTION check_room();
CREATE FUNCTION check_booking() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE nights integer;
BEGIN
    nights := NEW.ends_on - NEW.starts_on;
    IF nights < 1 OR NEW.guests > 8 THEN RAISE EXCEPTION 'nobody books that'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_booking BEFORE INSERT OR UPDATE ON bookings FOR EACH ROW EXECUTE FUNCTION check_booking();
