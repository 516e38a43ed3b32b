-- A refresh that somebody below administrator asked for leaves out exports on connections that are not shared.
ALTER TABLE tasks ADD COLUMN shared_only boolean NOT NULL DEFAULT false;
