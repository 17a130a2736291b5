-- +goose Up
-- Whoever said to a survey that they take part is asked into a group once. The row goes with the contact, and says nothing of any answer.
CREATE TABLE survey_invited (
    contact_id uuid NOT NULL REFERENCES survey_contact (id) ON DELETE CASCADE,
    project_id uuid NOT NULL REFERENCES project (id),
    PRIMARY KEY (contact_id, project_id)
);

-- How many were asked at once, and how many have answered: neither who, nor yes or no.
CREATE TABLE project_round (
    id         uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project (id),
    survey_id  uuid NOT NULL REFERENCES survey (id),
    asked_on   date NOT NULL,
    by_letter  integer NOT NULL,
    by_phone   integer NOT NULL,
    answered   integer NOT NULL DEFAULT 0
);
CREATE INDEX project_round_project ON project_round (project_id, survey_id);
ALTER TABLE project_invitation ADD COLUMN round_id uuid REFERENCES project_round (id);  -- while it waits for an answer

-- The day on which a group that people began in their own name let the authority follow; NULL: nobody follows, or an authority began it.
ALTER TABLE project ADD COLUMN let_on date;

-- +goose Down
ALTER TABLE project DROP COLUMN let_on;
ALTER TABLE project_invitation DROP COLUMN round_id;
DROP TABLE project_round; DROP TABLE survey_invited;
