"""Limits of every method against R and against fifty-digit answers: see README.md beside this file."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from disprop import Estimate, proportion, rate, rate_ratio, risk_ratio
from disprop.intervals import FAMILIES

HERE = Path(__file__).parent
FILES = ("proportion", "rate", "rate_ratio", "risk_ratio")
CLOSE = 1e-12  # relative, no absolute allowance; the largest distance seen is 1.2e-14
Counts = dict[str, Any]

ASK: dict[str, Callable[..., Estimate]] = {
    "proportion": lambda i, **k: proportion(i["x"], i["n"], **k),
    "rate": lambda i, **k: rate(i["x"], i["T"], **k),
    "rate ratio": lambda i, **k: rate_ratio(group=(i["x1"], i["T1"]), reference=(i["x2"], i["T2"]), **k),
    "risk ratio": lambda i, **k: risk_ratio(group=(i["x1"], i["n1"]), reference=(i["x2"], i["n2"]), **k),
}


@dataclass
class Batch:
    """The cases of one method at one level, as columns."""

    parameter: str
    method: str
    level: float
    cases: list[Counts] = field(default_factory=list)

    def inputs(self) -> dict[str, np.ndarray[Any, Any]]:
        names = self.cases[0]["inputs"]
        return {name: np.array([case["inputs"][name] for case in self.cases]) for name in names}

    def ask(self) -> Estimate:
        return ASK[self.parameter](self.inputs(), method=self.method, level=self.level)


def read(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return held


def batches() -> dict[str, Batch]:
    found: dict[str, Batch] = {}
    for name in FILES:
        held = read(name)
        for case in held["cases"]:
            parameter, ours = held["source"]["parameter"], held["source"]["methods"][case["method"]]["ours"]
            key = f"{parameter}-{case['method']}-{case['level']}"
            found.setdefault(key, Batch(parameter, ours, case["level"])).cases.append(case)
    return found


BATCHES = batches()


# Where we differ on purpose. Each convention turns the limits of the reference into ours.


def as_it_is(_: Counts, low: float, high: float) -> tuple[float, float]:
    """No difference: the rule."""
    return low, high


def clipped(_: Counts, low: float, high: float) -> tuple[float, float]:
    """A proportion has no limit below 0 or above 1."""
    return max(low, 0.0), min(high, 1.0)


def from_zero(inputs: Counts, low: float, high: float) -> tuple[float, float]:
    """Byar's lower limit is undefined at no events: we give 0."""
    return (0.0 if inputs["x"] == 0 else low), high


def whole_line_at_zero(inputs: Counts, low: float, high: float) -> tuple[float, float]:
    """A logarithm says nothing at a zero count: the interval is the whole support."""
    return (0.0, np.inf) if 0 in (inputs["x1"], inputs["x2"]) else (low, high)


CONVENTIONS: dict[tuple[str, str], Callable[[Counts, float, float], tuple[float, float]]] = {
    ("proportion", "agresti-coull"): clipped,
    ("proportion", "wald"): clipped,
    ("rate", "byar"): from_zero,
    ("rate ratio", "wald-log"): whole_line_at_zero,
    ("risk ratio", "katz-log"): whole_line_at_zero,
}


def expected(batch: Batch) -> list[tuple[float, float]]:
    convention = CONVENTIONS.get((batch.parameter, batch.method), as_it_is)
    return [convention(case["inputs"], *reference(case)) for case in batch.cases]


def reference(case: Counts) -> tuple[float, float]:
    low, high = (np.nan if (limit := case.get("ref", {}).get(key)) is None else limit for key in ("lower", "upper"))
    return float(low), float(high)


def distances(ours: Any, theirs: Any) -> Any:
    """Return relative distances; equal infinities and equal zeros are at none, NaN is infinitely far."""
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.abs(ours - theirs) / np.maximum(np.abs(ours), np.abs(theirs))
    return np.where(ours == theirs, 0.0, np.where(np.isnan(relative), np.inf, relative))


@pytest.mark.parametrize("key", BATCHES)
def test_limits_agree_with_the_reference(key: str) -> None:
    batch, found = BATCHES[key], BATCHES[key].ask()
    ours = np.column_stack([found.low, found.high])
    theirs = np.array(expected(batch))
    far = distances(ours, theirs).max(axis=1)
    at = int(far.argmax())
    assert far[at] <= CLOSE, f"{batch.cases[at]['inputs']}: {ours[at]} is {far[at]:.1e} from {theirs[at]}"


@pytest.mark.parametrize("key", BATCHES)
def test_the_value_is_the_plain_estimate(key: str) -> None:
    batch = BATCHES[key]
    exact = np.array([plain(**case["inputs"]) for case in batch.cases])
    same = np.isclose(batch.ask().value, exact, rtol=1e-15, atol=0, equal_nan=True)
    assert same.all(), batch.cases[int((~same).argmax())]["inputs"]


def plain(**inputs: float) -> float:
    """Return x/n or (x1/n1)/(x2/n2) by exact fractions, rounded once."""
    exact = {name.replace("T", "n"): Fraction(count) for name, count in inputs.items()}
    if "x" in exact:
        return float(exact["x"] / exact["n"])
    top, bottom = exact["x1"] * exact["n2"], exact["x2"] * exact["n1"]
    if bottom == 0:
        return np.inf if top else np.nan
    return float(top / bottom)


# R itself, to the digits that it gives. Root searches that stop early are compared to the reference only.

EARLY_STOP = {"midp_exactci", "midp_ratesci", "midp_epitools"}
R_DIGITS = {"score_mn": 1e-9}  # its search goes to 13 decimals
CLOSED_FORM = 1e-12


@pytest.mark.parametrize("key", [key for key in BATCHES if key.split("-")[1] not in EARLY_STOP])
def test_limits_agree_with_r(key: str) -> None:
    batch = BATCHES[key]
    found, name = batch.ask(), key.split("-")[1]
    printed = np.array([[float(case.get(k, "nan")) for k in ("lower", "upper")] for case in batch.cases])
    stated = np.isfinite(printed) & (printed == np.array([*map(support(batch), printed)]))
    far = np.where(stated, distances(np.column_stack([found.low, found.high]), printed), 0.0).max(axis=1)
    at = int(far.argmax())
    assert far[at] <= R_DIGITS.get(name, CLOSED_FORM), f"{batch.cases[at]}: {found[at]!r}, {far[at]:.1e} away"


def support(batch: Batch) -> Callable[[Any], Any]:
    return lambda limits: np.clip(limits, *FAMILIES[batch.parameter].support)


# R's p-values of no difference. They test `p_value`, which comes from the intervals alone.

P_VALUES = {
    "exact_conditional": ("exact", "p_value", 1e-10, 0.0),
    "score_mn": ("score", "p_two_sided", 1e-10, 0.0),
    "midp_epitools": (
        "mid-p",
        "p_midp",
        1e-10,
        1e-14,
    ),  # epitools takes the tail from 1, so 14 decimals are right
}
SMALLEST = 1e-299  # below this neither program tells p-values apart


@pytest.mark.parametrize("name", P_VALUES)
def test_p_values_agree_with_r(name: str) -> None:
    method, key, relative, absolute = P_VALUES[name]
    cases = [case for case in read("rate_ratio")["cases"] if case["method"] == name and case[key] is not None]
    ours = np.maximum(Batch("rate ratio", method, 0.95, cases).ask().p_value(1.0), SMALLEST)
    printed = np.maximum([float(case[key]) for case in cases], SMALLEST)
    same = np.isclose(ours, printed, rtol=relative, atol=absolute)
    assert same.all(), [(case["inputs"], p) for case, p, ok in zip(cases, ours, same, strict=True) if not ok]


# Figures printed in papers and manuals, to half a unit of their last digit

PUBLISHED = read("published")["cases"]


@pytest.mark.parametrize(
    "case", PUBLISHED, ids=lambda case: f"{case['citation'][:20]}-{case['method']}-{case['inputs']}"
)
def test_published_figures(case: Counts) -> None:
    found = ASK[case["parameter"]](case["inputs"], method=case["method"], level=case["level"])
    half = 0.5 * 10.0 ** -case["decimals"] * (1 + 1e-9)
    names = {"estimate": found.value, "lower": found.low, "upper": found.high}
    printed = {name: figure for name, figure in case["expected"].items() if name in names}
    assert {name: names[name] for name in printed} == pytest.approx(printed, rel=0, abs=half)


# The files themselves


def test_every_method_of_the_first_families_has_cases() -> None:
    covered = defaultdict(set)
    for batch in BATCHES.values():
        covered[batch.parameter].add(batch.method)
    assert {
        parameter: covered[parameter] >= set(FAMILIES[parameter].methods) for parameter in covered
    } == dict.fromkeys(ASK, True)


def test_no_case_is_left_out() -> None:
    assert {name: len(read(name)["cases"]) for name in FILES} == {
        "proportion": 534,
        "rate": 420,
        "rate_ratio": 366,
        "risk_ratio": 144,
    }
    assert sum(len(batch.cases) for batch in BATCHES.values()) == 534 + 420 + 366 + 144


def test_only_zero_counts_of_the_log_methods_lack_a_reference() -> None:
    bare = [
        (batch.method, 0 in (case["inputs"]["x1"], case["inputs"]["x2"]))
        for batch in BATCHES.values()
        for case in batch.cases
        if "ref" not in case
    ]
    assert set(bare) == {("wald-log", True), ("katz-log", True)}
    assert len(bare) == 13 + 13


@pytest.mark.parametrize("name", FILES)
def test_every_case_names_its_source(name: str) -> None:
    held = read(name)
    source = held["source"]
    assert source["software"] == "R 4.2.2"
    assert source["versions"]
    assert {case["method"] for case in held["cases"]} == set(source["methods"])
    assert all(method["call"] for method in source["methods"].values())
