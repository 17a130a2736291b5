// Package archtest holds who may import whom, and checks it against what the code does import.
//
// Calls go down: the command, the wiring, pages and API, domains, kit. Facts come up through the journal. A domain imports only domains
// of a lower rank, so that two rooms never lean on each other. This is the one place to argue about the order: a change here is a
// change of the house's plan (docs/architecture.md) and wants an ADR.
package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// ranks is every domain in its order: one imports only those before it. A room is built when its first user arrives, so most are names yet.
var ranks = []string{
	"account", "organisation", "territory", "opening", "place", "census", "capacity", "shift", "resource", "entitlement", "billing", "membership", "network",
	"training", "texting", "booking", "desk", "webhook", "machine", "event", "volunteer", "project", "library", "newsletter", "survey", "call", "convention",
	"observatory", "viability", "governance",
}

// resources are data with a loader: they know kit and nothing else.
var resources = []string{"schema", "locale"}

// httpBelowTheEdge are the kit packages that may know net/http, each with its reason. No domain ever does.
var httpBelowTheEdge = map[string]string{
	"internal/kit/hook": "it calls addresses that people gave, by HTTPS",
	"internal/kit/sms":  "gateways are asked by HTTP, as a mail server is by SMTP",
}

// sqlOutsideStore are the packages that may hold a bare connection, each with its reason.
var sqlOutsideStore = map[string]string{
	"internal/kit/store": "it is the one that touches the database",
	"internal/testkit":   "creates and drops whole databases, which no transaction of ours can",
}

// mayUseSQL reports whether a package may say sql.<name>. Everybody may scan a column that can be NULL; the rest is the store's.
func mayUseSQL(from, name string) bool {
	return strings.HasPrefix(name, "Null") || sqlOutsideStore[from] != ""
}

type layer int

const (
	kit layer = iota
	resource
	domain
	shell // web and api: what all pages, or all JSON, have in common
	edge  // <domain>web, <domain>api
	wiring
	command
	bench // testkit and archtest: tests alone import them
)

// place is where a package stands in the house.
type place struct {
	layer layer
	name  string // the domain's, or the package's
	kind  string // of a shell or an edge: web, api
}

// where finds a package's place from its path below the module; ok is false for one that the plan doesn't know.
func where(path string) (p place, ok bool) {
	if strings.HasPrefix(path, "cmd/") {
		return place{layer: command, name: path}, true
	}
	if path == "docs/guides" {
		return place{layer: resource, name: "guides"}, true
	}
	rest, inside := strings.CutPrefix(path, "internal/")
	if !inside {
		return place{}, false
	}
	parts := strings.Split(rest, "/")
	first, last := parts[0], parts[len(parts)-1]
	switch {
	case first == "kit":
		return place{layer: kit, name: rest}, true
	case slices.Contains(resources, first):
		return place{layer: resource, name: first}, true
	case first == "web" || first == "api":
		return place{layer: shell, name: first, kind: first}, true
	case first == "app":
		return place{layer: wiring, name: first}, true
	case first == "testkit" || first == "archtest":
		return place{layer: bench, name: first}, true
	}
	for _, kind := range []string{"web", "api"} {
		for _, part := range []string{first, last} {
			if name, isEdge := strings.CutSuffix(part, kind); isEdge && slices.Contains(ranks, name) {
				return place{layer: edge, name: name, kind: kind}, true
			}
		}
	}
	if slices.Contains(ranks, first) {
		return place{layer: domain, name: first}, true
	}
	return place{}, false
}

// breach says why one package may not import another, both as paths below the module; "" when it may.
func breach(from, to string) string {
	f, ok := where(from)
	if !ok {
		return fmt.Sprintf("%s has no place in the plan: add its domain to ranks", from)
	}
	t, ok := where(to)
	if !ok {
		return fmt.Sprintf("%s has no place in the plan: add its domain to ranks", to)
	}
	no := func(why string) string { return fmt.Sprintf("%s imports %s: %s", from, to, why) }
	switch {
	case f.layer == bench:
		return ""
	case t.layer == bench:
		return no("only tests import it")
	case t.layer > f.layer:
		return no("calls go down: cmd, app, pages and API, domains, kit")
	case f.layer == resource && t.layer == resource && f.name != t.name:
		return no("resources know kit alone")
	case f.layer == domain && t.layer == domain && slices.Index(ranks, t.name) > slices.Index(ranks, f.name):
		return no("its rank is lower; say it through the journal, or argue about the ranks")
	case f.layer == shell && t.layer == shell && f.name != t.name:
		return no("the shells of pages and of JSON know nothing of each other")
	case f.layer == edge && t.layer == edge && f != t:
		return no("an edge never imports another: what both need belongs into a domain or into web/ui")
	case f.layer == edge && t.layer == shell && f.kind != t.kind:
		return no("pages stand on web, JSON stands on api")
	case strings.HasPrefix(from, "internal/web/ui") && t.layer == domain:
		return no("a component is given what it shows; it knows no domain")
	}
	return ""
}

// outsideBreach says why a package may not import a part that is not ours; "" when it may.
func outsideBreach(from, to string) string {
	f, _ := where(from)
	if to == "net/http" || strings.HasPrefix(to, "net/http/") {
		if f.layer < shell && httpBelowTheEdge[from] == "" {
			return fmt.Sprintf("%s imports %s: nothing below the edge knows HTTP", from, to)
		}
	}
	return ""
}
