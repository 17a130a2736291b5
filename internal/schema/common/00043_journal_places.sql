-- +goose Up
-- The feed of the directory's changes reads the newest of places alone; the journal of bookings grows much faster.
CREATE INDEX journal_places ON journal (seq) WHERE object_kind = 'place';
