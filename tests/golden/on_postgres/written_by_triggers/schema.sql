CREATE TABLE articles (id integer PRIMARY KEY, body text NOT NULL);
CREATE TABLE words (article_id integer PRIMARY KEY REFERENCES articles, n integer NOT NULL);
CREATE FUNCTION count_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO words (article_id, n) VALUES (NEW.id, array_length(string_to_array(NEW.body, ' '), 1));
    RETURN NULL;
END $$;
CREATE TRIGGER counted AFTER INSERT ON articles FOR EACH ROW EXECUTE FUNCTION count_words();
