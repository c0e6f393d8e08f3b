"""Whatever is put where a name is expected, the answer is the library's own sentence: no trace of another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, alerts, cleaning, datasets, imperfect, periods, rate, schemas, standard_weights

ODD: list[Any] = [
    None,
    pd.NA,
    5,
    2.5,
    b"two",
    [1],
    ["two"],
    {"a": 1},
    np.array([1, 2]),
    float("nan"),
    "9" * 5000,
    object(),
]
CALLS: dict[str, Callable[[Any], object]] = {
    "sides": lambda odd: rate(3, 10, sides=odd),
    "method": lambda odd: rate(3, 10, method=odd),
    "dataset": datasets.load,
    "description": datasets.describe,
    "standard": standard_weights,
    "age": lambda odd: standard_weights("european-2013", [odd]),
    "period": periods.parse,
    "rounding": lambda odd: imperfect.counts_for("10%", 100, rounding=odd),
    "printed": lambda odd: imperfect.counts_for(odd, 100),
    "step": lambda odd: cleaning.read_table(pd.DataFrame({"n": ["1"]}), columns={"n": [odd]}),
    "cells": lambda odd: imperfect.tighten(odd, totals="all"),
    "totals": lambda odd: imperfect.tighten({"a": "*", "b": 2, "all": 5}, totals=odd),
    "parts": lambda odd: imperfect.tighten({"a": "*", "b": 2, "all": 5}, totals={"all": odd}),
    "seconds": lambda odd: imperfect.tighten({"a": "*", "b": 2, "all": 5}, totals="all", seconds=odd),
    "groups": lambda odd: alerts.differentials([1, 2], [10, 20], groups=odd),
    "key": lambda odd: schemas.validate(pd.DataFrame({"k": ["a"], "n": [1]}), schemas.Counts, keys=[odd], counts="n"),
}
MEANT = [
    ("method", None),
    ("age", 5),
    ("parts", None),
    ("seconds", 5),
    ("seconds", 2.5),
    ("groups", np.array([1, 2])),
    ("groups", None),
]  # which have a meaning there


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("place", range(len(ODD)))
def test_odd_arguments_are_refused_in_words(call: str, place: int) -> None:
    odd = ODD[place]
    if any(call == name and repr(odd) == repr(meant) for name, meant in MEANT):
        return
    with pytest.raises(DispropError, match=r"\S+ \S+ \S+"):
        CALLS[call](odd)


@pytest.mark.parametrize("cell", ["<" + "9" * 5000, "1-" + "9" * 5000, "9" * 5000, "9" * 5000 + "h"])
def test_numbers_longer_than_any_count_stay_text_with_a_question(cell: str) -> None:
    frame = pd.DataFrame({"k": ["a"], "n": [cell]})
    for step in [*cleaning.REPAIRS, "bounds"]:
        assert cleaning.read_table(frame, columns={"n": [step, "integer"]}).questions
    (found,) = schemas.check(frame, schemas.Counts, keys="k", counts="n").errors
    assert (found.column, found.position) == ("n", 0)
