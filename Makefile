# SPDX-License-Identifier: Apache-2.0
# `make` lists what there is. Two commands do all the set-up: `make demo` and `make test`.
PY := .venv/bin/python
COMITY := .venv/bin/comity
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-bench setup-scale demo test soak mutate lint bench-log bench-peers bench-reading bench-text bench-pages browser-needs clean

help:  ## List the recipes
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' Makefile | expand -t 14

# --- run ---------------------------------------------------------------------------------------------------------
.venv/run.stamp: requirements/run.txt pyproject.toml
	python3 -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

setup: .venv/run.stamp  ## Prepare .venv with comity and comity-verify

setup-scale: setup  ## Add what reading very many texts needs: pyarrow and Ray
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/scale.txt

demo: setup  ## Start three nodes on loopback and print one address (ARGS=--check plays and checks it)
	@$(COMITY) demo $(ARGS)

# --- test --------------------------------------------------------------------------------------------------------
.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@

setup-dev: .venv/dev.stamp  ## Prepare .venv for tests too

test: setup-dev lint  ## Run every check and test: all that CI runs
	$(PY) -m pytest -n 2 --dist loadgroup

soak: setup-dev  ## Run the long tests, a line per figure (ONLY=kills,forks for some)
	@$(PY) tools/soak.py

mutate: setup-dev  ## Say how many small faults in the standing rules the tests find (at least 90 % are asked)
	$(PY) tools/mutate.py

lint: setup-dev  ## Check style, types and the import contract
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports
	$(PY) tools/type_check.py

# --- measure -----------------------------------------------------------------------------------------------------
.venv-bench/bench.stamp: requirements/bench.txt
	python3 -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	touch $@

setup-bench: setup .venv-bench/bench.stamp  ## Prepare .venv-bench with the program that ours is compared with

bench-log: setup  ## Measure the log between two nodes, a line per figure (QUICK=1 fits in 50 seconds)
	@$(PY) bench/log.py

bench-peers: setup  ## Do the log's work with git and signed commits beside it, and print the ratios (QUICK=1: 100 acts)
	@$(PY) bench/peers.py

bench-reading: setup  ## Measure the reader, a line per figure (QUICK=1 fits in 50 seconds)
	@$(PY) bench/reading.py

bench-pages: setup-dev  ## Measure the screens with 50 dialogues of 40 rounds, a line per figure (QUICK=1: 5 of them)
	@$(PY) bench/pages.py

bench-text: setup  ## Measure brackets, rendering and Word files, a line per figure
	@$(PY) bench/text.py

clean:  ## Remove what these recipes made
	rm -rf .venv .venv-bench .demo
