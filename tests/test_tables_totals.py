"""Long tables with totals: what these give away of the cells, and what is withheld so that they do not."""

from __future__ import annotations

from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pytest

from disprop import DispropError, rate, tables
from disprop.imperfect import tighten

LANDS = ["Iceland", "Portugal", "Spain", "All"]
NAMED: dict[str, Any] = {"by": ["age", "land"], "count": "n", "totals": {"age": "All", "land": "All"}}


def spain(**changes: Any) -> pd.DataFrame:
    """Return the table in the manual of GaussSuppression, a row for each cell."""
    counts: dict[str, list[Any]] = {"old": ["*", "*", 6, 13], "young": ["*", "*", 5, 7], "All": [5, 4, 11, 20]}
    rows = [
        {"age": age, "land": land, "n": n} for age, row in counts.items() for land, n in zip(LANDS, row, strict=True)
    ]
    return pd.DataFrame(rows).assign(people=range(100, 112), **changes)


def test_rows_are_tightened_and_totals_left_out() -> None:
    found = tables.tighten_by(spain(), **NAMED)
    assert list(found) == ["age", "land", "n", "people", "n_low", "n_high"]
    assert found["people"].tolist() == [100, 101, 102, 104, 105, 106]
    assert found["n_low"].tolist() == [3, 2, 6, 0, 0, 5]
    assert found["n_high"].tolist() == [5, 4, 6, 2, 2, 5]
    assert found["n"].isna().tolist() == [True, True, False] * 2
    assert len(tables.tighten_by(spain(), **NAMED, keep_totals=True)) == 12


def test_what_comes_next_counts_once_or_asks() -> None:
    known = pd.DataFrame({"force": ["Kent", "Essex", "All"], "n": ["*", 12, 15], "people": [900, 5_000, 5_900]})
    named: dict[str, Any] = {"by": "force", "count": "n", "totals": {"force": "All"}}
    found = tables.tighten_by(known, **named)
    assert found["n"].tolist() == [3, 12]
    rates = tables.estimate_by(found, rate, columns=("n", "people"), by="force", per=1_000)
    assert rates["value"].round(2).tolist() == [3.33, 2.4]
    part = tables.tighten_by(known.assign(n=["*", "*", 15]), **named)
    rates = tables.estimate_by(part, rate, columns=("n", "people"), by="force", per=1_000)
    assert (rates["least"].tolist(), rates["most"].round(2).tolist()) == ([0, 0], [16.67, 3.0])
    with pytest.raises(DispropError, match="would count twice"):
        tables.estimate_by(
            tables.tighten_by(known, **named, keep_totals=True), rate, columns=("n", "people"), by="force"
        )


@pytest.mark.parametrize("kind", [pl.from_pandas, lambda frame: pl.from_pandas(frame).lazy()])
def test_frames_of_every_kind_come_back_as_they_were(kind: Any) -> None:
    text = spain().astype({"n": str})
    expected = tables.tighten_by(text, **NAMED)
    found = tables.tighten_by(kind(text), **NAMED)
    assert type(found) is type(kind(text))
    eager = nw.from_native(found).lazy().collect()
    for name in ("age", "people", "n_low", "n_high"):
        assert eager[name].to_list() == expected[name].tolist()
    odd = tables.tighten_by(text.set_index(pd.Index([*range(50, 62)])), **NAMED)
    assert odd["n_low"].tolist() == expected["n_low"].tolist()


def test_ends_in_columns_of_their_own_are_taken() -> None:
    hidden = [0, 1, 4, 5]
    ends = spain().assign(n_low=spain()["n"].replace("*", 0), n_high=spain()["n"].replace("*", None))
    numbers = ends.assign(n=pd.to_numeric(ends["n"], errors="coerce"))
    for frame in (numbers, numbers.drop(columns="n"), numbers.assign(n_low=None, n_high=None, n=spain()["n"])):
        found = tables.tighten_by(frame, **NAMED)
        assert found["n_low"].tolist() == [3, 2, 6, 0, 0, 5]
    guessed = numbers.assign(n=numbers["n"].fillna(1), n_high=numbers["n_high"].fillna(9))
    assert tables.tighten_by(guessed, **NAMED)["n"].isna().tolist() == [True, True, False, False, False, False]
    crossed = numbers.assign(n_high=numbers["n_high"].where(~numbers.index.isin(hidden), -1))
    with pytest.raises(DispropError, match="old, Iceland: high must be finite and >= 0"):
        tables.tighten_by(crossed, **NAMED)


def test_totals_that_are_not_named_are_asked_about() -> None:
    with pytest.raises(DispropError, match=r"age has 'All'; land has 'All'; say which are, as in totals={'age'"):
        tables.tighten_by(spain(), by=["age", "land"], count="n")
    with pytest.raises(DispropError, match=r"must be said: land has 'All'"):
        tables.tighten_by(spain(), by=["age", "land"], count="n", totals={"age": "All"})
    only = spain()[spain()["age"] != "All"]
    found = tables.tighten_by(only, by=["age", "land"], count="n", totals={"land": "All"})
    assert found["n_high"].tolist() == [7, 7, 6, 2, 2, 5]
    assert (tables.tighten_by(only, by=["age", "land"], count="n", totals={"age": [], "land": "All"}) == found)[
        "age"
    ].all()
    with pytest.raises(
        DispropError, match=r"totals must be a mapping from columns, such as {'force': 'All'}; got 'All'"
    ):
        tables.tighten_by(spain(), by=["age", "land"], count="n", totals="All")  # type: ignore[arg-type]
    with pytest.raises(DispropError, match="none is named"):
        tables.tighten_by(only[only["land"] != "All"], by=["age", "land"], count="n")


@pytest.mark.parametrize(
    ("frame", "changes", "said"),
    [
        (pd.concat([spain(), spain()]), {}, "old, Iceland has two rows; add them up first"),
        (spain().replace({"land": {"Spain": None}}), {}, "land: missing"),
        (spain().replace({"land": {"Spain": "iceland"}}), {}, "land: .*iceland"),
        (spain().replace({"land": {"Spain": "Iсeland"}}), {}, "look alike"),  # with a Cyrillic letter
        (spain(), {"totals": {"age": "Alll", "land": "All"}}, "Did you mean 'All'"),
        (spain()[spain()["land"] != "All"], {}, "no label of the table is called 'All'"),
        (spain(), {"totals": {"ages": "All"}}, "no column of by= is called 'ages'"),
        (spain(), {"count": "m"}, "no column is called 'm'"),
        (spain(n=[1] * 12), {}, "figures cannot all be true"),
        (spain(n=[None] * 12), {}, "must be counts, or marks"),
    ],
)
def test_what_is_no_such_table_is_refused(frame: Any, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        tables.tighten_by(frame, **{**NAMED, **changes})


def test_a_cell_without_a_row_is_not_known_and_never_zero() -> None:
    found = tables.tighten_by(spain().drop(index=[2]), **NAMED)
    assert found["n_high"].tolist() == [5, 4, 2, 2, 5]
    gone = tables.tighten_by(spain().drop(index=[5, 6]), **NAMED)
    assert gone["n_low"].tolist() == [3, 2, 6, 0]


def drawn(seed: int, rows: int = 5, columns: int = 4) -> pd.DataFrame:
    """Return a table with all of its totals, a row for each cell."""
    counts = np.random.default_rng(seed).choice([0, 1, 2, 4, 8, 15, 30], size=(rows, columns))
    whole = np.block([[counts, counts.sum(1, keepdims=True)], [counts.sum(0), counts.sum()]])
    labels = [[*(f"{kind}{at}" for at in range(size)), "All"] for kind, size in (("a", rows), ("l", columns))]
    cells = [{"age": labels[0][i], "land": labels[1][j], "n": int(n)} for (i, j), n in np.ndenumerate(whole)]
    return pd.DataFrame(cells)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("step", [None, 5])
def test_what_is_published_keeps_every_small_count(seed: int, step: int | None) -> None:
    """Judged from what is printed alone, by tightening it."""
    true = drawn(seed)
    safe = tables.suppress_by(true, **NAMED, threshold=5, round_to=step)
    small = true["n"].between(1, 4)
    assert (safe.loc[small, "n"] == "*").all()
    printed = safe.loc[safe["n"] != "*", "n"].astype(int)
    assert (printed == ((true["n"] + 2) // 5 * 5 if step else true["n"])[printed.index]).all()
    spans = {str(n): (max(0, n - 2), n + 2) if step else (n, n) for n in set(printed)}
    # who knows the threshold knows that what is not withheld is 0, or at least 5
    rule = {n: (max(low, 5) if low else 0, high if high >= 5 else 0) for n, (low, high) in spans.items()}
    cells = {(age, land): n for age, land, n in zip(safe["age"], safe["land"], safe["n"], strict=True)}
    reader = tighten(cells, totals="All", rule=rule)
    assert reader.counts.low.ravel().tolist() == safe["n_low"].tolist()
    assert (safe.loc[small, "n_low"] == 0).all()
    assert (safe.loc[small, "n_high"].fillna(np.inf) >= 4).all()
    assert ((safe["n_low"] <= true["n"]) & (true["n"] <= safe["n_high"].fillna(np.inf))).all()
    assert not (safe["n"] == "*").all()


def test_the_threshold_gives_nothing_away_of_rounded_counts() -> None:
    """1 and 5 of 6, rounded to 5: "5" and "5" would be 5 to 7 each, as neither is withheld, and the 1 at most 2."""
    true = pd.DataFrame({"age": ["a", "b", "All"], "n": [1, 5, 6]})
    safe = tables.suppress_by(true, by="age", count="n", totals={"age": "All"}, threshold=5, round_to=5)
    assert (safe["n"] == "*").tolist() == [True, True, False]
    assert safe["n_high"].tolist()[0] >= 4


def test_no_more_is_withheld_than_it_takes() -> None:
    """Each cell that is withheld beside the small ones gives one away when it is published."""
    true = drawn(3)
    safe = tables.suppress_by(true, **NAMED, threshold=5)
    others = safe.index[(safe["n"] == "*") & ~true["n"].between(1, 4)]
    assert len(others)
    small = true["n"].between(1, 4)
    for at in others:
        more = safe.assign(n=safe["n"].where(safe.index != at, true["n"].astype(str)))[["age", "land", "n"]]
        read = tables.tighten_by(more, **NAMED, keep_totals=True)
        assert ((read["n_low"] > 0) | (read["n_high"] < 4))[small].any()


def test_a_table_without_small_counts_is_published_whole() -> None:
    true = drawn(1).assign(n=lambda frame: frame["n"] * 10)
    assert tables.suppress_by(true, **NAMED, threshold=5)["n"].tolist() == true["n"].astype(str).tolist()
    assert tables.suppress_by(pl.from_pandas(true), **NAMED, threshold=5)["n_low"].to_list() == true["n"].tolist()


@pytest.mark.parametrize(
    ("frame", "changes", "said"),
    [
        (spain(), {}, "n must be known in every row; old, Iceland is not"),
        (drawn(1).drop(index=0), {}, "a0, l0 is not; write the count that is true, 0 where there is none"),
        (drawn(1), {"threshold": 1}, "threshold must be a whole number of at least 2"),
        (drawn(1), {"round_to": 0}, "round_to must be a whole number"),
        (drawn(1), {"seconds": 1e-9}, "not settled within 1e-09 seconds; give more seconds="),
        (drawn(1).assign(n=lambda frame: frame["n"] + (frame.index == 0)), {}, "figures cannot all be true"),
    ],
)
def test_what_cannot_be_kept_is_refused(frame: Any, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DispropError, match=said):
        tables.suppress_by(frame, **{**NAMED, "threshold": 5, **changes})
