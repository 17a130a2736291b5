-- +goose Up
-- What changes in a convention after it was signed, how it ends and is taken up again, accounts, and the hours that a place had.

-- An amendment ("avenant"): a whole text, written and signed like the convention's own. At most one is under way.
CREATE TABLE convention_amendment (
    convention_id uuid NOT NULL REFERENCES convention (id),
    number        integer NOT NULL,              -- 1, 2, …
    state         bytetext NOT NULL,             -- draft, proposed, signed, dropped
    pen           integer NOT NULL,              -- number of the party that writes
    text          text NOT NULL,                 -- the convention as it would be: JSON
    base          text NOT NULL,                 -- the convention as it was when this was opened: JSON
    version       integer NOT NULL DEFAULT 0,    -- that was proposed last, of convention_version
    from_day      date NOT NULL,                 -- from which it holds
    signed_on     date,
    why           text NOT NULL DEFAULT '',      -- it was dropped
    created_at    timestamptz NOT NULL,
    changed_at    timestamptz NOT NULL,
    PRIMARY KEY (convention_id, number)
);
ALTER TABLE convention_version ADD COLUMN amendment integer NOT NULL DEFAULT 0;   -- 0: of the convention itself

-- What was promised for a time: an amendment ends one promise and begins another, and neither takes the other's past.
ALTER TABLE convention_promise ADD COLUMN since date;                             -- due days before it are another's; NULL: from the beginning
ALTER TABLE convention_promise ADD COLUMN until_day date;                         -- due days after it are another's; NULL: to the end
ALTER TABLE convention_promise ADD COLUMN amendment integer NOT NULL DEFAULT 0;   -- that brought it
ALTER TABLE convention_promise ADD COLUMN ended_by integer NOT NULL DEFAULT 0;    -- number of the amendment that ended it

-- The "délibération" by which a party signs an amendment; that of the convention itself stands with the party.
ALTER TABLE convention_signature ADD COLUMN decision text NOT NULL DEFAULT '';
ALTER TABLE convention_signature ADD COLUMN decided_on date;

ALTER TABLE convention ADD COLUMN ground bytetext NOT NULL DEFAULT '';            -- of an end before the term: notice, agreement, breach, interest
ALTER TABLE convention ADD COLUMN notified_on date;                               -- when the others were told of it
ALTER TABLE convention ADD COLUMN renews uuid REFERENCES convention (id);         -- the one that it follows
CREATE INDEX convention_renews ON convention (renews);

-- The financial report ("compte rendu financier") on a year, line by line, from whoever keeps the accounts of the party that receives.
CREATE TABLE convention_account (
    convention_id uuid NOT NULL REFERENCES convention (id),
    year          integer NOT NULL,
    number        integer NOT NULL,              -- of the line
    side          bytetext NOT NULL,             -- charge, product
    label         text NOT NULL,
    planned       bigint NOT NULL,               -- cents
    actual        bigint NOT NULL,               -- cents
    PRIMARY KEY (convention_id, year, number)
);

-- The hours by which a place opened until the day before one, since when that is known. What holds today stands in place.
CREATE TABLE place_hours (
    place_id  uuid NOT NULL REFERENCES place (id),
    ended_on  date NOT NULL,                     -- the first day of those that followed
    since     date,                              -- when they were given; NULL: nobody knows
    hours     text NOT NULL,                     -- OpenStreetMap opening_hours; '': nobody gave any
    by_shifts boolean NOT NULL,                  -- and then only while somebody opened
    PRIMARY KEY (place_id, ended_on)
);

-- +goose Down
DROP TABLE place_hours; DROP TABLE convention_account;
DROP INDEX convention_renews;
ALTER TABLE convention DROP COLUMN renews; ALTER TABLE convention DROP COLUMN notified_on; ALTER TABLE convention DROP COLUMN ground;
ALTER TABLE convention_promise DROP COLUMN ended_by; ALTER TABLE convention_promise DROP COLUMN amendment; ALTER TABLE convention_promise DROP COLUMN until_day; ALTER TABLE convention_promise DROP COLUMN since;
ALTER TABLE convention_signature DROP COLUMN decided_on; ALTER TABLE convention_signature DROP COLUMN decision;
ALTER TABLE convention_version DROP COLUMN amendment;
DROP TABLE convention_amendment;
