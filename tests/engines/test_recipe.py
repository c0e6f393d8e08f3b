"""The function of the how-to page, as it is printed there, on every engine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from disprop import rate_ratio, tables
from engines.frames import EAGER, rows
from engines.test_engines import INSTALLED

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "frames.md"
STOPS = {
    "force": ["Kent"] * 7 + ["Essex"] * 4,
    "ethnicity": ["Black"] * 3 + ["White"] * 4 + ["Black"] + ["White"] * 2 + ["Not stated"],
}
CENSUS = pd.DataFrame(
    {
        "force": ["Kent", "Kent", "Essex", "Essex"],
        "ethnicity": ["Black", "White"] * 2,
        "population": [500, 8_000, 400, 9_000],
    }
)


def as_printed() -> Callable[[Any, Any], Any]:
    found = re.search(r"```python\n(def ratios\(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    names: dict[str, Any] = {"tables": tables, "rate_ratio": rate_ratio}
    exec(found[1], names)  # noqa: S102 (the page is ours)
    function: Callable[[Any, Any], Any] = names["ratios"]
    return function


@pytest.mark.parametrize("make", INSTALLED)
def test_the_function_of_the_page_gives_the_same_on_every_engine(make: Callable[..., Any]) -> None:
    ratios = as_printed()
    found, expected = (
        {(row["force"], row["ethnicity"]): row for row in rows(ratios(kind(STOPS), CENSUS))}
        for kind in (make, EAGER["pandas"])
    )
    assert len(expected) == 4
    assert found.keys() == expected.keys()
    assert all(found[key]["value"] == pytest.approx(row["value"], rel=1e-12) for key, row in expected.items())
