-- What happens by itself: the refresh of everything, exports with a schedule of their own, and second tries.

-- One row. `next_at` is when the refresh starts by itself; whoever moves it on starts it.
CREATE TABLE system_schedule (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  schedule jsonb NOT NULL,
  next_at timestamptz
);

-- When the export runs by its own schedule; whoever moves it on starts the run.
ALTER TABLE exports ADD COLUMN next_run_at timestamptz;

-- The refresh that made the task, and how often it failed and was put off.
ALTER TABLE tasks ADD COLUMN refresh_id uuid;
ALTER TABLE tasks ADD COLUMN tries integer NOT NULL DEFAULT 0;
CREATE INDEX tasks_by_refresh ON tasks (refresh_id);
