"""Importing disprop is light, and each module loads when it is asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("pandas", "pandera", "narwhals", "polars", "statsmodels", "scipy.stats", "matplotlib")


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def modules_after(statement: str) -> set[str]:
    """Return the names of all modules that a fresh interpreter holds after one statement."""
    done = run(sys.executable, "-c", f"{statement}\nimport sys\nprint(*sys.modules)")
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_import_loads_nothing_but_where_names_are() -> None:
    loaded = modules_after("import disprop")
    assert {name for name in loaded if name.startswith("disprop")} == {"disprop", "disprop._data"}
    assert loaded.isdisjoint({"numpy", "scipy", *HEAVY})


def test_a_function_loads_what_it_needs() -> None:
    loaded = modules_after("from disprop import rate")
    assert loaded.isdisjoint({"disprop.standardise", "disprop.periods", "disprop._compare", *HEAVY})
    assert "scipy.special" in loaded


def test_an_answer_loads_nothing_heavy() -> None:
    loaded = modules_after("import disprop; disprop.rate_ratio(group=(3, 10), reference=(1, 10)).p_value(1)")
    assert [name for name in HEAVY if name in loaded] == []


@pytest.mark.parametrize("name", ["planning", "plot", "disparity", "imperfect", "alerts"])
def test_modules_that_need_no_frames_load_none(name: str) -> None:
    assert modules_after(f"import disprop.{name}").isdisjoint(HEAVY)


def test_plots_load_what_draws_when_they_draw() -> None:
    assert modules_after("import disprop.plot, disprop.report").isdisjoint(
        {"matplotlib", "statsmodels", "great_tables"}
    )


def test_frames_of_pandas_load_no_other_engine() -> None:
    loaded = modules_after("import disprop.tables, disprop.schemas, disprop.cleaning, disprop.claims")
    engines = ("polars", "dask", "pyspark", "modin", "ibis", "duckdb", "cudf", "geopandas", "sqlframe")
    others = ("statsmodels", "scipy.stats", "scipy.optimize", "matplotlib", "python_calamine", "hypothesis", "xarray")
    assert [name for name in (*engines, *others) if name in loaded] == []
    assert "pandera.pandas" in loaded


def test_reading_a_file_loads_no_schemas() -> None:
    assert modules_after("import disprop.cleaning").isdisjoint({"pandera", "disprop.schemas", "disprop.tables"})
