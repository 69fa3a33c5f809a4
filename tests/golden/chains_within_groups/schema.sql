-- Each row follows another one of its tenant, and is followed by one at most.
CREATE TABLE tenants (id INTEGER PRIMARY KEY);
CREATE TABLE versions (tenant_id INTEGER NOT NULL REFERENCES tenants, id INTEGER NOT NULL, before_id INTEGER, PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, before_id), FOREIGN KEY (tenant_id, before_id) REFERENCES versions (tenant_id, id));
-- A circle through a table between.
CREATE TABLE cycle (id INTEGER PRIMARY KEY, current_id INTEGER, FOREIGN KEY (current_id, id) REFERENCES picks(id, cycle_id));
CREATE TABLE plans (id INTEGER PRIMARY KEY, cycle_id INTEGER NOT NULL REFERENCES cycle(id), version INTEGER NOT NULL, UNIQUE (cycle_id, version));
CREATE TABLE picks (id INTEGER PRIMARY KEY, cycle_id INTEGER NOT NULL REFERENCES cycle(id), sched_version INTEGER NOT NULL, UNIQUE (id, cycle_id), FOREIGN KEY (cycle_id, sched_version) REFERENCES plans(cycle_id, version));
