"""Standardised rates and ratios against R and against 40-digit answers: see README.md beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from disprop import das_gupta, direct_rate, expected_events, indirect_rate, indirect_ratio, kitagawa

HERE = Path(__file__).parent
CLOSE = 1e-12  # relative, no absolute allowance; the largest distance seen is 4e-14
EXAMPLE = 1e-13
SEARCHED = {"dsrtest_dobson_midp"}  # R's search for a mid-p limit stops early: left to the reference
FEW = 10  # events: below this R takes the exact limits of a ratio, and gives none at all of a rate
Table = dict[str, Any]


def read(name: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))
    return held


DIRECT, REPEATED, INDIRECT = (
    read(name) for name in ("direct_standardised_rate", "dsr_nonindependent", "indirect_standardised")
)
DAS_GUPTA = read("das_gupta")
EXAMPLES = {table["name"]: table for table in read("standardised_examples")["tables"]}


def far(found: Any, *theirs: Any) -> float:
    """Return the largest relative distance of value and limits; a limit below 0 is 0 here, as no rate is below it."""
    ours = np.array([found.value, found.low, found.high], dtype=float)[-len(theirs) :]
    expected = np.maximum(np.array(theirs, dtype=float), 0.0)
    with np.errstate(invalid="ignore"):
        distances = np.abs(ours - expected) / np.maximum(ours, expected)
    return float(np.where(ours == expected, 0.0, distances).max())


def stated(table: Table, method: str) -> tuple[Any, ...]:
    limits = table["limits"][method]
    return tuple(limits[key] for key in ("estimate", "lower", "upper"))


@pytest.mark.parametrize("method", DIRECT["source"]["methods"])
@pytest.mark.parametrize("at", range(len(DIRECT["tables"])))
def test_direct_rates(method: str, at: int) -> None:
    table, ours = DIRECT["tables"][at], DIRECT["source"]["methods"][method]["ours"]
    inputs, limits = table["inputs"], table["limits"][method]
    found = direct_rate(inputs["count"], inputs["pop"], standard=inputs["stdpop"], method=ours, level=table["level"])
    if limits["lower"] is None:  # R gives none for so few events; ours are there and in order
        assert sum(inputs["count"]) < FEW
        assert 0 <= found.low <= found.value <= found.high < np.inf
        return
    assert method in SEARCHED or far(found, *stated(table, method)) <= CLOSE
    assert far(found, *limits.get("ref", [found.low, found.high])) <= CLOSE


@pytest.mark.parametrize("at", range(len(REPEATED["tables"])))
def test_rates_of_repeated_events(at: int) -> None:
    table = REPEATED["tables"][at]
    inputs = table["inputs"]
    found = direct_rate(
        inputs["people"],
        inputs["pop"],
        person="repeated",
        standard=inputs["stdpop"],
        method="dobson-byar",
        level=table["level"],
    )
    assert far(found, *stated(table, "phe_dsr_nonindependent")) <= CLOSE


def asked(method: str, table: Table) -> str:
    """Return our name of R's method, which in two cases depends on the number of events."""
    ours: str = INDIRECT["source"]["methods"][method]["ours"]
    if not method.startswith("phe"):
        return ours
    return "garwood" if sum(table["inputs"]["count"]) < FEW else "byar"


@pytest.mark.parametrize("method", INDIRECT["source"]["methods"])
@pytest.mark.parametrize("at", range(len(INDIRECT["tables"])))
def test_indirect_ratios_and_rates(method: str, at: int) -> None:
    table = INDIRECT["tables"][at]
    inputs = table["inputs"]
    reference = inputs["ref_count"], inputs["ref_pop"]
    how: dict[str, Any] = {"method": asked(method, table), "level": table["level"]}
    if method == "phe_israte":
        found = indirect_rate(inputs["count"], inputs["pop"], reference=reference, **how)
    else:
        found = indirect_ratio(sum(inputs["count"]), expected_events(inputs["pop"], reference=reference), **how)
    if method == "smr_log_wald_epitools" and len(inputs["count"]) == 1:
        assert stated(table, method) == ("inf", "inf", "inf")  # R loses what is expected of a single stratum
        return
    assert far(found, *stated(table, method)) <= CLOSE


@pytest.mark.parametrize("name", [name for name in EXAMPLES if name.startswith("fay")])
def test_table_1_of_fay_and_feuer(name: str) -> None:
    inputs, value = EXAMPLES[name]["inputs"], EXAMPLES[name]["value"]
    found = direct_rate(inputs["count"], inputs["pop"], standard=inputs["stdpop"]).per(100_000)
    assert far(found, *(value[key] for key in ("dsr", "lower", "upper"))) <= EXAMPLE


def test_the_example_of_selvin() -> None:
    inputs, value = EXAMPLES["selvin_2004_indirect"]["inputs"], EXAMPLES["selvin_2004_indirect"]["value"]
    expected = expected_events(inputs["pop"], reference=(inputs["ref_count"], inputs["ref_pop"]))
    found = indirect_ratio(sum(inputs["count"]), expected, method="wald-log")
    assert expected == pytest.approx(value["expected"], rel=1e-15)
    assert far(found, *(value[key] for key in ("sir", "lower", "upper"))) <= EXAMPLE


def test_no_case_is_left_out() -> None:
    held = {"direct": DIRECT, "repeated": REPEATED, "indirect": INDIRECT}
    assert {name: len(one["tables"]) for name, one in held.items()} == {"direct": 63, "repeated": 20, "indirect": 63}
    for one in held.values():
        assert all(set(table["limits"]) == set(one["source"]["methods"]) for table in one["tables"])
        assert one["source"]["software"] == "R 4.2.2"
        assert one["source"]["versions"]
    assert len(EXAMPLES) == 4


def half(table: Table) -> float:
    return float(0.5 * 10.0 ** -table["decimals"])


@pytest.mark.parametrize("table", DAS_GUPTA["composed"], ids=lambda table: table["example"][:3])
def test_decompositions_of_das_gupta(table: Table) -> None:
    def counts(side: dict[str, Any]) -> tuple[Any, Any]:
        """Return whole numbers: both are printed to 3 decimals, and a common factor of all counts changes nothing."""
        people, rate = (np.rint(np.array(side[name]) * 1_000) for name in ("population", "rate"))
        return people * rate, people * 1_000 * table["per"]

    sides = {side: counts(table[side]) for side in ("group", "reference")}
    found = kitagawa(**sides, factors=table["factors"])
    printed = [table["rates"], *table["composition"], table["difference"]]
    assert table["per"] * np.array([part.value for part in found]) == pytest.approx(printed, rel=0, abs=half(table))
    sides = {side: (table[side]["rate"], table[side]["population"]) for side in sides}
    found = kitagawa(**sides, factors=table["factors"], published=True)
    assert [part.value for part in found] == pytest.approx(printed, rel=0, abs=half(table))
    assert np.isnan(found.difference.low)


@pytest.mark.parametrize("table", DAS_GUPTA["products"], ids=lambda table: table["example"][:3])
def test_factors_of_a_product_of_das_gupta(table: Table) -> None:
    """The weights of the orders, with up to four factors; there is no printed table of three factors of composition."""
    found = das_gupta({side: dict(enumerate(table[side])) for side in ("reference", "group")})
    printed = [*table["effects"], table["difference"]]
    assert [part.value for part in found] == pytest.approx(printed, rel=0, abs=half(table))


def unmarried(factors: dict[str, Any]) -> float:
    a, b, c, d = (factors[name] for name in "ABCD")
    return float(1_000 * (a * b * c).sum() / ((a * b * c).sum() + (a * (1 - b) * d).sum()))


def test_differences_between_many_populations_add_up() -> None:
    table = DAS_GUPTA["many"]
    years = {
        year: {name: each[at] for name, each in table["factors"].items()}
        for at, year in enumerate(table["populations"])
    }
    found = das_gupta(years, rate=unmarried)  # type: ignore[arg-type]
    for name, printed in table["standardised"].items():
        assert found.standardised[name].value == pytest.approx(printed, rel=0, abs=half(table))
        assert found.parts[name].value == pytest.approx(np.array(printed[1:]) - printed[0], rel=0, abs=2 * half(table))
    crude = np.array(table["crude"])
    assert found.difference.value == pytest.approx(crude[1:] - crude[0], rel=0, abs=2 * half(table))
    pairs = [("1963", "1968"), ("1968", "1973"), ("1963", "1973")]
    alone = [das_gupta({year: years[year] for year in pair}, rate=unmarried).parts["A"].value for pair in pairs]  # type: ignore[arg-type]
    assert alone == pytest.approx(table["pairwise_A"], rel=0, abs=1e-6)  # two by two they do not
