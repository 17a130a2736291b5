-- +goose Up
-- An organisation answers a need once as such, too: two NULLs are never the same to UNIQUE.
DELETE FROM need_answer
WHERE place_id IS NULL
    AND EXISTS (SELECT 1 FROM need_answer b WHERE b.need_id = need_answer.need_id AND b.organisation_id = need_answer.organisation_id AND b.place_id IS NULL AND b.id > need_answer.id);
CREATE UNIQUE INDEX need_answer_as_such ON need_answer (need_id, organisation_id) WHERE place_id IS NULL;

-- +goose Down
DROP INDEX need_answer_as_such;
