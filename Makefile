# Every target is one script in scripts/; each prints a command before it runs it.
.PHONY: demo tutorial chinook test build migrations format lint docs bench databases clean help

help: ## List the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

demo: ## Build the blog, fill it and serve it at http://127.0.0.1:8080
	@scripts/demo

tutorial: ## Build the tutorial and run it: each step with its SQL
	@scripts/tutorial

chinook: ## Build the Chinook program and run its questions
	@scripts/chinook

test: ## Install what is missing, build, run the tests
	@scripts/test

build: ## Build the library
	@scripts/build

migrations: ## Type the guide "Migrations" as a user would, on every database whose URL is set
	@scripts/test-migrations

format: ## Rewrite the sources in the house format
	@scripts/format

lint: ## Check format, file sizes and words that have no place in the tree
	@scripts/lint

docs: ## Build the documentation into .build/docs
	@scripts/docs

bench: ## Run Cinnabar beside the C API, GRDB and SQLAlchemy; write Benchmarks/RESULTS.md
	@scripts/bench $(ARGS)

databases: ## Start throw-away PostgreSQL and MariaDB servers and print their URLs; ARGS=stop ends them
	@scripts/databases $(ARGS)

clean: ## Delete what was built
	@scripts/clean
