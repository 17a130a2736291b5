-- +goose Up
-- Whoever takes their data away, or erases their account, is found among the contacts by their address.
CREATE INDEX survey_contact_email ON survey_contact (email) WHERE email <> '';

-- +goose Down
DROP INDEX survey_contact_email;
