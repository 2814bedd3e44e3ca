# make demo   builds everything on embedded DuckDB from the sample data and shows the result
# make test   lint, parse, and pytest, which builds the sample with unit and data tests
# make docs   writes the documentation site to site/
PYTHON ?= python3
BIN := .venv/bin
# Little of what is installed is ever imported; Python compiles that when it is.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check --no-compile
# Nothing is compiled at installation, so what Python compiles has to be kept: it takes a second of each start.
export PYTHONDONTWRITEBYTECODE =
export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export DO_NOT_TRACK = 1

# A build of Chromium that needs neither rights nor libraries of the system.
CHROMIUM := @sparticuz/chromium@147.0.0

.PHONY: demo test docs lint parse build pytest test-duckdb test-lts test-postgres test-spark test-browser \
	spark iceberg bi versions orchestrators nightly emulated evaluator ten-times browser sample clean

demo: .venv/demo
	$(BIN)/lead-scoring demo

# The first two side by side, because neither keeps two cores busy all the time.
test:
	$(MAKE) --jobs=2 lint parse browser
	$(MAKE) pytest

lint: .venv/dev
	$(BIN)/ruff check .lint python tests benchmarks docs
	$(BIN)/ruff format --check .lint python tests benchmarks docs
	$(BIN)/yamllint --strict .
	@! grep -rnE '^.{101,}' models macros analyses tests --include='*.sql' \
		|| { echo 'The lines above are longer than 100 columns.'; exit 1; }
	DBT_TARGET_PATH=target/lint $(BIN)/python .lint/run.py lint --disable-progress-bar models analyses tests

# Copies of the package in tests then read no more than what differs.
parse: .venv/dev profiles.yml
	$(BIN)/dbt parse --no-partial-parse --warn-error --show-all-deprecations

build: parse
	$(BIN)/dbt build --warn-error

PYTEST := $(BIN)/pytest -n 2

pytest: .venv/dev .venv/duckdb_lts/installed browser
	$(PYTEST)

# The parts of `make pytest`, as the workflow runs them side by side; of the second DuckDB and of Spark
# they run more.
test-duckdb: .venv/dev .venv/duckdb_lts/installed parse
	$(PYTEST) -m 'not postgres and not duckdb_lts and not browser' --ignore tests/python/test_spark.py

test-lts: .venv/dev .venv/duckdb_lts/installed parse
	$(PYTEST) -m duckdb_lts

test-postgres: .venv/dev parse
	$(PYTEST) -m postgres

# Needs Java 17.
test-spark: .venv/dev parse
	$(BIN)/pytest -n 0 -m spark tests/python/test_spark.py

test-browser: .venv/dev browser parse
	$(PYTEST) -m browser

# Needs Java 17. More of Spark than `make test` has time for.
spark: .venv/dev
	LEAD_SCORING_EXAMPLES=2 $(BIN)/pytest -m spark -n 0

# The last Spark that Iceberg can be had for from the Python index: the test of CI, and Iceberg tables.
iceberg: .venv/iceberg/installed
	.venv/iceberg/bin/pytest tests/python/test_spark.py -m spark -n 0
	.venv/iceberg/bin/pytest -m iceberg -n 0

.venv/iceberg/installed: tests/iceberg_requirements.txt requirements.txt | .venv/demo
	$(PYTHON) -m venv $(@D)
	grep -vE '^(pyspark|py4j)=' requirements.txt > $(@D)/constraints.txt
	$(@D)/bin/python $(PIP_INSTALL) -c $(@D)/constraints.txt -r $< -e '.[dev]'
	touch $@

# Superset takes 900 MB. JDBC and ODBC on Postgres need Java and, of Debian,
# libpostgresql-jdbc-java, libodbc2 and odbc-postgresql.
bi: .venv/bi
	$(BIN)/pytest -m bi -n 0

# The oldest and the newest dbt, each in an environment of its own.
VERSIONS := $(patsubst tests/versions/%.txt,.venv/%/installed,$(wildcard tests/versions/*.txt))

versions: .venv/dev .venv/duckdb_lts/installed $(VERSIONS)
	$(BIN)/pytest -m versions -n 0

.venv/%/installed: tests/versions/%.txt | .venv/demo
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) -r $<
	touch $@

# The examples for Dagster and Airflow, each in an environment of its own.
orchestrators: .venv/dev .venv/dagster/installed .venv/airflow/installed
	$(BIN)/pytest -m orchestrators -n 0

.venv/%/installed: examples/%/requirements.txt | .venv/demo
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) -r $<
	touch $@

# Fresh draws and more of them, and what takes minutes: installed in a difficult warehouse, what people do
# with dbt beside building, runs that are killed. A failure says how to repeat it.
nightly: .venv/dev .venv/duckdb_lts/installed browser parse
	LEAD_SCORING_PROFILE=nightly LEAD_SCORING_MUTANTS=2000 $(PYTEST)

# All that `make test` runs, ten times, each in a fresh clone of what is committed: no run may hang on
# chance.
ten-times:
	.ci/ten-times

# The engines without a server: played, type-checked or parsed.
emulated: .venv/emulated/installed
	.venv/emulated/bin/pytest -m emulated -n 0

# What others ask of a dbt project: dbt_project_evaluator, of the package hub, and dbt-bouncer. Without the
# hub put both packages that it needs into dbt_packages by hand.
EVALUATOR := integration_tests/evaluator

evaluator: .venv/dev .venv/bouncer/installed profiles.yml
	$(BIN)/dbt -q parse
	.venv/bouncer/bin/dbt-bouncer run
	@if test -d $(EVALUATOR)/dbt_packages/dbt_project_evaluator \
		|| (cd $(EVALUATOR) && ../../$(BIN)/dbt -q deps >/dev/null 2>&1); then \
		cd $(EVALUATOR) && ../../$(BIN)/dbt -q build \
			--select package:dbt_project_evaluator dbt_project_evaluator_exceptions; \
	else \
		echo 'The package hub cannot be reached: dbt_project_evaluator is not tried.'; \
	fi

.venv/bouncer/installed: tests/bouncer_requirements.txt | .venv/demo
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) -r $<
	touch $@

# The tests of the dashboard take the machine's Chromium or Chrome; without one, that of npm.
browser:
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null \
		|| test -x .venv/browser/chromium \
		|| { npm install --silent --no-audit --no-fund --prefix .venv/browser $(CHROMIUM) \
			&& cd .venv/browser \
			&& TMPDIR=$$PWD AWS_EXECUTION_ENV=AWS_Lambda_nodejs20.x node --input-type=module \
				-e 'await (await import("@sparticuz/chromium")).default.executablePath()'; } \
		|| echo 'No browser: the tests of the dashboard are skipped, and fail in CI.'

sample: .venv/demo
	$(BIN)/lead-scoring sample-data seeds/sample

# Warnings stop it: a dead link is one.
docs: .venv/dev
	$(BIN)/sphinx-build -E -W --keep-going -q -c docs . site

profiles.yml:
	cp profiles.example.yml profiles.yml

# The pinned versions make two machines install the same; pyproject.toml says what is allowed.
.venv/demo: pyproject.toml requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python $(PIP_INSTALL) -c requirements.txt -e '.[dashboard]'
	touch $@

.venv/dev: .venv/demo
	$(BIN)/python $(PIP_INSTALL) -c requirements.txt -e '.[dev,spark]'
	touch $@

# DuckDB's long-term-support line, to be loaded in place of the one in .venv.
.venv/duckdb_lts/installed: tests/duckdb_lts_requirements.txt | .venv/demo
	$(BIN)/python $(PIP_INSTALL) --upgrade --no-deps --target $(@D) -r $<
	touch $@

.venv/bi: .venv/dev tests/superset_requirements.txt
	$(BIN)/python $(PIP_INSTALL) -c requirements.txt -e '.[bi]'
	$(PYTHON) -m venv .venv/superset
	.venv/superset/bin/python $(PIP_INSTALL) -r tests/superset_requirements.txt
	touch $@

.venv/emulated/installed: tests/emulated_requirements.txt | .venv/demo
	$(PYTHON) -m venv $(@D)
	$(@D)/bin/python $(PIP_INSTALL) -c $< -e ".[dev,emulated]"
	touch $@

clean:
	rm -rf .venv target logs dbt_packages site docs/reference lead_scoring.duckdb*
