# make demo   builds everything on embedded DuckDB from the sample data and shows the result
# make test   lint, parse, build, unit and data tests, pytest
# make docs   writes the documentation site to site/
PYTHON ?= python3
BIN := .venv/bin
export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export DO_NOT_TRACK = 1

# A build of Chromium that needs neither rights nor libraries of the system.
CHROMIUM := @sparticuz/chromium@147.0.0

.PHONY: demo test docs lint build pytest spark emulated browser sample clean

demo: .venv/demo
	$(BIN)/lead-scoring demo

test: lint build pytest

lint: .venv/dev profiles.yml
	$(BIN)/ruff check python tests benchmarks docs
	$(BIN)/ruff format --check python tests benchmarks docs
	$(BIN)/yamllint --strict .
	@! grep -rnE '^.{101,}' models macros analyses tests --include='*.sql' \
		|| { echo 'The lines above are longer than 100 columns.'; exit 1; }
	$(BIN)/sqlfluff lint --disable-progress-bar models analyses tests

build: .venv/dev profiles.yml
	$(BIN)/dbt parse --no-partial-parse --warn-error --show-all-deprecations
	$(BIN)/dbt build --warn-error

pytest: .venv/dev browser
	$(BIN)/pytest -n 2 --dist loadgroup

# Needs Java 17; not part of `make test`, for which it takes too long.
spark: .venv/spark
	LEAD_SCORING_EXAMPLES=2 $(BIN)/pytest -m spark -n 0

# The engines without a server: played, type-checked or parsed.
emulated: .venv/emulated
	$(BIN)/pytest -m emulated -n 0

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
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e '.[dashboard]'
	touch $@

.venv/dev: .venv/demo
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e '.[dev]'
	touch $@

.venv/spark: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e '.[spark]'
	touch $@

.venv/emulated: .venv/dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c requirements.txt -e '.[emulated]'
	touch $@

clean:
	rm -rf .venv target logs dbt_packages site docs/reference lead_scoring.duckdb*
