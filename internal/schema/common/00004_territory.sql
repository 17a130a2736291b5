-- +goose Up
-- Codes are text: they begin with zeros and hold letters (2A, 2B).

CREATE TABLE region (
    code       bytetext PRIMARY KEY,
    name       text NOT NULL,
    zone       text NOT NULL,                 -- metro, drom, com
    population bigint NOT NULL,
    siren      text NOT NULL
);

CREATE TABLE departement (
    code       bytetext PRIMARY KEY,
    name       text NOT NULL,
    region     bytetext NOT NULL,
    zone       text NOT NULL,
    population bigint NOT NULL,
    siren      text NOT NULL
);

CREATE TABLE epci (
    siren      bytetext PRIMARY KEY,
    name       text NOT NULL,
    kind       text NOT NULL,
    population bigint NOT NULL,
    main_commune bytetext NOT NULL,
    lat        double precision,
    lon        double precision
);

CREATE TABLE commune (
    code        bytetext PRIMARY KEY,
    name        text NOT NULL,
    sort_name   bytetext NOT NULL,            -- folded: lower case, no accents, one space between words
    kind        text NOT NULL,                -- commune, arrondissement
    parent      bytetext NOT NULL DEFAULT '', -- of an arrondissement: Paris, Lyon or Marseille
    departement bytetext NOT NULL,
    region      bytetext NOT NULL,
    epci        bytetext NOT NULL DEFAULT '',
    ept         bytetext NOT NULL DEFAULT '',
    siren       text NOT NULL DEFAULT '',
    postcodes   text NOT NULL DEFAULT '',     -- 75016|75116; '' for islands without people
    population  bigint,
    lat         double precision,             -- centre; NULL for 94 communes overseas
    lon         double precision,
    centre      text NOT NULL                 -- how the centre is known: contour2018, approx, commune-parente, aucun …
);
CREATE INDEX commune_departement ON commune (departement, sort_name);
CREATE INDEX commune_epci ON commune (epci);

-- Everything by which a commune can be looked for: what people type is brought into the same form (territory.NameKey).
CREATE TABLE commune_name (
    folded  bytetext NOT NULL,                -- folded, Saint and Sainte written out, without spaces: saintetienne
    code    bytetext NOT NULL,                -- of today's commune
    kind    text NOT NULL,                    -- current, former, postcode
    name    text NOT NULL,                    -- as it is written
    head    bytetext NOT NULL,                -- the first two signs of folded
    weight  bigint NOT NULL,                  -- the greater comes first: population, a tenth of it for former names and districts
    PRIMARY KEY (folded, code, kind)
);
CREATE INDEX commune_name_head ON commune_name (head, weight DESC, code);

-- Codes that are no more, with the commune that holds their ground today; '' when no vintage told.
CREATE TABLE former_commune (
    code    bytetext NOT NULL,
    name    text NOT NULL,
    kind    text NOT NULL,                    -- deleguee, associee, ancien-code, perdu (only an older vintage knew it)
    current bytetext NOT NULL,
    PRIMARY KEY (code, kind, current)
);

-- Merged, split, renamed, transformed: authorities of 2015 and what they have become. (Communes: former_commune.)
CREATE TABLE succession (
    level       text NOT NULL,                -- commune, epci, departement, region
    former_name text NOT NULL,
    former_code bytetext NOT NULL DEFAULT '',
    current_code bytetext NOT NULL DEFAULT '',-- '' when nothing took its place
    current_name text NOT NULL DEFAULT '',
    how         text NOT NULL,                -- exact, corrected, renamed, acronym, merged, transformed, territory, unmatched
    note        text NOT NULL DEFAULT '',
    source      bytetext NOT NULL,            -- regions-2015, rtes-adherents-2015
    line        integer NOT NULL,             -- where it stands there
    PRIMARY KEY (source, line)
);

CREATE TABLE vintage (
    dataset    bytetext PRIMARY KEY,          -- communes, regions …
    label      text NOT NULL,                 -- COG 2026
    source     text NOT NULL,
    licence    text NOT NULL,
    loaded_at  timestamptz NOT NULL
);

-- School holidays, as far as the data goes. A zone without periods for a day is unknown, not "no holidays".
CREATE TABLE school_holiday (
    zone      bytetext NOT NULL,              -- A, B, C
    name      text NOT NULL,
    first_day date NOT NULL,
    last_day  date NOT NULL,                  -- inclusive
    PRIMARY KEY (zone, first_day, name)
);

-- +goose Down
DROP TABLE school_holiday; DROP TABLE vintage; DROP TABLE succession; DROP TABLE former_commune; DROP TABLE commune_name; DROP TABLE commune; DROP TABLE epci; DROP TABLE departement; DROP TABLE region;
