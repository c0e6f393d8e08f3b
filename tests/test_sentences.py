"""Sentences: words that the interval bears out, the numbers of the table, and no word that a reader stumbles over."""

from __future__ import annotations

import re
from typing import Any

import pytest

from disprop import Estimate, Record, between, proportion, rate, rate_difference, rate_ratio, risk_difference
from disprop.estimate import Result
from laws.test_options import OWN, asked
from test_records import RESULTS

STYLES = ("news", "journal")
NEVER = re.compile(r"\b(nan|inf|None|1 (people|events|stops|persons))\b|  |\{|\}|\.\.|inf(inity)? times")
NAMED: dict[str, str] = {"group": "Black people", "reference": "White people", "events": "stops"}
FOUND: dict[str, Result] = {
    **RESULTS,
    **{name: one for name, own in OWN.items() if isinstance(one := own.call(**asked(own)), Result)},
}
COMPARED = ("rate ratio", "risk ratio", "odds ratio", "rate difference", "risk difference")


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", FOUND)
def test_every_result_has_sentences_that_can_be_printed(name: str, style: str) -> None:
    found = FOUND[name]
    for names in ({}, NAMED, {"population": "residents"}):
        said = found.sentence(style, **names)
        assert not NEVER.search(said), said
        for line in said.splitlines():
            assert line.endswith((".", ":")), line
            assert not line[0].islower()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", [name for name, own in FOUND.items() if isinstance(own, Estimate) and own.value.size])
def test_groups_are_named_where_they_are_given(name: str, style: str) -> None:
    found = FOUND[name]
    said = found.sentence(style, **NAMED)
    assert "Black people" in said or "Black person" in said
    if found.measure in COMPARED:
        assert "White people" in said


STOPS = {"group": (33, 46_476), "reference": (352, 1_761_205)}


@pytest.mark.parametrize(
    ("found", "names", "said"),
    [
        (
            rate_ratio(**STOPS),
            NAMED,
            """There were 33 stops among 46,476 Black people, about 3.6 times the rate of White people
            (352 among 1,761,205). Allowing for chance, the figure is between 2.45 and 5.02 times, so more than twice
            (95% confidence).""",
        ),
        (
            rate_ratio(group=(0, 900), reference=(12, 5_000)),
            {},
            """There were no events among 900 people in the group (the reference: 12 among 5,000). Allowing for chance,
            the figure is at most 1.58 times the rate of the reference, which includes no difference (95% confidence).
            With so few events, one more or fewer would change the figure.""",
        ),
    ],
)
def test_sentences(found: Any, names: dict[str, str], said: str) -> None:
    assert found.sentence(**names) == " ".join(said.split())


@pytest.mark.parametrize(
    ("found", "spec", "text"),
    [
        (proportion(12, 14), ".0%", "86% (95% CI 60 to 98)"),
        (risk_difference(group=(3, 10), reference=(5, 20)), ".1%", "5.0 percentage points (95% CI -26.1 to 40.4)"),
    ],
)
def test_a_share_in_per_cent(found: Estimate, spec: str, text: str) -> None:
    assert f"{found:{spec}}" == text
    assert found.percent().per(1) == found


@pytest.mark.parametrize("found", [rate(3, 10), rate_ratio(**STOPS), rate_difference(**STOPS)])
def test_what_is_no_share_is_not_in_per_cent(found: Estimate) -> None:
    with pytest.raises(ValueError, match="per cent is for a share"):
        found.percent()


def test_counts_stay_whole_numbers() -> None:
    assert [type(cell) for cell in rate([3, 4], [10, 20]).to_dict()["population"]] == [int, int]
    assert rate([3, 4], [10, 20.5]).to_dict()["population"] == [10.0, 20.5]
    assert rate(between(0, 4), 900).to_dict()["events_most"] == [4]


def test_records_of_a_class_of_your_own_have_sentences() -> None:
    class Halves(Record):
        first: Estimate
        second: Estimate

    said = Halves(rate(3, 100), rate(1, 100)).sentence(events="stops")
    assert said.startswith("First: there were 3 stops among 100 people, 3 in 100.")
    assert "\nSecond: there was 1 stop among 100 people, 1 in 100." in said
