CREATE TABLE rooms (id INTEGER PRIMARY KEY, seats INTEGER NOT NULL CHECK (seats BETWEEN 1 AND 500), state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'torn down')));
CREATE TRIGGER check_room BEFORE INSERT ON rooms BEGIN
    SELECT RAISE(ABORT, 'no room has so many seats') WHERE (SELECT NEW.seats) > 300;
    SELECT RAISE(ABORT, 'a room that is gone') WHERE NEW.state = 'torn down';
END;
