CREATE TABLE boards (id INTEGER PRIMARY KEY, title TEXT NOT NULL, cards_count INTEGER NOT NULL DEFAULT 0 CHECK (cards_count >= 0));
CREATE TABLE cards (id INTEGER PRIMARY KEY, board_id INTEGER NOT NULL REFERENCES boards, points INTEGER NOT NULL CHECK (points BETWEEN 0 AND 13));
CREATE TRIGGER counted AFTER INSERT ON cards BEGIN UPDATE boards SET cards_count = cards_count + 1 WHERE id = NEW.board_id; END;
