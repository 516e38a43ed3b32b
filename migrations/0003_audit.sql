-- Who changed what: an entry for each change, made in the transaction of the change, and never touched again.

-- `hash` is that of the entry before it and of the entry itself, so that a change or a gap shows.
CREATE TABLE audit (
  number bigint PRIMARY KEY,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('session', 'token', 'operator', 'system', 'nobody')),
  actor_id uuid,
  actor_name text,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text,
  target_name text,
  before jsonb,
  after jsonb,
  address text,
  hash text NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor_id, number);
CREATE INDEX audit_by_target ON audit (target_id, number);

-- One row: how many entries there are and the hash of the last. Its lock puts those who append in a line.
CREATE TABLE audit_head (
  only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
  entries bigint NOT NULL,
  hash text NOT NULL
);
INSERT INTO audit_head (entries, hash) VALUES (0, '');

CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The audit log is append-only: % is refused.', TG_OP;
END
$$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
  FOR EACH ROW EXECUTE FUNCTION refuse_audit_change();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();
