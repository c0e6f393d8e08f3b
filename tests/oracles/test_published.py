"""Figures printed in papers and manuals, to half a unit of their last digit, and a count of what was left out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from disprop.intervals import FAMILIES
from oracles.test_oracles import ASK, FILES, Counts, read

PUBLISHED = read("published")["cases"]
LEFT_OUT = read("left_out")


@pytest.mark.parametrize(
    "case", PUBLISHED, ids=lambda case: f"{case['citation'][:20]}-{case['method']}-{case['inputs']}"
)
def test_published_figures(case: Counts) -> None:
    found = ASK[case["parameter"]](case["inputs"], method=case["method"], level=case["level"])
    half = 0.5 * 10.0 ** -case["decimals"] * (1 + 1e-9)
    ours = {"estimate": found.value, "lower": found.low, "upper": found.high, "p": found.p_value(1.0)}
    printed = {name: float(figure) for name, figure in case["expected"].items()}
    assert {name: ours[name] for name in printed} == pytest.approx(printed, rel=0, abs=half)


@pytest.mark.parametrize("name", FILES)
def test_every_case_of_r_is_here_or_left_out_for_a_reason(name: str) -> None:
    held, without = read(name), LEFT_OUT[name]["left_out"]
    kept = [case["method"] for case in held["cases"]]
    assert len(kept) + sum(method["cases"] for method in without.values()) == LEFT_OUT[name]["cases"]
    assert not set(kept) & set(without)
    assert all(method["why"] for method in without.values())


@pytest.mark.parametrize("name", FILES)
def test_every_case_that_is_here_is_for_a_method_of_ours(name: str) -> None:
    source: dict[str, Any] = read(name)["source"]
    assert {method["ours"] for method in source["methods"].values()} <= set(FAMILIES[source["parameter"]].methods)


def test_no_published_figure_is_left_out_without_a_reason() -> None:
    assert all(case["why"] for case in json.loads(Path(__file__).with_name("published.json").read_text())["left_out"])
