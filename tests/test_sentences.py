"""Sentences: words that the interval bears out, the numbers of the table, and no word that a reader stumbles over."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

from disprop import (
    DispropError,
    Estimate,
    Record,
    alerts,
    areas,
    between,
    compare,
    disparity,
    odds_ratio,
    periods,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    risk_difference,
    risk_ratio,
    tables,
)
from disprop._sentences import WORDS as SAID
from disprop._text import decimals_for
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
    assert isinstance(found, Estimate)
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
            the figure is at most 1.58 times the rate of the reference, so there may be no difference (95% confidence).
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


# The numbers of a sentence are those of the estimate


DRAWN = np.random.default_rng(16)
MANY = 500
PEOPLE = DRAWN.integers(1, 400, (2, MANY)) * DRAWN.choice([1, 3, 500], (2, MANY))
RATES = DRAWN.choice([0, 0.001, 0.02, 0.1, 0.5, 1], (2, MANY))
EVENTS = DRAWN.binomial(PEOPLE, RATES)
SIDES: dict[str, Any] = dict(zip(("group", "reference"), zip(EVENTS, PEOPLE, strict=True), strict=True))
LAWFUL: dict[str, Estimate] = {
    "rate": rate(*SIDES["group"]),
    "rate, one limit": rate(*SIDES["group"], sides="upper"),
    "share": proportion(*SIDES["group"]),
    "rate ratio": rate_ratio(**SIDES),
    "rate ratio, one limit": rate_ratio(**SIDES, sides="lower"),
    "risk ratio": risk_ratio(**SIDES),
    "odds ratio": odds_ratio(**SIDES),
    "rate difference": rate_difference(**SIDES),
    "risk difference": risk_difference(**SIDES),
    "share in part": proportion(between(EVENTS[0], np.minimum(EVENTS[0] + 4, PEOPLE[0])), PEOPLE[0]),
}
NUMBER = r"([\d,]*\.?\d+(?:e-\d+)?)"
WORDS = {
    "half the": 1 / 2,
    "a third of the": 1 / 3,
    "two thirds of the": 2 / 3,
    "a quarter of the": 1 / 4,
    "three quarters of the": 3 / 4,
    "a fifth of the": 1 / 5,
    "a tenth of the": 1 / 10,
    "twice the": 2,
    **{f"{word} times the": i for i, word in enumerate(["three", "four", "five", "six", "seven", "eight", "nine"], 3)},
}
CLAIM = re.compile(rf", (almost |about |){NUMBER}(%| percentage points| (?:times|in|more|fewer) )")
RANGE = re.compile(rf"the figure is (?:between {NUMBER}[a-z %]* and |at least |at most ){NUMBER}")
LESS = re.compile("fewer|lower")


def plain(text: str) -> float:
    return float(text.replace(",", ""))


def scale_of(said: str, found: Estimate) -> float:
    """Return times what the numbers of a sentence are."""
    size = re.search(r" in ([\d,]+)[, .(]", said.partition(" among ")[2])
    return plain(size[1]) if size else 100.0 if found.unit else 1.0


def said_number(said: str) -> tuple[str, float, float] | None:
    """Return how a number is said, the number, and half a unit of its last digit, or how far a word may be off."""
    for words, number in WORDS.items():
        if found := re.search(rf", (almost |about |){words} (?:rate|share|odds) of", said):
            return found[1], number, 0.05 * min(number, 1)
    if found := re.search(r", (almost |about |)the (?:rate|share|odds) of", said):
        return found[1], 1.0, 0.05
    if not (claim := CLAIM.search(said)):
        return None
    digits, _, after = claim[2].replace(",", "").partition(".")
    zeros = -len(after) if after else len(digits) - len(digits.rstrip("0"))
    return claim[1], plain(claim[2]), 0.5 * 10.0**zeros


@pytest.mark.parametrize("name", LAWFUL)
def test_the_numbers_of_a_sentence_are_those_of_the_estimate(name: str) -> None:
    found = LAWFUL[name]
    lines = found.sentence().splitlines()
    tables = [f"{each}" for each in found]
    journal = found.sentence("journal").splitlines()
    assert len(lines) == len(journal) == MANY
    for one, said, text, line in zip(found, lines, tables, journal, strict=True):
        assert text in line
        agrees(one, said)


def agrees(one: Estimate, said: str) -> None:
    value, low, high = (scale_of(said, one) * float(number) for number in (one.value, one.low, one.high))
    claim = said_number(said)
    if claim and np.isfinite(value) and "between" not in said.partition("Allowing")[0]:
        about, number, off = claim
        signed = -number if LESS.search(said.partition("(")[0]) else number
        assert abs(signed - value) <= off * (1 + 1e-9), said
        assert not about or low <= signed <= high, said
        assert {"almost ": value < number, "": np.isclose(signed, value, rtol=1e-9)}.get(about, True), said
        assert number != 0
        assert one.measure != "proportion" or number != 100 or value == 100, said
    if limits := RANGE.search(said):
        digits = decimals_for(value, low, high)
        known_ends: list[float] = [low, high, *(scale_of(said, one) * float(end) for end in (one.least, one.most))]
        ends = [abs(end) for end in known_ends]
        for printed in filter(None, limits.groups()):
            decimals, known = len(printed.partition(".")[2]), plain(printed)
            assert any(abs(known - end) <= 0.5 * 10.0**-decimals * (1 + 1e-9) for end in ends), said
            assert known not in {1, 2, 100} or any(np.isclose(known, end, rtol=1e-9) for end in ends), said
            assert decimals >= digits or len(re.sub(r"^[0.]+|\D", "", printed)) >= 3, said
            assert "e" not in printed
    if more := re.search(r"so more than (twice|\w+ times|[\d,]+ times)", said):
        least = {"twice": 2.0}.get(more[1]) or WORDS.get(f"{more[1]} the") or plain(more[1].split()[0])
        assert float(one.low) > least, said
    null = {"ratio": 1.0, "difference": 0.0}.get(one.measure.split()[-1])
    if null is not None and not np.isnan(one.low) and "may be anything" not in said:
        assert ("may be no difference" in said) == bool(one.low <= null <= one.high), said


# Of frames


STOPS_BY = pd.DataFrame({"ethnicity": ["Black", "White"], "stops": [143, 352], "population": [189_708, 1_761_205]})
BY: dict[str, Any] = {"columns": ("stops", "population"), "group": "ethnicity"}


@pytest.mark.parametrize("engine", [pd.DataFrame, pl.DataFrame, pl.LazyFrame, pa.Table.from_pydict])
def test_a_row_has_a_sentence_on_any_engine(engine: Any) -> None:
    frame = engine(STOPS_BY.to_dict("list"))
    said = tables.sentences(tables.compare_by(frame, rate_ratio, **BY, reference="White"), group="{ethnicity} people")
    assert said[0].startswith(
        "There were 143 stops among 189,708 Black people, about 3.8 times the rate of the reference, White (352 among"
    )
    assert said[1] == "There were 352 stops among 1,761,205 White people, the reference."


def test_a_reading_has_the_counts_that_it_is_compared_with_or_none() -> None:
    found = tables.compare_by(STOPS_BY, disparity.readings, **BY, reference="White")
    share, others, reference = tables.sentences(found)
    assert "almost three times the rate of everyone (495 among 1,950,913)" in share
    assert "times the rate of all others. Allowing" in others
    assert "times the rate of the reference, White (352 among 1,761,205)" in reference


def test_a_rate_of_alerts_is_said_with_its_own_counts() -> None:
    both = alerts.both_conventions(
        alerts.Deployment(true_alerts=8, false_alerts=14, unverified_alerts=20, faces_seen=5_000)
    )
    alone, per_face = tables.sentences(tables.to_frame(both))
    assert alone.startswith("Per alert: there were 14 to 34 false alerts among 42 alerts, between 33.3% and 81.0%.")
    assert per_face.startswith("Per face: there were 14 to 34 false alerts among 5,000 faces seen, between 0.280%")


def test_each_row_reads_as_the_estimate_does() -> None:
    found = rate_ratio(group=([33, 0, 5], [46_476, 900, 10]), reference=([352, 4, 0], [1_761_205, 5_000, 10]))
    said = tables.sentences(tables.to_frame(found, {"force": ["Kent", "Essex", "Surrey"]}))
    own = [one.sentence().replace(" in the group", "") for one in found]
    assert said == [f"{force}: t{one[1:]}" for force, one in zip(("Kent", "Essex", "Surrey"), own, strict=True)]


@pytest.mark.parametrize(
    ("names", "words"),
    [({"style": "poem"}, "no style of a sentence is called 'poem'"), ({"group": "{x} people"}, "is called 'x'")],
)
def test_what_a_row_has_not(names: dict[str, Any], words: str) -> None:
    with pytest.raises(DispropError, match=words):
        tables.sentences(tables.to_frame(rate(3, 10)), **names)


# What hostile reading found


def test_missing_counts_are_not_said() -> None:
    columns = {"area": list("AAB"), "eth": ["Black", "White", "White"], "stops": [5, 10, 9], "people": [100, 300, 800]}
    found = tables.compare_by(
        pd.DataFrame(columns), rate_ratio, columns=("stops", "people"), group="eth", reference="White", within="area"
    )
    said = tables.sentences(found, group="{eth} people", reference="White people")
    assert said[2] == (
        "B: the rate ratio of Black people against White people cannot be given. Note: no row for this group."
    )
    assert not any("undefined" in line for line in said)


def test_a_trend_does_not_take_the_people_of_each_year_for_others() -> None:
    found = periods.trend([12, 15, 22, 30], [10_000] * 4, times=[2018, 2019, 2020, 2021])
    assert found.sentence(group="Black people").startswith(
        "The rate of Black people is about 1.4 times what it was a year before."
    )


@pytest.mark.parametrize(
    ("found", "part"),
    [
        (proportion(3, 1_000_000), "3 of 1,000,000, 0.0003%, or about 1 in 330,000"),
        (proportion(3, 1_000_000, sides="lower"), "at least 0.000082%"),
        (proportion(99_999, 100_000, level=0.999), "and 99.999999%"),
        (rate_ratio(group=(867, 75_422), reference=(5_769, 1_635_811)), "between 3.03 and 3.50 times"),
        (rate_ratio(group=(45_000, 10**6), reference=(9_795, 10**6)), "about 4.59 times the rate"),
        (rate_ratio(group=(5, 10**6), reference=(1, 10**8)), "between 69 and 11,897 times, so more than 60 times"),
    ],
)
def test_digits_that_an_editor_prints(found: Estimate, part: str) -> None:
    assert part in found.sentence()


@pytest.mark.parametrize(
    ("events", "one"),
    [("stops and searches", "stop and search"), ("series", "series"), ("uses of force", "use of force")],
)
def test_one_event(events: str, one: str) -> None:
    assert rate(1, 10).sentence(events=events).startswith(f"There was 1 {one} among 10 people")


# Who stands out, and what cannot be a number

FORCES = ["Kent", "Essex", "Surrey", "Dorset", "Sussex", "Norfolk"]
BY_FORCE = rate(pd.Series([900, 480, 500, 520, 490, 110], FORCES), [10_000] * 6)
SEVERAL = rate_ratio(group=([30, 12, 9], [1_000, 1_500, 800]), reference=([60, 55, 40], [8_000, 9_000, 4_000]))


@pytest.mark.parametrize(
    ("found", "first", "told"),
    [
        (
            areas.funnel(BY_FORCE, target=0.05, levels=0.95, overdispersion="none"),
            (
                "Kent lay above the 95% limits around the rate of 0.05, and Norfolk below;"
                " by chance alone about 0.29 of 6 areas would be outside."
            ),
            [f"{force}: there were" for force in FORCES],
        ),
        (
            areas.funnel(BY_FORCE[1:5], levels=0.998),
            (
                "No area lay outside of the 99.8% limits around the rate of 0.04975;"
                " by chance alone about 0.0073 of 4 areas would."
            ),
            [f"{force}: there were" for force in FORCES[1:5]],
        ),
        (
            areas.ranks(BY_FORCE),
            "Kent has the highest rate, also allowing for chance (95% confidence).",
            [
                "Kent, rank 1 (1 to 1): there were 900",
                "Dorset, rank 2",
                "Surrey, rank 3",
                "Sussex",
                "Essex",
                "Norfolk, rank 6",
            ],
        ),
        (
            areas.ranks(BY_FORCE[1:4]),
            "Allowing for chance, the highest rate may be that of Dorset, Surrey or Essex (95% confidence).",
            ["Dorset, rank 1 (1 to 3): there", "Surrey, rank 2 (1 to 3): there", "Essex, rank 3 (1 to 3): there"],
        ),
        (
            disparity.several(SEVERAL),
            "Number 1 differed from 1, allowing for chance and for 3 comparisons at once (95% confidence).",
            ["1: there were 30", "2: there were 12", "3: there were 9"],
        ),
        (
            disparity.several(dict(zip(FORCES, SEVERAL[1:], strict=False))),
            "None differed from 1, allowing for chance and for 2 comparisons at once (95% confidence).",
            ["Kent: there were 12", "Essex: there were 9"],
        ),
    ],
)
def test_who_stands_out_is_named_first(found: Record, first: str, told: list[str]) -> None:
    said, *rest = found.sentence().splitlines()
    assert said == first
    assert [line[: len(start)] for line, start in zip(rest, told, strict=True)] == told
    assert found.sentence("journal").splitlines()[0].rstrip(".:") == str(found).splitlines()[0].rstrip(".:")


@pytest.mark.parametrize(
    ("events", "said"),
    [
        (
            33,
            "The share of events above parity is about 72%. Allowing for chance, the figure is between 59.2% and 80.1%",
        ),
        (11, "The share of events above parity is about 16%. Allowing for chance, the figure is at most 52%"),
        (8, "fewer than at parity, so that none of them is above it. Allowing for chance, the figure is at most 40%"),
        (
            3,
            "none of them is above it. Allowing for chance, the group still has fewer than at parity (95% confidence).",
        ),
        (
            0,
            "none of them is above it. Allowing for chance, the group still has fewer than at parity (95% confidence).",
        ),
        (
            between(0, 40),
            "The share of events above parity is at most 76.8%. Allowing for chance, the figure is at most",
        ),
    ],
)
def test_events_below_parity_are_no_share_below_nothing(events: Any, said: str) -> None:
    share = disparity.excess(group=(events, 46_476), reference=(352, 1_761_205)).share
    assert said in share.sentence()
    assert "-" not in share.sentence()


def test_a_stage_that_narrows_a_disparity_is_said_in_words() -> None:
    found = disparity.stages(["stop", "search"], group=([300, 40], 5_000), reference=([2_000, 400], 100_000))
    assert "Share of search: its share of the whole disparity is about 58% the other way." in found.sentence()


WAS, NOW = ((20, 46_000), (300, 1_750_000)), ((33, 46_476), (352, 1_761_205))


@pytest.mark.parametrize(
    ("group", "reference", "said"),
    [
        (
            NOW[0],
            WAS[0],
            "The rate ratio is about 1.4 times what it was. Allowing for chance, the figure is between 0.79",
        ),
        ((66, 46_000), (33, 46_000), "The rate ratio is about 1.7 times what it was."),
        ((0, 46_000), WAS[0], "The rate ratio is 0 times what it was. Allowing for chance, the figure is at most 0.1"),
        (NOW[0], (0, 46_000), "The rate ratio cannot be given, as group events of the second ratio is 0."),
        ((0, 0), WAS[0], "as group events of the first ratio is 0 and group population of the first ratio is 0."),
    ],
)
def test_a_change_of_a_ratio_is_said_as_a_change(group: Any, reference: Any, said: str) -> None:
    sides = {
        "group": rate_ratio(group=group, reference=NOW[1]),
        "reference": rate_ratio(group=reference, reference=WAS[1]),
    }
    assert said in compare("ratio of ratios", **sides).sentence()


# Another language is another file: here a few words of German

GERMAN: dict[str, Any] = {
    "was": ["gab es", "gab es"],
    "said": {"beside": "{it.own}, {claim} ({it.other})", "alone": "{it.own}, {claim}"},
    "claims": {"ratio": "{times} von {it.reference}", "times": "das {number}-Fache", "number": "{number}"},
    "near": ["fast ", "", "etwa "],
    "times": "das {}-Fache der Rate",
    "margin": {
        "said": "mit dem Zufall ist es {} (Konfidenz {}%)",
        "between": "{} bis {}",
        "more": ", also mehr als {}",
        "null": ", also vielleicht keinen Unterschied",
    },
    "in": " von {:,}{}",
    "few": "bei so wenigen Ereignissen änderte eines mehr oder weniger die Zahl",
}


def test_another_language_is_another_file_of_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, words in GERMAN.items():
        if isinstance(words, dict):
            for form, text in words.items():
                monkeypatch.setitem(SAID[name], form, text)
        else:
            monkeypatch.setitem(SAID, name, words)
    for name in ("NEAR", "TIMES"):
        monkeypatch.setattr(f"disprop._sentences.{name}", GERMAN[name.lower()])
    monkeypatch.setitem(SAID, "pairs", [["events", "population", "Fälle", "Menschen", "{verb} {} auf {}", "{} auf {}"]])
    monkeypatch.setitem(SAID, "named", {"1": "die Rate", "2": "das Doppelte der Rate"})
    found = rate_ratio(**STOPS).sentence(group="Schwarze", reference="Weißen", events="Kontrollen")
    assert found == (
        "Gab es 33 Kontrollen auf 46,476 Schwarze, etwa das 3.6-Fache der Rate von Weißen (352 auf 1,761,205)."
        " Mit dem Zufall ist es das 2.45 bis 5.02-Fache, also mehr als das Doppelte der Rate (Konfidenz 95%)."
    )
    assert (
        rate(2, 90)
        .sentence()
        .startswith("Gab es 2 Fälle auf 90 Menschen, etwa 2.2 von 100. Mit dem Zufall ist es 0.27 bis")
    )
