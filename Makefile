# Two commands on a fresh machine: `make build` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV := $(or $(FORESALE_VENV),.venv)
BIN := $(VENV)/bin
# Generic tests are macros, and macros are no SQL before they are called.
SQL := models tests/rules tests/macros tests/data

export PYTHONPATH := python
export DBT_SEND_ANONYMOUS_USAGE_STATS := 0
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help env build test lint format docs lock clean

help:  ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

env: $(VENV)/installed  ## set up the environment from the hashed lock

# uv is fast; pip is asked where uv does not find the registry (it does not read pip.conf).
$(VENV)/installed: requirements/uv.txt requirements/dev.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/uv.txt
	VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt \
		|| $(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.txt
	touch $@

build: env  ## land what is new, dbt build, publish, summary
	@$(BIN)/python -m foresale build $(if $(AS_OF_DATE),--as-of-date $(AS_OF_DATE))

test: lint  ## everything that CI runs: lint, rules, dbt tests, pytest
	@$(BIN)/python -m pytest

lint: env  ## ruff, mypy, sqlfluff
	@$(BIN)/ruff check python tests examples models
	@$(BIN)/ruff format --check python tests examples
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint --disable-progress-bar $(SQL)

format: env  ## let ruff and sqlfluff repair what they can
	@$(BIN)/ruff check --fix python tests examples models
	@$(BIN)/ruff format python tests examples
	@$(BIN)/sqlfluff fix --disable-progress-bar $(SQL)

docs: env  ## write the dbt docs site into target/
	@$(BIN)/dbt docs generate --quiet

lock: env  ## resolve the dependencies anew into requirements/
	@for extra in core dev; do \
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
			--no-annotate --no-header --python-version 3.11 \
			$$([ $$extra = core ] || echo --extra $$extra) \
			pyproject.toml -o requirements/$$extra.txt; \
	done

clean:  ## remove what builds wrote; landing/ and publish/ stay
	rm -rf $(or $(FORESALE_RAW),raw) target logs
	rm -f $(addprefix $(or $(FORESALE_WAREHOUSE),warehouse.duckdb),'' .wal .lock)
