"""A real Apache Superset, from a virtual environment of its own, that lives as long as a test needs it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests
from needed import skip_unless_in_ci

PROGRAMS = Path(sys.prefix) / "superset" / "bin"
USER = {"username": "admin", "password": "admin"}
# For a server on this machine alone that is gone in a minute. No model for one that people use.
CONFIG = """
SECRET_KEY = "known to everybody who reads this test"
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False
PREVENT_UNSAFE_DB_CONNECTIONS = False
"""


class Superset:
    """What a user does in the browser, through the interface that the browser uses."""

    def __init__(self, address: str):
        self._address, self._session = f"{address}/api/v1", requests.Session()
        token = self._post("security/login", **USER, provider="db")["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"

    def register(self, name: str, url: str, extra: str) -> int:
        return self._post("database/", database_name=name, sqlalchemy_uri=url, extra=extra)["id"]

    def tables(self, database: int, schema: str) -> set[str]:
        found = self._get(f"database/{database}/tables/", f"(force:!t,schema_name:'{schema}')")
        return {table["value"] for table in found["result"]}

    def query(self, database: int, sql: str) -> list[dict]:
        return self._post("sqllab/execute/", database_id=database, sql=sql, runAsync=False)["data"]

    def dataset(self, database: int, schema: str, table: str) -> int:
        return self._post("dataset/", database=database, schema=schema, table_name=table)["id"]

    def drop(self, dataset: int) -> None:
        """With SQLite as its own database Superset takes one dataset of a name."""
        self._answer(self._session.delete(f"{self._address}/dataset/{dataset}"))

    def columns(self, dataset: int) -> dict[str, str]:
        found = self._get(f"dataset/{dataset}")["result"]["columns"]
        return {column["column_name"]: column["type"] for column in found}

    def chart(self, dataset: int, column: str, **metrics: str) -> list[dict]:
        """The data that a chart of metrics by a column is drawn from."""
        wanted = [
            {"expressionType": "SQL", "sqlExpression": sql, "label": label}
            for label, sql in metrics.items()
        ]
        (found,) = self._post(
            "chart/data",
            datasource={"id": dataset, "type": "table"},
            queries=[{"columns": [column], "metrics": wanted, "row_limit": 10000}],
        )["result"]
        return found["data"]

    def _get(self, path: str, question: str = "()") -> dict:
        return self._answer(self._session.get(f"{self._address}/{path}", params={"q": question}))

    def _post(self, path: str, **body) -> dict:
        return self._answer(self._session.post(f"{self._address}/{path}", json=body))

    @staticmethod
    def _answer(response: requests.Response) -> dict:
        assert response.ok, f"{response.url}: {response.status_code} {response.text[:1000]}"
        return response.json()


@contextmanager
def started(folder: Path) -> Iterator[Superset]:
    if not (PROGRAMS / "superset").exists():
        skip_unless_in_ci("Superset is not tested: `make bi` installs it.")
    config = folder / "superset_config.py"
    config.write_text(CONFIG.format(folder=folder), encoding="utf-8")
    environment = {
        **os.environ, "SUPERSET_CONFIG_PATH": str(config), "FLASK_APP": "superset",
        "SUPERSET_HOME": str(folder), "SCARF_ANALYTICS": "false",
    }  # fmt: skip
    name = "--firstname Ada --lastname Admin --email admin@example.com".split()
    for arguments in (
        ["db", "upgrade"],
        ["fab", "create-admin", "--username", "admin", "--password", "admin", *name],
        ["init"],
    ):
        run = subprocess.run(
            [PROGRAMS / "superset", *arguments], env=environment, capture_output=True, check=False
        )
        assert run.returncode == 0, run.stderr.decode()[-2000:]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with open(folder / "superset.log", "wb") as log:
        server = subprocess.Popen(
            [PROGRAMS / "gunicorn", "--worker-class", "gthread", "--bind", address,
             "--timeout", "120", "--no-control-socket", "superset.app:create_app()"],
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        _wait(f"http://{address}/health")
        yield Superset(f"http://{address}")
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(url: str) -> None:
    for _ in range(240):
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.5)
    raise TimeoutError(f"{url} does not answer.")
