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

from disprop import Estimate, odds_ratio, proportion, rate, rate_difference, rate_ratio, risk_difference, risk_ratio
from disprop.intervals import FAMILIES

HERE = Path(__file__).parent
FILES = ("proportion", "rate", "rate_difference", "rate_ratio", "risk_difference", "risk_ratio", "odds_ratio")
CLOSE = 1e-12  # relative, no absolute allowance; the largest distance seen is 1.2e-14
Counts = dict[str, Any]

ASK: dict[str, Callable[..., Estimate]] = {
    "proportion": lambda i, **k: proportion(i["x"], i["n"], **k),
    "rate": lambda i, **k: rate(i["x"], i["T"], **k),
    "rate difference": lambda i, **k: rate_difference(group=(i["x1"], i["T1"]), reference=(i["x2"], i["T2"]), **k),
    "rate ratio": lambda i, **k: rate_ratio(group=(i["x1"], i["T1"]), reference=(i["x2"], i["T2"]), **k),
    "risk difference": lambda i, **k: risk_difference(group=(i["x1"], i["n1"]), reference=(i["x2"], i["n2"]), **k),
    "risk ratio": lambda i, **k: risk_ratio(group=(i["x1"], i["n1"]), reference=(i["x2"], i["n2"]), **k),
    "odds ratio": lambda i, **k: odds_ratio(group=(i["x1"], i["n1"]), reference=(i["x2"], i["n2"]), **k),
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


def not_negative(_: Counts, low: float, high: float) -> tuple[float, float]:
    """A rate has no limit below 0."""
    return max(low, 0.0), high


def from_zero(inputs: Counts, low: float, high: float) -> tuple[float, float]:
    """Byar's lower limit is undefined at no events: we give 0."""
    return (0.0 if inputs["x"] == 0 else low), high


def empty_cell(inputs: Counts) -> bool:
    """Tell whether a count, or what is left of a sample, is 0."""
    rest = [inputs[f"n{i}"] - inputs[f"x{i}"] for i in (1, 2) if "n1" in inputs]
    return 0 in (inputs["x1"], inputs["x2"], *rest)


def whole_line_at_zero(inputs: Counts, low: float, high: float) -> tuple[float, float]:
    """A logarithm says nothing at a zero count: the interval is the whole support."""
    return (0.0, np.inf) if 0 in (inputs["x1"], inputs["x2"]) else (low, high)


def whole_line_at_empty_cell(inputs: Counts, low: float, high: float) -> tuple[float, float]:
    """Nor at 0 of the rest, for an odds ratio."""
    return (0.0, np.inf) if empty_cell(inputs) else (low, high)


CONVENTIONS: dict[tuple[str, str], Callable[[Counts, float, float], tuple[float, float]]] = {
    ("proportion", "agresti-coull"): clipped,
    ("proportion", "wald"): clipped,
    ("rate", "byar"): from_zero,
    ("rate", "wald"): not_negative,
    ("rate ratio", "wald-log"): whole_line_at_zero,
    ("risk ratio", "katz-log"): whole_line_at_zero,
    ("odds ratio", "woolf-log"): whole_line_at_empty_cell,
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
    of = VALUES.get(batch.parameter, plain)
    exact = np.array([of(**case["inputs"]) for case in batch.cases])
    # two or three operations on whole numbers: four units of rounding
    same = np.isclose(batch.ask().value, exact, rtol=1e-15, atol=0, equal_nan=True)
    assert same.all(), batch.cases[int((~same).argmax())]["inputs"]


def plain_odds(x1: int, n1: int, x2: int, n2: int) -> float:
    """Return (x1/(n1 - x1))/(x2/(n2 - x2)), rounded once."""
    top, bottom = x1 * (n2 - x2), x2 * (n1 - x1)
    if bottom == 0:
        return np.inf if top else np.nan
    return float(Fraction(top, bottom))


def plain(**inputs: float) -> float:
    """Return x/n or (x1/n1)/(x2/n2) by exact fractions, rounded once."""
    exact = {name.replace("T", "n"): Fraction(count) for name, count in inputs.items()}
    if "x" in exact:
        return float(exact["x"] / exact["n"])
    top, bottom = exact["x1"] * exact["n2"], exact["x2"] * exact["n1"]
    if bottom == 0:
        return np.inf if top else np.nan
    return float(top / bottom)


def difference(**inputs: float) -> float:
    """Return x1/n1 - x2/n2 by exact fractions, rounded once."""
    x1, n1, x2, n2 = (Fraction(count) for count in inputs.values())
    return float(x1 / n1 - x2 / n2)


# R itself, to the digits that it gives. Root searches that stop early are compared to the reference only.

EARLY_STOP = {
    "midp_exactci",
    "midp_ratesci",
    "midp_epitools",
    "likelihood_ratio",
    "fisher_conditional",
    "midp_exact2x2",
    "exact_epitools",
    "desctools_mn",
    "desctools_mee",
    "koopman_propcis",
}
R_DIGITS = {"rate ratio-score_mn": 1e-9, "rate difference-score_mn": 1e-9}  # its search goes to 13 decimals
ROUNDED = 1e-6  # it rounds a fitted risk to 10 decimals on the way
R_DIGITS |= {f"risk ratio-{name}": ROUNDED for name in ("koopman_ratesci", "score_mn", "scas")}
R_DIGITS |= {f"risk difference-{name}": ROUNDED for name in ("mee_ratesci", "score_mn", "scas")}
R_DIGITS |= {"rate ratio-scas": 1e-8, "rate difference-scas": 1e-7, "odds ratio-scas": 1e-11}
R_DIGITS["proportion-blaker"] = 1e-9  # its search goes to 12 decimals
R_DIGITS["proportion-scas"] = 1e-10  # its closed form takes a difference of near equals
CLOSED_FORM = 1e-12


@pytest.mark.parametrize("key", [key for key in BATCHES if key.split("-")[1] not in EARLY_STOP])
def test_limits_agree_with_r(key: str) -> None:
    batch = BATCHES[key]
    found = batch.ask()
    printed = np.array([[float(case.get(k, "nan")) for k in ("lower", "upper")] for case in batch.cases])
    stated = np.isfinite(printed) & (printed == np.array([*map(support(batch), printed)]))
    far = np.where(stated, distances(np.column_stack([found.low, found.high]), printed), 0.0).max(axis=1)
    at = int(far.argmax())
    digits = R_DIGITS.get(key.rsplit("-", 1)[0], CLOSED_FORM)
    assert far[at] <= digits, f"{batch.cases[at]}: {found[at]!r}, {far[at]:.1e} away"


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


ODDS_P_VALUES = {"midp_exact2x2": ("mid-p", "p_value", 1e-9), "score_mn": ("miettinen-nurminen", "p_two_sided", 1e-10)}


@pytest.mark.parametrize("name", ODDS_P_VALUES)
def test_p_values_of_an_odds_ratio_agree_with_r(name: str) -> None:
    method, key, relative = ODDS_P_VALUES[name]
    cases = [case for case in read("odds_ratio")["cases"] if case["method"] == name and key in case]
    ours = np.maximum(Batch("odds ratio", method, 0.95, cases).ask().p_value(1.0), SMALLEST)
    printed = np.maximum([float(case[key]) for case in cases], SMALLEST)
    same = np.isclose(ours, printed, rtol=relative, atol=0)
    assert same.all(), [(c["inputs"], p, q) for c, p, q, ok in zip(cases, ours, printed, same, strict=True) if not ok]


# The files themselves

# R centres these on medians: not our equation
COMPOSED = {
    f"mover-{name}" for name in ("byar", "clopper-pearson", "garwood", "jeffreys", "likelihood", "mid-p", "scas")
}
# or has no composition of them
COMPOSED |= {"mover-agresti-coull", "mover-wilson-cc"}


# No program of R at hand had them: see tests/equations.
NO_PEER = {"rate": {"likelihood", "wald-log"}, "rate ratio": {"jeffreys", "likelihood"}}


def test_every_method_of_the_first_families_has_cases() -> None:
    covered = defaultdict(set)
    for batch in BATCHES.values():
        covered[batch.parameter].add(batch.method)
    assert {
        parameter: covered[parameter] | COMPOSED | NO_PEER.get(parameter, set()) >= set(FAMILIES[parameter].methods)
        for parameter in covered
    } == dict.fromkeys(ASK, True)


def test_every_case_is_in_a_batch() -> None:
    assert sum(len(batch.cases) for batch in BATCHES.values()) == sum(len(read(name)["cases"]) for name in FILES)


def test_only_zero_counts_of_the_log_methods_lack_a_reference() -> None:
    bare = [
        (batch.method, empty_cell(case["inputs"]))
        for batch in BATCHES.values()
        for case in batch.cases
        if "ref" not in case
    ]
    assert set(bare) == {("wald-log", True), ("katz-log", True), ("woolf-log", True)}
    assert len(bare) == 13 + 13 + 14


@pytest.mark.parametrize("name", FILES)
def test_every_case_names_its_source(name: str) -> None:
    held = read(name)
    source = held["source"]
    assert source["software"] == "R 4.2.2"
    assert source["versions"]
    assert {case["method"] for case in held["cases"]} == set(source["methods"])
    assert all(method["call"] for method in source["methods"].values())


VALUES: dict[str, Callable[..., float]] = {
    "rate difference": difference,
    "risk difference": difference,
    "odds ratio": plain_odds,
}
