# Two commands on a fresh machine: `make build` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := $(or $(FORESALE_VENV),.venv)
BIN := $(VENV)/bin
# The engine of `make build` (duckdb, spark or sail) and the world of `make test-spark`.
TARGET ?= duckdb
WORLD ?= tiny
# Generic tests are macros, and macros are no SQL before they are called.
SQL := models tests/rules tests/macros tests/data

export PYTHONPATH := python
export DBT_SEND_ANONYMOUS_USAGE_STATS := 0
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help env env-spark build train score export surface leakproof test test-spark chaos benchmark-quality lint format docs lock clean

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

env: $(VENV)/installed  ## set up the environment from the hashed lock

env-spark: $(VENV)/installed-spark  ## the same with the second engine

# uv is fast; pip is asked where uv does not find the registry (it does not read pip.conf). Compiled
# once, every dbt process starts in half the time.
sync = VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --compile-bytecode --require-hashes requirements/$(1).txt \
	|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements/$(1).txt

$(VENV)/installed: requirements/uv.txt requirements/dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	$(call sync,dev)
	rm -f $(VENV)/installed-spark
	touch $@

# requirements/spark.txt holds all of dev.txt, in the same versions.
$(VENV)/installed-spark: $(VENV)/installed requirements/spark.txt
	$(call sync,spark)
	touch $@

build: $(if $(filter duckdb,$(TARGET)),env,env-spark)  ## land what is new, dbt build, publish, summary; TARGET=spark on Spark
	@$(BIN)/python -m foresale build --target $(TARGET) $(if $(AS_OF_DATE),--as-of-date $(AS_OF_DATE))

train: $(if $(filter duckdb,$(TARGET)),env,env-spark)  ## learn alone: judge new models against the champions, publish nothing
	@$(BIN)/python -m foresale train --target $(TARGET) $(if $(AS_OF_DATE),--as-of-date $(AS_OF_DATE))

score: $(if $(filter duckdb,$(TARGET)),env,env-spark)  ## the build without learning: every night, every pull request
	@$(BIN)/python -m foresale score --target $(TARGET) $(if $(AS_OF_DATE),--as-of-date $(AS_OF_DATE))

export: env  ## write the built warehouse as files with fixed names into exports/
	@$(BIN)/python -m foresale export

surface: env  ## hand the list of today out: the next build knows what was on it
	@$(BIN)/python -m foresale surface

leakproof: env  ## remove and rewrite the future of some cutoffs and compare; CUTOFFS=3 SEEDS=1 are the defaults
	@$(BIN)/python -m foresale leakproof --cutoffs $(or $(CUTOFFS),3) --seeds $(or $(SEEDS),1)

test: lint  ## everything that CI runs on DuckDB: lint, rules, dbt tests, pytest
	@$(BIN)/dbt parse --quiet
	@$(BIN)/python -m pytest -m "not spark"
	@echo "left out: the second engine, which has its own verb: make test-spark"

test-spark: env-spark  ## the same numbers on Spark and Sail: build, tests, equality; WORLD=small is larger, EVERYTHING=1 repeats on Spark what Sail has tested
	@FORESALE_TEST_WORLD=$(WORLD) FORESALE_TEST_EVERYTHING=$(EVERYTHING) $(BIN)/python -m pytest -m spark

chaos: env  ## kill builds, fill the disk, damage files: what readers see must stay whole; CASES="kills disk"
	@$(BIN)/python benchmarks/chaos.py $(CASES)

benchmark-quality: env benchmarks/.venv/installed  ## the project against a recipe and AutoML on forward cutoffs; AWDW=folder of AdventureWorks, SETS="resellers small"
	@$(BIN)/python benchmarks/quality.py --rivals benchmarks/.venv/bin/python $(if $(AWDW),--data $(AWDW)) $(if $(SETS),--sets $(SETS))

# The others need older versions than the project: an environment of their own.
benchmarks/.venv/installed: benchmarks/rivals.txt
	$(PYTHON) -m venv benchmarks/.venv
	benchmarks/.venv/bin/python -m pip install --quiet -r $<
	touch $@

lint: env  ## ruff, mypy, sqlfluff
	@$(BIN)/ruff check python tests examples benchmarks models
	@$(BIN)/ruff format --check python tests examples benchmarks
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar $(SQL)

format: env  ## let ruff and sqlfluff repair what they can
	@$(BIN)/ruff check --fix python tests examples benchmarks models
	@$(BIN)/ruff format python tests examples benchmarks
	@$(BIN)/sqlfluff fix --disable-progress-bar $(SQL)

docs: env  ## write the dbt docs site into target/
	@$(BIN)/dbt docs generate --quiet

lock: env  ## resolve the dependencies anew into requirements/
	@for extra in core dev spark; do \
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
			--no-annotate --no-header --python-version 3.11 \
			$$([ $$extra = core ] || echo --extra dev --constraint requirements/core.txt) \
			$$([ $$extra != spark ] || echo --extra spark --constraint requirements/dev.txt) \
			pyproject.toml -o requirements/$$extra.txt; \
	done

clean:  ## remove what builds wrote; landing/ and publish/ stay
	rm -rf $(or $(FORESALE_RAW),raw) $(or $(FORESALE_RAW),raw).lock target logs spark spark.lock
	rm -rf $(addprefix $(or $(FORESALE_WAREHOUSE),warehouse.duckdb),'' .wal .lock .tmp)
