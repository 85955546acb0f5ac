# The verbs, and what each needs first. What they do is in presets, targets and scripts.
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

run := cmake --build --preset dev --target
caisson := build/harness/src/cli/caisson
configured := build/.dependencies build/build.ninja .env.development data/postgres data/redis data/localstack

.PHONY: help
help:
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

.PHONY: start-all stop-all restart-all dev status logs
start-all: engine $(configured) ## build what is missing, start the default mode, print each URL
	@$(run) $@
stop-all: $(configured) ## remove every container and network of the stack; data stays
	@$(run) $@
restart-all: engine $(configured) ## stop-all and start-all
	@$(run) $@
dev: engine $(configured) command ## start the default mode and see to it that edits are live; Ctrl-C leaves it running
	@$(caisson) up --watch
status: $(configured) ## what runs, how it is and where it answers
	@$(run) $@
logs: $(configured) ## the logs of all services, or of one: SERVICE=backend
	@$(run) logs$(SERVICE:%=-%)

.PHONY: start-backend start-frontend start-db debug-backend
start-backend: engine $(configured) ## the back end and what it depends on
	@$(run) $@
start-frontend: engine $(configured) ## the PWA from its sources, with mocks and hot reload: mode frontend-only
	@$(run) start-mode-frontend-only
start-db: engine $(configured) ## Postgres and Redis
	@$(run) $@
debug-backend: engine $(configured) ## the back end under --inspect, and how to attach
	@$(run) $@

.PHONY: backup-db restore-db create-rollback-point list-rollback-points rollback-to-point migration-revert clean-db reset
backup-db: engine $(configured) ## save the data of what runs, into data/backups/manual
	@$(run) $@
restore-db: engine $(configured) command ## put a backup in the place of the data there are: BACKUP=file
	@$(caisson) restore $(or $(BACKUP),$(error give the file: make restore-db BACKUP=data/backups/…))
create-rollback-point: engine $(configured) command ## keep data and manifest as a point to come back to: PHASE=current, or its number
	@$(caisson) rollback create $(PHASE:%=--phase %)
list-rollback-points: $(configured) ## the points there are
	@$(run) $@
rollback-to-point: engine $(configured) command ## all data as they were at a point: POINT=name
	@$(caisson) rollback to $(or $(POINT),$(error give the point: make rollback-to-point POINT=…))
migration-revert: engine $(configured) command ## undo the last migration of the back end, after a backup
	@$(caisson) backup postgres
	@$(caisson) exec backend -- node dist/migrate.js revert
clean-db: engine $(configured) ## empty Postgres and Redis; what they held is in data/backups/safety
	@$(run) $@
reset: engine $(configured) ## the emergency reset: stop, set the data aside, start anew; asks first, or CONFIRM=yes
	@$(run) $@

.PHONY: test gate bench render render-check lint format
test: engine $(configured) ## build everything and run every test
	@cmake --workflow --preset dev
gate: engine $(configured) ## the gates of a phase, after those before: PHASE=1
	@$(run) gate-phase$(or $(PHASE),$(error give the phase: make gate PHASE=1))
bench: export CAISSON_BENCH_ONLY := $(ONLY)
bench: export CAISSON_BENCH_COLD := $(COLD)
bench: engine $(configured) $(BUILD_RIVAL:1=rival) ## measure into docs/benchmarks.*; BUILD_RIVAL=1 gets what to compare with, ONLY=dice: those parts, COLD=1: image builds, too
	@$(run) $@
render: $(configured) ## write the files for other tools: compose and more
	@$(run) $@
render-check: $(configured) ## fail where one of them is not what the declarations say
	@$(run) $@
lint: ## style of C++, shell, recipes and workflows; TIDY=1 adds clang-tidy
	@infrastructure/lint/all.sh
format: ## lay out the C++ sources
	@infrastructure/lint/format.sh fix

.PHONY: phase1-setup doctor hosts hosts-install clean engine-stop
phase1-setup: engine $(configured) ## engine, build dependencies, .env.development, data folders
doctor: $(configured) ## look at this machine: what is as needed, what is not, how to fix it
	@$(run) $@
hosts: $(configured) ## the lines of /etc/hosts that lead the names of the edge here
	@$(run) $@
hosts-install: $(configured) ## add them to /etc/hosts, in a block of their own
	@$(run) $@
clean: ## containers, networks and build state away; data stays
	@$(if $(wildcard $(caisson)),$(caisson) down)
	rm -rf build
engine-stop: ## end the container engine, if it was started from here
	@infrastructure/engine/engine.sh stop

# Preparation, each made when missing; the packages again when their list changes.
.NOTPARALLEL:
.PHONY: engine command rival
command: $(configured)
	@$(run) caisson >/dev/null
engine:
	@infrastructure/engine/engine.sh start >/dev/null
rival: $(configured)
	@$(run) bench-rival
	@cmake --preset dev >/dev/null
build/.dependencies: infrastructure/engine/dependencies.debian.txt
	@infrastructure/engine/dependencies.sh install
	@mkdir -p build && touch $@
build/build.ninja: CMakePresets.json | build/.dependencies
	cmake --preset dev
	@touch $@
.env.development:
	cp .env.example $@
data/postgres data/redis data/localstack:
	mkdir -p $@
