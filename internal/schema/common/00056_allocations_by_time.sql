-- +goose Up
-- Until when something is held changes when it is confirmed; the index of what is taken when need not know it, as holds have one of their own.
DROP INDEX capacity_allocation_when;
CREATE INDEX capacity_allocation_when ON capacity_allocation (pool_id, span, starts_at, ends_at, units);

-- +goose Down
DROP INDEX capacity_allocation_when;
CREATE INDEX capacity_allocation_when ON capacity_allocation (pool_id, span, starts_at, ends_at, units, held_until);
