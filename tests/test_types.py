"""What type checkers know of the library: its modules, its names, and the methods that each function takes."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from mypy import api

import disprop
from disprop import _methods
from disprop._arrays import SIDES
from disprop.intervals import FAMILIES
from tools import method_names

RIGHT = """
from typing import Any, assert_type
import disprop
from disprop import alerts, paired, rate, rate_ratio, strata

assert_type(rate(3, 100, method="byar", sides="upper", level=[0.9, 0.95]), disprop.Estimate)
assert_type(disprop.alerts.precision(disprop.alerts.Deployment(true_alerts=3, false_alerts=9)), disprop.Estimate)
assert_type(disprop.direct_rate([3, 4], [90, 80], standard=[1, 2], method="dobson-byar"), disprop.Estimate)
assert_type(disprop.__version__, str)
"""
WRONG = """
import disprop
from disprop import alerts, rate, strata

rate(3, 100, method="garwod")
rate(3, 100, sides="left")
disprop.rate_ratio(group=(1, 9), reference=(2, 9), method="katz-log")
disprop.strata.mantel_haenszel("rate ratio", group=([1], [9]), reference=([2], [9]), method="greenland")
disprop.alerts.precision(alerts.Deployment(true_alerts=3, false_alerts=9), method="wilsen")
disprop.odds
"""
# Libraries whose types no signature of these files names are not read: that takes three times as long.
UNREAD = ",".join(f"{name}.*" for name in ("pandas", "pandera", "narwhals", "scipy", "statsmodels", "matplotlib"))
STRICT = f"""
[mypy]
strict = True
[mypy-{UNREAD}]
follow_imports = skip
follow_imports_for_stubs = True
"""


def told(path: Path) -> list[tuple[str, int, str]]:
    """Return the file, the line and the code of each error that mypy finds in the two files of a user."""
    for name, source in (("right.py", RIGHT), ("wrong.py", WRONG)):
        (path / name).write_text(source, encoding="utf-8")
    (path / "mypy.ini").write_text(STRICT, encoding="utf-8")
    options = ("--config-file", str(path / "mypy.ini"), "--cache-dir", str(path / "cache"))
    said, _, _ = api.run([*options, str(path / "right.py"), str(path / "wrong.py")])
    errors = re.findall(r"(\w+\.py):(\d+): error: .*\[([\w-]+)\]$", said, re.MULTILINE)
    return [(name, int(line), code) for name, line, code in errors]


def test_a_misspelt_method_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYPYPATH", str(Path(disprop.__file__).parents[1]))
    wrong = [(line, "arg-type") for line in range(5, 10)]
    assert told(tmp_path) == [("wrong.py", line, code) for line, code in [*wrong, (10, "attr-defined")]]


def test_the_types_are_those_of_the_families() -> None:
    assert method_names.TARGET.read_text(encoding="utf-8") == method_names.text()
    assert method_names.untyped() == []
    assert _methods.Sides.__args__ == SIDES  # type: ignore[attr-defined]
    assert _methods.RateMethod.__args__ == tuple(FAMILIES["rate"].methods)  # type: ignore[attr-defined]


def test_the_package_says_that_it_is_typed() -> None:
    assert files("disprop").joinpath("py.typed").is_file()
