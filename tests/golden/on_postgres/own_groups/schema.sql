CREATE TABLE folders (tenant uuid NOT NULL, id uuid PRIMARY KEY, parent_id uuid, name text NOT NULL, UNIQUE (tenant, id), UNIQUE (tenant, name), FOREIGN KEY (tenant, parent_id) REFERENCES folders (tenant, id));
CREATE TABLE partners (pair uuid NOT NULL, place smallint NOT NULL CHECK (place >= 1 AND place <= 2), other smallint NOT NULL, CHECK (place <> other), PRIMARY KEY (pair, place));
ALTER TABLE partners ADD FOREIGN KEY (pair, other) REFERENCES partners (pair, place) DEFERRABLE INITIALLY DEFERRED;
