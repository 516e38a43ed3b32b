-- The pace of a run: when it was last taken up, what was done by then, and what the brand allows it.

ALTER TABLE runs ADD COLUMN resumed_at timestamptz;
ALTER TABLE runs ADD COLUMN resumed_done integer NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN most_per_minute integer;
