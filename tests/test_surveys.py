"""Shares of surveys: what R's survey 4.1.1 gives, zeros, refusals, and how often the limits hold."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop import DispropError, between, proportion, rate, tables
from disprop.surveys import Survey
from studies import surveyed
from studies.machine import PAGES

HERE = Path(__file__).parent


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


SCHOOLS = read(HERE.parent / "examples" / "survey_schools.csv")
ONE = Survey(
    weights=[float(row["pw"]) for row in SCHOOLS],
    clusters=[row["dnum"] for row in SCHOOLS],
    all_clusters=[float(row["fpc"]) for row in SCHOOLS],
)
MADE = read(HERE / "oracles" / "survey.csv")
TWO = Survey(
    weights=[float(row["w"]) for row in MADE],
    strata=[row["h"] for row in MADE],
    clusters=[row["psu"] for row in MADE],
)
YES = [int(row["y"]) for row in MADE]
A, B = ([row["g"] == group for row in MADE] for group in "AB")


def test_schools_are_those_of_svyciprop() -> None:
    wide = [row["sch.wide"] == "Yes" for row in SCHOOLS]
    found = ONE.share(wide, method="beta")
    assert found.value == pytest.approx(0.8743169399, abs=5e-11)
    assert found.data["standard_error"] == pytest.approx(0.02035947724, abs=5e-12)
    assert found.basis["clusters"] == "degrees of freedom: 14"
    assert (found.low, found.high) == pytest.approx((0.8237022108, 0.9147044921), abs=5e-11)


def test_strata_and_clusters_are_those_of_svyciprop() -> None:
    found = TWO.share(YES, method="beta")
    assert found.value == pytest.approx(0.3816199377, abs=5e-11)
    assert found.data["standard_error"] == pytest.approx(0.0463073747, abs=5e-11)
    assert (found.low, found.high) == pytest.approx((0.2795163923, 0.4920227667), abs=5e-11)
    assert found.basis["clusters"] == "degrees of freedom: 9"
    rare = TWO.share([row["z"] == "1" for row in MADE], method="beta")
    assert (rare.value, rare.low, rare.high) == pytest.approx(
        (0.007788161994, 8.221173019e-05, 0.05042847248), rel=1e-9
    )


def test_subgroups_of_one_survey_are_those_of_svyby_and_svycontrast() -> None:
    shares = [TWO.share(YES, among=group) for group in (A, B)]
    assert [float(one.value) for one in shares] == pytest.approx([0.3101851852, 0.4544025157], abs=5e-11)
    errors = [float(one.data["standard_error"]) for one in shares]
    assert errors == pytest.approx([0.08336666762, 0.09416913316], abs=5e-12)
    difference, ratio = (each(YES, group=A, reference=B) for each in (TWO.difference, TWO.ratio))
    assert difference.value == pytest.approx(-0.1442173305, abs=5e-11)
    assert difference.data["standard_error"] == pytest.approx(0.1517376877, abs=5e-11)
    assert np.log(ratio.value) == pytest.approx(-0.3818139131, abs=5e-11)
    assert ratio.data["standard_error"] == pytest.approx(0.4078111195, abs=5e-11)
    apart = float(difference.data["standard_error"]) ** 2 - sum(error**2 for error in errors)
    assert apart == pytest.approx(2 * 0.003603249476, abs=1e-11)


def test_the_default_is_worth_no_more_answers_than_there_are() -> None:
    capped, free = TWO.share(YES), TWO.share(YES, method="beta")
    assert capped.method == "korn-graubard"
    assert capped.low < free.low < free.value < free.high < capped.high
    alone = proportion(20, 48, method="clopper-pearson")
    people = Survey(weights=np.ones(48))
    plain = people.share([1] * 20 + [0] * 28)
    assert (plain.low, plain.high) == pytest.approx((float(alone.low), float(alone.high)), rel=0.02)
    assert ONE.share([row["sch.wide"] == "Yes" for row in SCHOOLS], method="wilson").low < 0.8743


def test_zeros_are_ordinary() -> None:
    none = TWO.share([0] * 48)
    exact = proportion(0, 48, method="clopper-pearson")
    assert none.value == none.low == 0
    assert none.high == pytest.approx(float(exact.high), rel=1e-10)
    assert TWO.share([True] * 48).low == pytest.approx(1 - float(exact.high), rel=1e-10)
    assert 0 < TWO.share([0] * 48, method="wilson").high < 0.2
    only_b = [int(y and b) for y, b in zip(YES, B, strict=True)]
    ratio, difference = (each(only_b, group=A, reference=B) for each in (TWO.ratio, TWO.difference))
    assert ratio.value == ratio.low == 0
    assert 0 < ratio.high < np.inf
    assert difference.low < difference.value < difference.high < 1
    back = TWO.ratio(only_b, group=B, reference=A)
    assert back.value == back.high == np.inf
    assert back.low == pytest.approx(1 / float(ratio.high), rel=1e-12)
    both = TWO.ratio([0] * 48, group=A, reference=B)
    assert np.isnan(both.value)
    assert both.low == 0
    assert both.high == np.inf
    nobody = TWO.share(YES, among=[False] * 48)
    assert np.isnan([nobody.value, nobody.low, nobody.high]).all()


def test_swapping_the_groups_turns_the_limits_round() -> None:
    there, back = TWO.difference(YES, group=A, reference=B), TWO.difference(YES, group=B, reference=A)
    assert (there.low, there.high) == pytest.approx((-float(back.high), -float(back.low)), rel=1e-12)
    one, other = TWO.ratio(YES, group=A, reference=B), TWO.ratio(YES, group=B, reference=A)
    assert (one.low, one.high) == pytest.approx((1 / float(other.high), 1 / float(other.low)), rel=1e-12)


def test_weights_have_no_unit_and_rows_no_order() -> None:
    order = np.random.default_rng(1).permutation(48)
    again = Survey(
        weights=7 * np.array([float(row["w"]) for row in MADE])[order],
        strata=[MADE[i]["h"] for i in order],
        clusters=[MADE[i]["psu"] for i in order],
    )
    one, other = TWO.share(YES), again.share([YES[i] for i in order])
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), rel=1e-12)
    assert tables.to_frame(one)["weights"].tolist() == ["of the survey"]


REFUSED: list[tuple[dict[str, Any], list[Any], str]] = [
    ({"weights": [1, -1]}, [0, 1], "weights must be finite and >= 0"),
    ({"weights": [1, 1]}, [0, 2], "answers must be yes or no: True or False, 1 or 0; got 2 at position 1"),
    ({"weights": [1, 1]}, [0, None], "answers must be yes or no"),
    ({"weights": [1, 1]}, [0, "yes"], "answers must be yes or no"),
    ({"weights": [1, 1]}, [0, between(0, 1)], "is no single number"),
    ({"weights": [1, 1, 1]}, [0, 1], "must have a number for each row"),
    ({"weights": [1, 1], "clusters": ["a", None]}, [0, 1], "clusters must name every row; got None at position 1"),
    ({"weights": [1] * 3, "strata": ["a", "a", "b"]}, [0, 1, 1], "stratum 'b' has one cluster; join it"),
    ({"weights": [1, 1], "clusters": ["a", "a"]}, [0, 1], "has one cluster"),
    ({"weights": [1] * 3, "all_clusters": 2}, [0, 1, 1], "no fewer than were drawn"),
    ({"weights": [1] * 3, "all_clusters": [9, 9]}, [0, 1, 1], "must be a number for each row"),
    ({"weights": [1] * 3, "all_clusters": "x"}, [0, 1, 1], "all_clusters must be numbers"),
    ({"weights": [1] * 2, "strata": pd.Series(["a", "b"])}, [0, 1], "stratum 'a' has one cluster"),
    ({"weights": [1] * 4}, [0, 1], "name those who are meant in among="),
]


@pytest.mark.parametrize(("given", "answers", "said"), REFUSED)
def test_what_is_refused(given: dict[str, Any], answers: list[Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        Survey(**given).share(answers)
    with pytest.raises(DispropError, match="interval of a survey share"):
        TWO.share(YES, method="wald")  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="level"):
        TWO.share(YES, level=95)


def test_why_nothing_is_known_of_one_cluster() -> None:
    survey, here = Survey(weights=[1] * 12, clusters=list("abcdef") * 2), [1, 0, 0, 0, 0, 0] * 2
    answers, others = [1, 0, 1, 1, 0, 0] * 2, [not each for each in here]
    for found in (
        survey.share(answers, among=here, method="wilson"),
        survey.ratio(answers, group=here, reference=others),
        survey.share(answers, among=[0] * 12),
    ):
        assert np.isnan(found.low)
        assert "in no more clusters than strata" in str(found)


@pytest.mark.parametrize("call", [lambda: rate(12.5, 400), lambda: proportion(12.5, 400)])
def test_a_weighted_count_is_sent_here(call: Any) -> None:
    with pytest.raises(DispropError, match=r"surveys\.Survey takes the answers"):
        call()


def test_the_limits_hold_about_as_often_as_they_say() -> None:
    for method, above, below in surveyed.missed(0.1, 0.01, 80):
        assert above + below < 5 + 3 * 2.5, method


def test_the_written_page_is_of_this_study() -> None:
    page = (PAGES / "surveys.md").read_text(encoding="utf-8")
    assert page.rstrip().splitlines()[-1].startswith("Made by `make coverage-study` on 20")
    assert sum(line.startswith("| 0.") for line in page.splitlines()) == len(surveyed.SHARES) * len(surveyed.ALIKE)


def test_a_survey_is_asked_itself_and_by_no_verb_of_frames() -> None:
    survey, frame = Survey(weights=[1, 2, 1]), pd.DataFrame({"g": ["a"], "n": [1], "t": [2]})
    with pytest.raises(DispropError, match="takes the rows of its own data, not counts: call it itself"):
        tables.estimate_by(frame, survey.share, columns=("n", "t"), by="g")
