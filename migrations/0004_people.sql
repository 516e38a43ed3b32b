-- People: who may sign in and how, and what each wants to hear of.

-- `subject` is how a sign-in provider knows the user: its issuer, a space, and its own id for them. `tells` are the
-- kinds of notice that the user wants by e-mail.
ALTER TABLE users ADD COLUMN disabled_at timestamptz;
ALTER TABLE users ADD COLUMN subject text;
ALTER TABLE users ADD COLUMN language text CHECK (language IN ('en', 'sv'));
ALTER TABLE users ADD COLUMN tells jsonb NOT NULL DEFAULT '["failedPermanently", "held", "rejections", "recovered"]';
CREATE UNIQUE INDEX users_subject ON users (subject) WHERE subject IS NOT NULL;

-- A session's cookie is replaced now and then; the old one works for a moment longer, for calls that were under way.
ALTER TABLE sessions ADD COLUMN rotated_at timestamptz;

ALTER TABLE tokens ADD COLUMN expires_at timestamptz;

-- Wrong passwords by account, known by a hash of its address only: accounts that do not exist are counted as well, so
-- that a lock tells nobody which do.
CREATE TABLE sign_in_failures (
  account text PRIMARY KEY,
  failures integer NOT NULL,
  last_at timestamptz NOT NULL,
  locked_until timestamptz
);
