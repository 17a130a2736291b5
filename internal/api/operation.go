package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"mitoyen/internal/account"
)

// Op is one operation: what it is called, where it is, and who may.
type Op struct {
	ID, Method, Path string // the path below Root
	Tag              string
	Summary          string
	Description      string
	Scope            account.TokenScope // "": strangers too
	Status           int                // 200 when zero
	Refuses          []int              // statuses of its problems, beside those that any operation has
}

// Add adds an operation. I is what it takes, O what it gives, both described by their tags.
func Add[I, O any](s *Shell, op Op, do func(*Call, *I) (*O, error)) {
	if s.byName[op.ID] {
		panic("operation " + op.ID + " stands twice")
	}
	s.byName[op.ID] = true
	h := huma.Operation{OperationID: op.ID, Method: op.Method, Path: op.Path, Tags: []string{op.Tag}, Summary: op.Summary, Description: op.Description, DefaultStatus: op.Status,
		MaxBodyBytes: mostBody, RejectUnknownQueryParameters: true, Errors: append([]int{http.StatusTooManyRequests}, op.Refuses...), Middlewares: huma.Middlewares{op.gate}}
	if op.Scope != "" {
		h.Security = []map[string][]string{{scheme: {}}}
		h.Errors = append(h.Errors, http.StatusUnauthorized, http.StatusForbidden)
	}
	huma.Register(s.huma, h, func(ctx context.Context, in *I) (*O, error) {
		c := From(ctx)
		out, err := do(c, in)
		if err != nil {
			return nil, c.Problem(err)
		}
		return out, nil
	})
}

// gate opens for those who may come in, before anything of the request is read.
func (op Op) gate(ctx huma.Context, next func(huma.Context)) {
	c := From(ctx.Context())
	if op.Scope == "" && op.Method == http.MethodGet {
		ctx.SetHeader("Access-Control-Allow-Origin", "*")
	}
	if err := c.mustOpen(op.Scope); err != nil {
		c.refuse(err)
		return
	}
	next(ctx)
}
