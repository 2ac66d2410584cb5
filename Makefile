# Every target is one script in scripts/; each prints a command before it runs it.
.PHONY: demo tutorial chinook test test-browser test-api build migrations deployment format lint docs bench bench-web databases clean help

help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: ## Build the blog, fill it and serve it at http://127.0.0.1:8080
	@scripts/demo

tutorial: ## Build the tutorial and run it: each step with its SQL
	@scripts/tutorial

chinook: ## Build the Chinook program and run its questions
	@scripts/chinook

test: ## Install what is missing, build, run the tests
	@scripts/test

test-browser: ## Have a headless Chromium use the blog as people do; ARGS="-k phone" for some of the tests
	@scripts/test-browser $(ARGS)

test-api: ## Have a fuzzer send the blog's API what its description allows, and what it does not
	@scripts/test-api

build: ## Build the library
	@scripts/build

migrations: ## Type the guide "Migrations" as a user would, on every database whose URL is set
	@scripts/test-migrations

deployment: ## Follow the guide "Deployment" from an empty folder to a service that answers
	@scripts/test-deployment

format: ## Rewrite the sources in the house format
	@scripts/format

lint: ## Check format, file sizes and words that have no place in the tree
	@scripts/lint

docs: ## Build the documentation into .build/docs
	@scripts/docs

bench: ## Run Cinnabar beside the C API, GRDB and SQLAlchemy; write Benchmarks/RESULTS.md
	@scripts/bench $(ARGS)

bench-web: ## Requests over the loopback beside Flask-SQLAlchemy; write the section of Benchmarks/RESULTS.md
	@scripts/bench-web $(ARGS)

databases: ## Start throw-away PostgreSQL and MariaDB servers and print their URLs; ARGS=stop ends them
	@scripts/databases $(ARGS)

clean: ## Delete what was built
	@scripts/clean
