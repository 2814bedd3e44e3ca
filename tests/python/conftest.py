from __future__ import annotations

import os

import pytest
from engine import Engine
from filelock import FileLock
from hypothesis import HealthCheck, settings
from project import Project
from worlds import ATTRIBUTES, LOOK_AHEAD_DAYS, PROPERTIES

settings.register_profile(
    "default",
    deadline=None,
    max_examples=int(os.environ.get("LEAD_SCORING_EXAMPLES", "12")),
    suppress_health_check=list(HealthCheck),
    derandomize=bool(os.environ.get("CI")),
    print_blob=True,
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory) -> Project:
    """The package built with its sample, once for all workers: to be read, or copied and changed."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    built = folder / "sample.built"
    with FileLock(folder / "sample.lock"):
        if not built.exists():
            Project.copy_of_package(folder / "sample").succeed("build")
            built.touch()
    return Project(folder / "sample")


@pytest.fixture(scope="session")
def engine(tmp_path_factory) -> Engine:
    """The compiled package with windows short enough for small worlds."""
    return Engine(
        tmp_path_factory.mktemp("compiled"),
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=30,
        cutoff_months=2,
        look_ahead_days=LOOK_AHEAD_DAYS,
    )


@pytest.fixture(scope="session")
def lenient(tmp_path_factory) -> Engine:
    """The same, with statistics for which the few conversions of small worlds are enough."""
    return Engine(
        tmp_path_factory.mktemp("lenient"),
        ATTRIBUTES,
        PROPERTIES,
        outcome_days=30,
        cutoff_months=2,
        min_conversions=1,
    )


@pytest.fixture(scope="session")
def people(tmp_path_factory) -> Engine:
    """The compiled package with everything that is about people: accounts, merged and erased leads."""
    attributes = [{"name": name, "type": "text"} for name in ("email", "company", "job_title")]
    return Engine(
        tmp_path_factory.mktemp("people"),
        [*ATTRIBUTES, *attributes],
        PROPERTIES,
        outcome_days=30,
        cutoff_months=2,
        erased_leads="main.input_erased_leads",
    )
