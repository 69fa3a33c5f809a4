CREATE TABLE boards (id integer PRIMARY KEY, title text NOT NULL, cards_count integer NOT NULL DEFAULT 0 CHECK (cards_count >= 0), points_sum bigint NOT NULL DEFAULT 0);
CREATE TABLE cards (id integer PRIMARY KEY, board_id integer NOT NULL REFERENCES boards, points integer NOT NULL CHECK (points BETWEEN 0 AND 13));
CREATE FUNCTION count_cards() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        UPDATE boards SET cards_count = cards_count + 1, points_sum = points_sum + NEW.points WHERE id = NEW.board_id;
        RETURN NEW;
    END IF;
    UPDATE boards SET cards_count = cards_count - 1, points_sum = points_sum - OLD.points WHERE id = OLD.board_id;
    RETURN OLD;
END $$;
CREATE TRIGGER counted AFTER INSERT OR DELETE ON cards FOR EACH ROW EXECUTE FUNCTION count_cards();
