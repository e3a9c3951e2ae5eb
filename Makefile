# make run     set up what is missing, then start the practice on 127.0.0.1:8080
# make test    set up what tests need, then run all of them
# make bench   measure start, turns, webhook, cost, workers and desk, beside others where there are any; writes docs/benchmarks.md
# make lint    style, types, and who may import whom
# make train   train the language model if its inputs changed
.DEFAULT_GOAL := help
.PHONY: help run test bench lint train clean
SHELL := /bin/bash
PY := .venv/bin/python

help:
	@sed -n '1,/^\.DEFAULT/{s/^# //p}' Makefile

run: .venv/.ready
	@$(PY) -m bot serve

train: .venv/.ready
	@$(PY) -m bot train

test: .venv/.ready-tests
	@$(PY) -m bot train >/dev/null
	@$(PY) -m pytest -n 4 --dist worksteal

bench: .venv/.ready
	@$(PY) -m bot train >/dev/null
	@$(PY) benchmarks/all.py

lint: .venv/.ready-tests
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

.venv/.ready: requirements.lock pyproject.toml tools/setup.sh
	@bash tools/setup.sh run

.venv/.ready-tests: requirements-test.lock .venv/.ready tools/setup.sh
	@bash tools/setup.sh test

clean:
	rm -rf .venv build
