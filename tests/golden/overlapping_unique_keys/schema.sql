CREATE TABLE teams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE players (
    id INTEGER PRIMARY KEY,
    team_id INTEGER NOT NULL REFERENCES teams (id),
    shirt INTEGER NOT NULL CHECK (shirt BETWEEN 1 AND 99),
    position INTEGER NOT NULL,
    code TEXT NOT NULL,
    UNIQUE (team_id, shirt),
    UNIQUE (team_id, position),
    UNIQUE (code, team_id)
);
CREATE TABLE slots (
    room INTEGER NOT NULL,
    day DATE NOT NULL,
    hour INTEGER NOT NULL CHECK (hour BETWEEN 8 AND 18),
    booking TEXT NOT NULL UNIQUE,
    PRIMARY KEY (room, day, hour)
);
