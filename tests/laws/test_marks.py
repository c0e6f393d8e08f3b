"""There is one vocabulary of marks: schemas, cleaning and `marked` know each of them, and say the same of it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, between, cleaning, schemas
from disprop._marks import DASHES, MISSING, PATTERNS, SIGNS
from disprop.imperfect import marked

SAYS: dict[str, tuple[int, int | None]] = {
    "<5": (0, 4),
    "< 10": (0, 9),
    "<=5": (0, 5),
    "n<10": (0, 9),
    "N < 10": (0, 9),
    "LT 5": (0, 4),
    "fewer than 10": (0, 9),
    "Less than 5": (0, 4),
    "under 5": (0, 4),
    "5 or fewer": (0, 5),
    "5 or less": (0, 5),
    "up to 4": (0, 4),
    "at most 4": (0, 4),
    "no more than 4": (0, 4),
    "LE 5": (0, 5),
    "1-9": (1, 9),
    "1–4": (1, 4),
    "0 to 4": (0, 4),
    "≤1,000": (0, 1_000),
    "LE 5%": (0, 5),
    "GE 95%": (95, 100),
    "GE 95": (95, None),
    ">=10": (10, None),
    ">5": (6, None),
    "more than 3": (4, None),
    "at least 7": (7, None),
    "10 or more": (10, None),
    "[REDACTED]": (0, None),
    "Suppressed": (0, None),
    **dict.fromkeys(SIGNS, (0, None)),
}
NOTED = {f"{mark}{note}": SAYS[mark] for mark in ("<5", "1-9", "c", "GE 95%") for note in (" [1]", "*", " (a)", "[r]†")}


def low_and_high(text: str, *steps: Any) -> tuple[int | None, int | None]:
    """What a mark stands for in a column beside another number."""
    frame = cleaning.read_table(
        pd.DataFrame({"n": [text, "12"]}), columns={"n": [*steps, "number" if "%" in text else "integer"]}
    ).frame
    assert frame["n"].tolist()[1] == 12
    assert frame["n"].isna().tolist() == [True, False]
    low, high = (None if pd.isna(cell) else int(cell) for cell in (frame["n_low"][0], frame["n_high"][0]))
    return low, high


def rules(text: str) -> set[str]:
    """What schemas call a cell, in a frame of pandas and in one that its engine checks."""
    eager = schemas.check(pd.DataFrame({"g": ["A"], "n": [text]}), schemas.Events, keys="g", counts="n")
    lazy = schemas.check(pl.LazyFrame({"g": ["A"], "n": [text]}), schemas.Events, keys="g", counts="n")
    assert eager.tally() == lazy.tally()
    return {finding.rule for finding in eager.errors}


@pytest.mark.parametrize(("mark", "says"), [*SAYS.items(), *NOTED.items()])
def test_every_mark_is_known_to_all_who_read_marks(mark: str, says: tuple[int, int | None]) -> None:
    low, high = says
    assert low_and_high(mark, "bounds") == (low, high)
    assert low_and_high(f" {mark} ", cleaning.bounds(zero="shown")) == (low or (0 if "0 to" in mark else 1), high)
    assert rules(mark) == {"suppressed"}
    if high is None:
        with pytest.raises(DispropError, match="has no largest number: name its largest number"):
            marked(mark)
        high = low + 40
        assert low_and_high(mark, cleaning.bounds({mark: (low, high)})) == (low, high)
    assert marked(mark, rule={mark: (low, high)}) == between(low, high, why=f"marked {mark!r}")


@pytest.mark.parametrize("mark", sorted(MISSING))
def test_what_is_missing_is_so_to_all(mark: str) -> None:
    assert rules(mark) == {"missing"}
    cleaned = cleaning.read_table(
        pd.DataFrame({"n": [mark, "12"]}), columns={"n": ["missing-marks", "bounds", "integer"]}
    )
    assert cleaned.frame.isna().sum().to_dict() == {"n": 1, "n_low": 1, "n_high": 1}
    with pytest.raises(DispropError, match="says that there is no number: leave it out"):
        marked(mark)


def test_suppressed_is_not_missing() -> None:
    assert not MISSING & set(SIGNS)
    kept = [mark for mark in SAYS if mark not in DASHES]  # in some tables a dash is 0, in others missing
    steps = {"n": ["missing-marks", "bounds"]}
    assert cleaning.read_table(pd.DataFrame({"n": kept}), columns=steps).frame["n_low"].notna().all()


def test_every_form_of_a_mark_is_among_those_tried() -> None:
    assert all(any(pattern.fullmatch(mark.casefold()) for mark in SAYS) for pattern in PATTERNS)


@pytest.mark.parametrize("text", ["5", "12*", "<", "<0", "many", "4-1", "5 or", "", "1-9-9", "<5%", "Kent"])
def test_what_is_no_mark_is_none(text: str) -> None:
    cleaned = cleaning.read_table(pd.DataFrame({"n": [text]}), columns={"n": "bounds"})
    assert cleaned.frame["n_low"].tolist() == [text]


def test_a_publishers_rule_has_a_name() -> None:
    assert low_and_high("*", cleaning.bounds("hes")) == (1, 7)
    assert marked("* [2]", rule="hes-2017") == between(1, 5, why="marked '* [2]'")
    for call in (cleaning.bounds, lambda rule: marked("*", rule=rule)):
        with pytest.raises(DispropError, match=r"no rule of a publisher is called 'hse'. Did you mean 'hes'"):
            call("hse")
    with pytest.raises(DispropError, match="no way of showing zeros is called 'never'"):
        cleaning.bounds(zero="never")


def test_a_rounded_column_has_its_ends_and_its_print() -> None:
    printed = pd.DataFrame({"n": ["120", "<5", "0", "123"]})
    frame = cleaning.read_table(printed, columns={"n": [cleaning.bounds(rounded_to=5), "integer"]}).frame
    assert frame["n"].tolist()[:1] == [120]
    assert frame["n"].isna().tolist() == [False, True, False, False]
    ends = list(zip(frame["n_low"], frame["n_high"], strict=True))
    assert ends == [(118, 122), (0, 4), (0, 2), (123, 123)]
    with pytest.raises(DispropError, match="no rounding is called"):
        cleaning.bounds(rounded_to=5, rounding="up")
