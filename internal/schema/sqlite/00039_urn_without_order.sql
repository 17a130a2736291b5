-- +goose Up
-- SQLite numbers the rows of a table in the order of their arrival, and lays them on the disk so. These tables do without: their rows lie in the
-- order of their ids, which are random. fresh: so few have come after it that it is laid anew with each that comes (package survey, mix).
CREATE TABLE urn_code (survey_id uuid NOT NULL REFERENCES survey (id), hash bytetext NOT NULL, used boolean NOT NULL DEFAULT false, PRIMARY KEY (survey_id, hash)) WITHOUT ROWID;
INSERT INTO urn_code (survey_id, hash, used) SELECT survey_id, hash, used FROM survey_code;
DROP TABLE survey_code;
ALTER TABLE urn_code RENAME TO survey_code;

-- card: the hash of the code that was handed out, where one was; hash is of the code by which one goes on.
CREATE TABLE urn_draft (hash bytetext NOT NULL PRIMARY KEY, survey_id uuid NOT NULL REFERENCES survey (id), answers text NOT NULL, begun_on date NOT NULL, card bytetext NOT NULL DEFAULT '') WITHOUT ROWID;
INSERT INTO urn_draft (hash, survey_id, answers, begun_on, card) SELECT d.hash, d.survey_id, d.answers, d.begun_on, CASE WHEN s.access = 'codes' THEN d.hash ELSE '' END FROM survey_draft d JOIN survey s ON s.id = d.survey_id;
DROP TABLE survey_draft;
ALTER TABLE urn_draft RENAME TO survey_draft;
CREATE INDEX survey_draft_age ON survey_draft (begun_on);
CREATE UNIQUE INDEX survey_draft_card ON survey_draft (card) WHERE card <> '';

CREATE TABLE urn_slot (id uuid NOT NULL PRIMARY KEY, survey_id uuid NOT NULL REFERENCES survey (id), answers text NOT NULL, paper boolean NOT NULL) WITHOUT ROWID;
INSERT INTO urn_slot (id, survey_id, answers, paper) SELECT id, survey_id, answers, paper FROM survey_slot;
DROP TABLE survey_slot;
ALTER TABLE urn_slot RENAME TO survey_slot;
CREATE INDEX survey_slot_survey ON survey_slot (survey_id);

CREATE TABLE urn_answer (id uuid NOT NULL PRIMARY KEY, survey_id uuid NOT NULL REFERENCES survey (id), answers text NOT NULL, paper boolean NOT NULL) WITHOUT ROWID;
INSERT INTO urn_answer (id, survey_id, answers, paper) SELECT id, survey_id, answers, paper FROM survey_answer;
DROP TABLE survey_answer;
ALTER TABLE urn_answer RENAME TO survey_answer;
CREATE INDEX survey_answer_survey ON survey_answer (survey_id, id);

CREATE TABLE urn_text (id uuid NOT NULL PRIMARY KEY, survey_id uuid NOT NULL REFERENCES survey (id), question bytetext NOT NULL, text text NOT NULL, fresh boolean NOT NULL DEFAULT false) WITHOUT ROWID;
INSERT INTO urn_text (id, survey_id, question, text) SELECT id, survey_id, question, text FROM survey_text;
DROP TABLE survey_text;
ALTER TABLE urn_text RENAME TO survey_text;
CREATE INDEX survey_text_survey ON survey_text (survey_id, question, id);
CREATE INDEX survey_text_fresh ON survey_text (survey_id) WHERE fresh;

CREATE TABLE urn_contact (id uuid NOT NULL PRIMARY KEY, survey_id uuid NOT NULL REFERENCES survey (id), name text NOT NULL, email text NOT NULL, phone text NOT NULL, takes_part boolean NOT NULL, fresh boolean NOT NULL DEFAULT false) WITHOUT ROWID;
INSERT INTO urn_contact (id, survey_id, name, email, phone, takes_part) SELECT id, survey_id, name, email, phone, takes_part FROM survey_contact;
DROP TABLE survey_contact;
ALTER TABLE urn_contact RENAME TO survey_contact;
CREATE INDEX survey_contact_survey ON survey_contact (survey_id, id);
CREATE INDEX survey_contact_email ON survey_contact (email) WHERE email <> '';
CREATE INDEX survey_contact_fresh ON survey_contact (survey_id) WHERE fresh;

-- +goose Down
DROP INDEX survey_draft_card; DROP INDEX survey_text_fresh; DROP INDEX survey_contact_fresh;
ALTER TABLE survey_draft DROP COLUMN card;
ALTER TABLE survey_text DROP COLUMN fresh;
ALTER TABLE survey_contact DROP COLUMN fresh;
