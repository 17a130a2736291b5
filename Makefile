# The workbench. `make` or `make help` tells what there is.
.DEFAULT_GOAL := help
.PHONY: help demo test test-fast prove bench generate lint e2e clean

help: ## What you can ask for
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## A third place with real data, in your browser; needs Go alone
	CGO_ENABLED=0 go run ./cmd/mitoyen demo

test: ## Everything that must hold: format, linters, both databases, race detector, browser (installs what lacks)
	@tools/test.sh

test-fast: ## The same without race detector and browser: for the minutes between two thoughts
	@tools/test.sh fast

prove: ## Long proofs, without race detector: thousands of groups, a hundred power cuts …
	@tools/prove.sh

bench: ## Benchmarks, on both databases
	@tools/postgres.sh start
	CGO_ENABLED=0 go test -run '^$$' -bench . -benchmem -p 1 -timeout 60m ./...

generate: ## Templates (*.templ) into Go
	@"$$(go -C tools tool -n templ)" generate

lint: ## Format, vet, staticcheck, fresh generated files, import rules, locales
	@tools/lint.sh

e2e: ## Browser journeys alone; make e2e ONLY=home for one
	@CGO_ENABLED=0 go build -o bin/mitoyen ./cmd/mitoyen
	@node e2e/run.mjs $(ONLY)

clean: ## Remove all that can be made again
	-@tools/postgres.sh stop
	rm -rf bin .cache e2e/node_modules e2e/screens "$${TMPDIR:-/tmp}"/mitoyen-testkit-*
