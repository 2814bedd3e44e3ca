"""Iceberg for the tests' Spark: a catalog called `iceberg`, which lies in memory with all its files.

The runtime's jar comes from the Python index, in a wheel that leaves out the copy of Jackson that the
jar calls by a name of its own. Spark's Jackson is given that name.
"""

from __future__ import annotations

import struct
import zipfile
from importlib.util import find_spec
from pathlib import Path

WHEEL = "snowpark_connect_deps_iceberg"
OF_SPARK, OF_ICEBERG = b"com/fasterxml/jackson", b"org/apache/iceberg/shaded/com/fasterxml/jackson"
# How many bytes a constant of a class takes by its tag, its text (tag 1) aside.
LENGTHS = {3: 5, 4: 5, 5: 9, 6: 9, 7: 3, 8: 3, 9: 5, 10: 5, 11: 5, 12: 5, 15: 4, 16: 3, 17: 5, 18: 5}  # fmt: skip
TEXT, LONG, DOUBLE = 1, 5, 6


def is_there() -> bool:
    return find_spec(WHEEL) is not None


def settings() -> dict[str, str]:
    catalog = "spark.sql.catalog.iceberg"
    return {
        "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
        catalog: "org.apache.iceberg.spark.SparkCatalog",
        f"{catalog}.catalog-impl": "org.apache.iceberg.inmemory.InMemoryCatalog",
        f"{catalog}.warehouse": "memory",
    }


def jars(folder: Path, of_spark: Path) -> list[str]:
    of_wheel = Path(find_spec(WHEEL).origin).parent / "jars"
    [runtime] = of_wheel.glob("iceberg-spark-runtime-3.5_2.12-*.jar")
    jackson = folder / "jackson.jar"
    with zipfile.ZipFile(jackson, "w") as renamed:
        for part in ("annotations", "core", "databind"):
            [jar] = of_spark.glob(f"jackson-{part}-2*.jar")
            with zipfile.ZipFile(jar) as classes:
                for name in classes.namelist():
                    if name.startswith(OF_SPARK.decode()) and name.endswith(".class"):
                        new_name = name.replace(OF_SPARK.decode(), OF_ICEBERG.decode())
                        renamed.writestr(new_name, _renamed(classes.read(name)))
    return [str(runtime), str(jackson)]


def _renamed(code: bytes) -> bytes:
    """A class with another name for its package, wherever one of its constants names that."""
    parts, place, number = [code[:10]], 10, 1
    (constants,) = struct.unpack_from(">H", code, 8)
    while number < constants:
        tag = code[place]
        if tag == TEXT:
            (length,) = struct.unpack_from(">H", code, place + 1)
            text = code[place + 3 : place + 3 + length]
            for mark in (b"/", b"."):
                text = text.replace(OF_SPARK.replace(b"/", mark), OF_ICEBERG.replace(b"/", mark))
            parts.append(struct.pack(">BH", TEXT, len(text)) + text)
            place += 3 + length
        else:
            parts.append(code[place : place + LENGTHS[tag]])
            place += LENGTHS[tag]
        # These two take the place of two constants.
        number += 2 if tag in (LONG, DOUBLE) else 1
    return b"".join([*parts, code[place:]])
