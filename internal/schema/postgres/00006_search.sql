-- +goose Up
-- What can be found by its words. The tokens are made by kit/search and stand in the vector as they are: no parser, no dictionary.
CREATE TABLE search_doc (
    num   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind  bytetext NOT NULL,                  -- place, resource …
    id    bytetext NOT NULL,
    sort  bytetext NOT NULL,                  -- the folded title
    terms tsvector NOT NULL,
    UNIQUE (kind, id)
);
CREATE INDEX search_doc_order ON search_doc (kind, num); -- to look at the first documents before gathering all (kit/search)
-- The list of what was put last is read through by each search: 4 MB of it, the default, cost 10 to 20 ms, these 64 kB nothing.
CREATE INDEX search_doc_terms ON search_doc USING gin (terms) WITH (gin_pending_list_limit = 64);

-- +goose Down
DROP TABLE search_doc;
