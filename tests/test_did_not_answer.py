"""Forces and months that did not answer: with what they may have had, and without them."""

from __future__ import annotations

from typing import Any

import pytest

from disprop import DispropError, rate, rate_ratio
from disprop.imperfect import did_not_answer

ANSWERS: dict[str, Any] = {
    "group": ([30, 12], [9_000, 4_000]),
    "reference": ([60, 45], [80_000, 50_000]),
    "silent": {"group": [2_000, 1_000], "reference": 40_000},
    "rates": {"group": (0.001, 0.006), "reference": (0.0005, 0.002)},
}


def test_without_them_and_with_all_that_is_plausible() -> None:
    found = did_not_answer(**ANSWERS)
    assert found.answered.value == rate_ratio(group=(42, 13_000), reference=(105, 130_000)).value
    ends = [rate_ratio(group=(42 + x, 16_000), reference=(105 + x0, 170_000)) for x, x0 in ((3, 80), (18, 20))]
    everyone = found.everyone
    assert (everyone.least, everyone.most) == (ends[0].value, ends[1].value)
    assert (everyone.low, everyone.high) == pytest.approx((ends[0].low, ends[1].high), rel=1e-12)
    assert everyone.basis["assumed"] == "rates where nobody answered: group 0.001 to 0.006, reference 0.0005 to 0.002"
    assert list(found.estimates) == ["answered", "everyone"]


def test_of_one_side_it_is_a_rate() -> None:
    found = did_not_answer(group=([30, 12], [9_000, 4_000]), silent=ANSWERS["silent"], rates={"group": (0, 0.0011)})
    assert found.answered.value == rate(42, 13_000).value
    assert (found.everyone.least, found.everyone.most) == (42 / 16_000, 46 / 16_000)  # 3.3 events may be 4


def test_wider_rates_are_never_narrower_and_everybody_answering_is_the_plain_result() -> None:
    wider = {"group": (0.0, 0.01), "reference": (0.0, 0.004)}
    one, other = did_not_answer(**ANSWERS).everyone, did_not_answer(**{**ANSWERS, "rates": wider}).everyone
    assert other.low <= one.low <= one.least <= one.most <= one.high <= other.high
    none = did_not_answer(**{**ANSWERS, "silent": {"group": 0, "reference": 0}})
    assert none.everyone.value == none.everyone.least == none.everyone.most == none.answered.value


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"silent": {"group": 3_000}}, "silent needs 'reference'; got group"),
        ({"rates": {"reference": (0, 1)}}, "rates needs 'group'; got reference"),
        ({"rates": {"group": (0, 0), "reference": (0, 1)}}, "rates of group must not end at 0; got (0, 0)"),
        ({"rates": {"group": (0.2, 0.1), "reference": (0, 1)}}, "the least rate must not exceed the largest; got 0.2"),
        ({"rates": {"group": 0.1, "reference": (0, 1)}}, "rates of group must be a pair (least, most); got 0.1"),
        ({"group": ([30, 12], 13_000)}, "group must have one population for each of its events; got (2,) and ()"),
        ({"silent": {"group": 0, "reference": 0, "others": 9}}, "no side is called 'others'"),
        ({"silent": 3_000}, "silent needs 'group'; got nothing"),
        ({"group": ([30, None], [9_000, 4_000])}, "events must be numbers; got None at position 1"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError) as refusal:
        did_not_answer(**{**ANSWERS, **wrong})
    assert str(refusal.value).startswith(said)
