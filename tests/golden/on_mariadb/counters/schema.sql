CREATE TABLE boards (id INT PRIMARY KEY, title VARCHAR(60) NOT NULL, cards_count INT NOT NULL DEFAULT 0 CHECK (cards_count >= 0), points_sum BIGINT NOT NULL DEFAULT 0);
CREATE TABLE cards (id INT PRIMARY KEY, board_id INT NOT NULL, points INT NOT NULL CHECK (points BETWEEN 0 AND 13), FOREIGN KEY (board_id) REFERENCES boards (id));
CREATE TRIGGER counted AFTER INSERT ON cards FOR EACH ROW UPDATE boards SET cards_count = cards_count + 1, points_sum = points_sum + NEW.points WHERE id = NEW.board_id;
