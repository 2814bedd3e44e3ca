from __future__ import annotations

import gc
import os
import secrets
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import engine as compiled
import postgres
import pytest
from engine import DuckDB, DuckDBLTS, Engine, Postgres, Spark
from filelock import FileLock
from hypothesis import HealthCheck, settings
from project import Project
from template_worlds import SHIPPED, Template
from worlds import ATTRIBUTES, LOOK_AHEAD_DAYS, PROPERTIES

# dbt in this process keeps many objects; looking for cycles among them takes an eighth of its time.
gc.set_threshold(100_000)
# Wording every step for a log file that one test reads takes a twentieth of each run of dbt, and so
# does writing what few tests read of the project; those ask with `--write-json` or the fixture
# `with_artifacts`.
os.environ |= {"DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": "false"}

# The runs that people make and CI draw the same examples every time, so that none hangs on chance: `same`.
# Fresh draws, and more of them, belong to `make nightly`, whose failures say how to repeat them.
PROFILE = os.environ.get("LEAD_SCORING_PROFILE", "same")
EXAMPLES = {"same": "6", "nightly": "40"}
for name, examples in EXAMPLES.items():
    settings.register_profile(
        name,
        deadline=None,
        max_examples=int(os.environ.get("LEAD_SCORING_EXAMPLES", examples)),
        suppress_health_check=list(HealthCheck),
        derandomize=name == "same",
        database=None,
        print_blob=True,
    )
settings.load_profile(PROFILE)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config) -> None:
    """A seed for all fresh draws; workers get that of the process that has started them."""
    if PROFILE == "nightly" and config.getoption("hypothesis_seed") is None:
        config.option.hypothesis_seed = str(secrets.randbelow(10**9))


def pytest_report_header(config) -> str:
    return f"examples: {PROFILE}, seed: {config.getoption('hypothesis_seed')}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call) -> Iterator[None]:
    report = yield
    if report.failed and PROFILE == "nightly":
        asked = [
            f"{name}={shlex.quote(value)}"
            for name, value in sorted(os.environ.items())
            if name.startswith("LEAD_SCORING_")
        ]
        seed = item.config.getoption("hypothesis_seed")
        command = f".venv/bin/pytest -n 0 --hypothesis-seed={seed} {shlex.quote(item.nodeid)}"
        report.sections.append(("the same again", " ".join([*asked, command])))
    return report


@pytest.fixture
def with_artifacts(monkeypatch) -> None:
    """dbt writes what it knows of the project and of a run, as it does for users."""
    monkeypatch.delenv("DBT_WRITE_JSON")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory) -> Path:
    """One for all workers."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(shared_folder: Path) -> None:
    """What one worker reads or compiles, the others take from here."""
    compiled.SHARED = shared_folder / "compiled"
    compiled.SHARED.mkdir(exist_ok=True)


@pytest.fixture(scope="session")
def sample_build(shared_folder: Path) -> Project:
    """The package built with its sample, unit tests and data tests, once for all workers: to be read, or
    copied and changed."""
    built = shared_folder / "sample.built"
    with FileLock(shared_folder / "sample.lock"):
        if not built.exists():
            package = Project.copy_of_package(shared_folder / "sample")
            package.succeed("--write-json", "--warn-error", "build")
            built.touch()
    return Project(shared_folder / "sample")


@pytest.fixture(scope="session")
def postgres_database() -> dict:
    return postgres.database()


@pytest.fixture(scope="session")
def postgres_build(postgres_database: dict, tmp_path_factory) -> Project:
    """The package built on Postgres with its sample: to be read."""
    project = Project.copy_of_package(tmp_path_factory.mktemp("on_postgres") / "package")
    (project.folder / "profiles.yml").write_text(postgres.profiles(postgres_database))
    project.succeed("--write-json", "build", "--warn-error")
    return project


DATABASES = {"duckdb": DuckDB, "duckdb_lts": DuckDBLTS, "postgres": Postgres, "spark": Spark}


# The oracle, cells that types read, extremes: what there is time for beside DuckDB and Postgres. Spark
# plans each of a world's hundred models for long; what CI has time for of it is in test_spark.
IN_SHORT = ("duckdb_lts", "spark")
MODULES_IN_SHORT = {"test_oracle", "test_odd_cells"}
TESTS_IN_SHORT = {
    "test_empty_inputs_and_empty_files",
    "test_one_lead_with_ten_thousand_events",
    "test_the_data_tests_hold_on_any_data",
    "test_untidy_worlds_in_any_order_give_the_marts_of_duckdb",
}
# What every run has time for of the second DuckDB; `pytest -m duckdb_lts` and nightly runs have all of
# the above.
TESTS_ON_LTS = {"test_scores_and_ledger_equal_the_oracle", "test_empty_inputs_and_empty_files"}
ON_DEMAND = ("spark", "iceberg", "bi", "versions", "orchestrators", "nightly", "emulated")


def _runs_on(item, engine: str | None) -> bool:
    if engine not in DATABASES or engine == "duckdb":
        return True
    in_full = PROFILE == "nightly" or "duckdb_lts" in item.config.option.markexpr
    if engine == "duckdb_lts" and not in_full:
        is_on_lts = item.originalname in TESTS_ON_LTS or item.module.__name__ == "test_odd_cells"
        return is_on_lts and bool(item.get_closest_marker("every_engine"))
    if engine in IN_SHORT and not (
        item.module.__name__ in MODULES_IN_SHORT or item.originalname in TESTS_IN_SHORT
    ):
        return False
    return bool(item.get_closest_marker("every_engine"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items) -> None:
    """Tests marked every_engine run on each, all others that ask for an engine on DuckDB; those that
    take minutes or need much, only where they are asked for with `-m`, or with fresh draws."""
    items[:] = [
        item
        for item in items
        if not hasattr(item, "callspec") or _runs_on(item, item.callspec.params.get("engine"))
    ]
    asked = f"{config.option.markexpr} {PROFILE}"
    unasked = [mark for mark in ON_DEMAND if mark not in asked]
    left_out = [item for item in items if any(map(item.get_closest_marker, unasked))]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    for item in items:
        if "browser" in item.fixturenames:
            item.add_marker("browser")
    # What takes long goes first, so that no worker is left with it in the end.
    items.sort(key=lambda item: not item.get_closest_marker("xdist_group"))


# One worker for each server or process, so that it starts once.
ENGINES = [
    pytest.param("duckdb", marks=pytest.mark.duckdb),
    pytest.param(
        "duckdb_lts", marks=[pytest.mark.duckdb_lts, pytest.mark.xdist_group("duckdb_lts")]
    ),
    pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.xdist_group("postgres")]),
    pytest.param("spark", marks=[pytest.mark.spark, pytest.mark.xdist_group("spark")]),
]


@cache
def _engine(name: str, folder: Path) -> Engine:
    """Kept, because pytest makes a fixture anew whenever its parameter changes."""
    return Engine(
        # What is compiled for one DuckDB runs on the other.
        folder / f"compiled_{name.removesuffix('_lts')}",
        ATTRIBUTES,
        PROPERTIES,
        database=DATABASES[name],
        outcome_days=30,
        cutoff_months=2,
        look_ahead_days=LOOK_AHEAD_DAYS,
    )


@pytest.fixture(scope="session", params=ENGINES)
def engine(request, shared_folder: Path) -> Engine:
    """The compiled package with windows short enough for small worlds."""
    return _engine(request.param, shared_folder)


@pytest.fixture(scope="session")
def on_duckdb(shared_folder: Path) -> Engine:
    """That on DuckDB, beside which another one is seen."""
    return _engine("duckdb", shared_folder)


@pytest.fixture(scope="session")
def lenient(shared_folder: Path) -> Engine:
    """The same, with statistics for which the few conversions of small worlds are enough."""
    return Engine(
        shared_folder / "lenient",
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=30,
        cutoff_months=2,
        min_conversions=1,
    )


@pytest.fixture(scope="session")
def shipped(shared_folder: Path) -> Engine:
    """The compiled package with the fields that it comes with."""
    template = Template(SHIPPED)
    return Engine(shared_folder / "shipped", template.attributes, template.properties)


@pytest.fixture(scope="session")
def people(shared_folder: Path) -> Engine:
    """The compiled package with everything that is about people: accounts, merged and erased leads."""
    attributes = [{"name": name, "type": "text"} for name in ("email", "company", "job_title")]
    return Engine(
        shared_folder / "people",
        [*ATTRIBUTES, *attributes],
        PROPERTIES,
        outcome_days=30,
        cutoff_months=2,
        erased_leads="main.input_erased_leads",
    )


@pytest.fixture(autouse=True)
def renewed(request) -> None:
    """Every test begins with an empty database."""
    for name in {"engine", "on_duckdb", "lenient", "people"} & set(request.fixturenames):
        request.getfixturevalue(name).renew()
