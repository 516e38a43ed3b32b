-- Connections, exports and runs: consent that is kept, keys from outside, guards before the first write, removal that
-- takes back, and what the pages show over time.

-- A key is sealed here, or a reference says where it is read at each run.
ALTER TABLE connections ALTER COLUMN api_key_sealed DROP NOT NULL;
ALTER TABLE connections ADD COLUMN api_key_reference text;
ALTER TABLE connections ADD CONSTRAINT connections_one_key
  CHECK ((api_key_sealed IS NULL) <> (api_key_reference IS NULL));

-- Who agreed to which text, for good: rows outlive their connection and their user.
ALTER TABLE connections ADD COLUMN consent_version text NOT NULL DEFAULT '2026-11';
CREATE TABLE consents (
  id uuid PRIMARY KEY,
  connection_id uuid NOT NULL,
  connection_name text NOT NULL,
  brand_id text NOT NULL,
  brand_name text NOT NULL,
  version text NOT NULL,
  accepted_by uuid,
  accepted_by_name text NOT NULL,
  accepted_at timestamptz NOT NULL,
  withdrawn_by_name text,
  withdrawn_at timestamptz
);
CREATE INDEX consents_by_connection ON consents (connection_id);
INSERT INTO consents (id, connection_id, connection_name, brand_id, brand_name, version, accepted_by, accepted_by_name, accepted_at)
  SELECT gen_random_uuid(), c.id, c.display_name, c.brand_id, b.name, c.consent_version, c.consent_by, c.consent_by_name, c.consent_at
  FROM connections c JOIN brands b ON b.id = c.brand_id;

-- `removing_at`: a run is taking back what the export put into Omnisend; `removed_at`: nobody sees it any more, but its
-- last run can still be looked at.
ALTER TABLE exports ADD COLUMN guards jsonb NOT NULL DEFAULT '{}';
ALTER TABLE exports ADD COLUMN quiet_start boolean NOT NULL DEFAULT false;
ALTER TABLE exports ADD COLUMN removing_at timestamptz;
ALTER TABLE exports ADD COLUMN removed_at timestamptz;
DROP INDEX exports_name;
CREATE UNIQUE INDEX exports_name ON exports (lower(name)) WHERE removed_at IS NULL;

-- `hold`: why the run waits for a person, and what was confirmed before.
ALTER TABLE runs DROP CONSTRAINT runs_mode_check;
ALTER TABLE runs ADD CONSTRAINT runs_mode_check CHECK (mode IN ('incremental', 'full', 'takeBack'));
ALTER TABLE runs ADD COLUMN hold jsonb;

ALTER TABLE segments ADD COLUMN tags jsonb NOT NULL DEFAULT '[]';
CREATE TABLE member_counts (
  segment_id uuid NOT NULL REFERENCES segments ON DELETE CASCADE,
  at timestamptz NOT NULL,
  members bigint NOT NULL,
  PRIMARY KEY (segment_id, at)
);

-- Requests to a brand by the minute in which they were counted.
CREATE TABLE brand_usage (
  brand_id text NOT NULL REFERENCES brands ON DELETE CASCADE,
  minute timestamptz NOT NULL,
  requests integer NOT NULL,
  throttled integer NOT NULL,
  PRIMARY KEY (brand_id, minute)
);

-- One row: who is applying a configuration file, and until when that holds.
CREATE TABLE apply_lease (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  id uuid NOT NULL,
  held_by uuid,
  held_by_name text NOT NULL,
  since timestamptz NOT NULL,
  until timestamptz NOT NULL
);
