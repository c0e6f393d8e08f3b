# Two commands are enough on a fresh machine: `make test` and `make reproduce`.
# Each builds .venv when it is missing or out of date, then does its work. `make help` lists the rest.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help public test thorough reproduce lint format names types layers coverage pictures docs docs-look lock clean accuracy coverage-study adjusted-study pooling-study sequential-study inequality-study figures-study benchmark benchmark-check test-engines test-lowest test-newest test-release

help:  ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

reproduce: $(READY)  ## recompute the figures of the reports, into reproduction/
	$(BIN)/python examples/reproduce_reports.py --output reproduction

test: $(READY)  ## run every test, and every example of the documentation
	$(BIN)/python -m pytest -n auto --dist loadfile

thorough: $(READY)  ## try every law on 2,000 cases for each method, drawn anew: an hour and more
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -n auto tests/laws

lint: $(READY) types layers  ## check style, types, layers, docstrings, pins and the files of the repository
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tools.lint
	$(BIN)/python tools/describe_data.py --check
	$(BIN)/python -m tools.public --check
	$(BIN)/python -m tools.method_names --check
	$(BIN)/python -m tools.pictures --check

public: $(READY)  ## write what is generated from the public functions: the pinned surface, the index of questions
	$(BIN)/python -m tools.public

format: $(READY)  ## put the source in its standard form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

names: $(READY)  ## write the names of methods for type checkers anew, from the families
	$(BIN)/python -m tools.method_names

types: $(READY)  ## check the types
	$(BIN)/mypy

layers: $(READY)  ## check that each layer imports only from below
	$(BIN)/lint-imports --no-logo

coverage: $(READY)  ## show which lines and branches the tests do not reach
	$(BIN)/coverage run -m pytest -q
	$(BIN)/coverage report --show-missing --skip-covered

accuracy: $(READY)  ## compare every method with fifty digits, into docs/explanation
	PYTHONPATH=tests $(BIN)/python -m studies.accuracy

coverage-study: $(READY)  ## find how often intervals of every method, and of averages over areas, hold, into docs/explanation
	$(BIN)/python -m studies.coverage
	$(BIN)/python -m studies.one_limit
	$(BIN)/python -m studies.averages
	$(BIN)/python -m studies.rare_strata
	$(BIN)/python -m studies.edge
	$(BIN)/python -m studies.estimated
	$(BIN)/python -m studies.looks
	$(BIN)/python -m studies.trends
	$(BIN)/python -m studies.surveyed

adjusted-study: $(READY)  ## count how often limits between clusters hold the truth, into docs/explanation
	$(BIN)/python -m studies.adjusted

pooling-study: $(READY)  ## count how often intervals of pooled deployments hold the truth, into docs/explanation
	$(BIN)/python -m studies.pooling

sequential-study: $(READY)  ## add up both errors of sequential plans, into docs/explanation
	$(BIN)/python -m studies.sequential

inequality-study: $(READY)  ## count how often limits of indices of inequality hold the truth, into docs/explanation
	$(BIN)/python -m studies.inequality

threshold-study: $(READY)  ## compare thresholds of search with those that Stan drew, into docs/explanation
	$(BIN)/python -m studies.thresholds

figures-study: $(READY)  ## count the figures of marked texts that are found, into docs/explanation: TEXTS=FOLDER holds the texts
	$(BIN)/python -m studies.figures_found $(TEXTS)

test-engines:  ## test the frame verbs on PySpark (which needs Java), Ibis and Modin as well, in an environment of their own
	$(PYTHON) -m venv --clear .venv-engines
	.venv-engines/bin/python -m pip install -qq --disable-pip-version-check -e . "pandas<3" pyspark "ibis-framework[duckdb]" \
		modin "dask[dataframe]" duckdb polars pyarrow hypothesis pytest sybil
	MODIN_ENGINE=python PYTHONPATH=tests .venv-engines/bin/python -m pytest -q -o filterwarnings=default -o addopts=--import-mode=importlib \
		tests/engines tests/test_schemas_engines.py

test-lowest:  ## test with the lowest versions that pyproject.toml allows, in an environment of their own
	$(PYTHON) -m venv --clear .venv-lowest
	.venv-lowest/bin/python -m pip install -qq --disable-pip-version-check uv hatchling editables
	.venv-lowest/bin/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct \
		--group test --group peers -e ".[claims,files,plot,polars,tables,docs]"
	.venv-lowest/bin/python -m pytest -q -n auto --dist loadfile -o filterwarnings=default tests

test-newest:  ## test with the newest versions that there are, in an environment of their own
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/python -m pip install -qq --disable-pip-version-check uv hatchling editables
	.venv-newest/bin/uv pip install --quiet --python .venv-newest/bin/python --upgrade \
		--group test --group peers -e ".[claims,files,plot,polars,tables,docs]"
	.venv-newest/bin/python -m pytest -q -n auto --dist loadfile -o filterwarnings=default tests

test-release: $(READY)  ## build both distributions; run the examples from the wheel, and the tests from the source
	rm -rf build/release && mkdir -p build/release
	$(BIN)/python -m hatchling build -d build/release
	$(PYTHON) -m venv build/release/clean
	build/release/clean/bin/python -m pip install -qq --disable-pip-version-check \
		"$$(ls build/release/*.whl)[plot,tables,files]"
	for each in examples/*.py; do \
		(cd build/release && clean/bin/python -W error ../../$$each --output made) || exit 1; done
	tar -xzf build/release/*.tar.gz -C build/release
	cd build/release/disprop-*/ && PYTHONPATH=src ../../../$(BIN)/python -m pytest -q -n auto --dist loadfile

benchmark: $(READY)  ## time every method beside other software, into docs/explanation
	$(BIN)/python -m benchmarks.speed

benchmark-check: $(READY)  ## see that no method lost half of its lead over other software since the page was made
	$(BIN)/python -m benchmarks.beside

pictures: $(READY)  ## draw the pictures of the documentation anew
	$(BIN)/python -m tools.pictures

docs: $(READY)  ## build the documentation into build/docs, and follow its links
	$(BIN)/sphinx-build -W --keep-going -q -b html docs build/docs
	$(BIN)/python -m tools.docs_look --links build/docs

docs-look: docs  ## look at the pages in a browser, wide and narrow, light and dark: needs chromium and npm
	$(BIN)/python -m tools.docs_look build/docs

lock: $(READY)  ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group test --all-extras --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --upgrade --quiet -o requirements.lock

clean:  ## remove the environment and everything made
	rm -rf $(VENV) .venv-engines .venv-lowest .venv-newest build dist docs/functions reproduction .coverage .*_cache .hypothesis

# uv is the faster installer; where it cannot be had, pip does the same from the same pins.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "disprop needs Python 3.11 or newer, and $(PYTHON) is not; try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; \
		exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	awk '/^[a-z]/ { one = /^uv==/ } one' requirements.lock > $(VENV)/uv.lock
	{ $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r $(VENV)/uv.lock \
		&& $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock; } \
		|| $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
