-- +goose Up
-- What can be found by its words. The tokens are made by kit/search, and the engine only keeps and looks them up: "ascii" splits at
-- ASCII signs alone and takes any other letter as it is, where unicode61 would follow a Unicode of its own.
CREATE TABLE search_doc (
    num   integer PRIMARY KEY,
    kind  bytetext NOT NULL,                  -- place, resource …
    id    bytetext NOT NULL,
    sort  bytetext NOT NULL,                  -- the folded title
    UNIQUE (kind, id)
);
CREATE VIRTUAL TABLE search_index USING fts5 (terms, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- +goose Down
DROP TABLE search_index; DROP TABLE search_doc;
