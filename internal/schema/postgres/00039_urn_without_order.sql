-- +goose Up
-- PostgreSQL tells with each row the transaction that wrote it. fresh: so few have come after it that it is written anew with each that comes
-- (package survey, mix).
ALTER TABLE survey_text ADD COLUMN fresh boolean NOT NULL DEFAULT false;
ALTER TABLE survey_contact ADD COLUMN fresh boolean NOT NULL DEFAULT false;
CREATE INDEX survey_text_fresh ON survey_text (survey_id) WHERE fresh;
CREATE INDEX survey_contact_fresh ON survey_contact (survey_id) WHERE fresh;

-- card: the hash of the code that was handed out, where one was; hash is of the code by which one goes on.
ALTER TABLE survey_draft ADD COLUMN card bytetext NOT NULL DEFAULT '';
UPDATE survey_draft SET card = hash WHERE survey_id IN (SELECT id FROM survey WHERE access = 'codes');
CREATE UNIQUE INDEX survey_draft_card ON survey_draft (card) WHERE card <> '';

-- +goose Down
DROP INDEX survey_draft_card; DROP INDEX survey_text_fresh; DROP INDEX survey_contact_fresh;
ALTER TABLE survey_draft DROP COLUMN card;
ALTER TABLE survey_text DROP COLUMN fresh;
ALTER TABLE survey_contact DROP COLUMN fresh;
