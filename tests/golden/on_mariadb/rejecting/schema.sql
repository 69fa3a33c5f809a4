CREATE TABLE rooms (id INT PRIMARY KEY, seats INT NOT NULL CHECK (seats BETWEEN 1 AND 500), state VARCHAR(10) NOT NULL CHECK (state IN ('open', 'closed', 'torn down')));
CREATE TRIGGER check_room BEFORE INSERT ON rooms FOR EACH ROW BEGIN
    DECLARE many INT; SET many = NEW.seats;
    IF many > 300 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no room has so many seats'; END IF;
    IF NEW.state = 'torn down' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a room that is gone'; END IF;
END;
