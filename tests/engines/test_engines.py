"""Every engine gives the numbers that pandas gives, refuses the same rows, and gets back a frame of its own kind."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest

from disprop import DispropError, areas, direct_rate, models, rate, rate_ratio, tables
from disprop.schemas import TableError
from engines.frames import EAGER, EAGER_OTHERS, LAZY, OTHERS, rows

ENGINES = {**EAGER, **LAZY, **OTHERS, **EAGER_OTHERS}
# Ibis, Modin and Spark (which needs Java) are no dependency of the tests: `make test-engines` installs and runs them.
NEEDS = "this engine is not installed: make test-engines installs it"
INSTALLED = [
    pytest.param(make, id=name, marks=pytest.mark.skipif(not find_spec(name.split()[0]), reason=NEEDS))
    for name, make in ENGINES.items()
]
LAZY_NAMES = [*LAZY, *OTHERS]
COUNTS: dict[str, list[Any]] = {
    "force": ["Kent", "Kent", "Kent", "Essex", "Essex", "Essex"],
    "ethnicity": ["White", "Black", "Arab", "White", "Black", "Black"],
    "scans": [40, 9, 0, 10, 2, 1],
    "people": [100_000.0, 5_000.5, 900.0, 50_000.0, 1_500.0, 20.0],
}
COLUMNS = ("scans", "people")
SIDES: dict[str, Any] = {"columns": COLUMNS, "group": "ethnicity", "reference": "White"}
TWO_GROUPS = {name: [cells[i] for i in (0, 1, 3, 4, 5)] for name, cells in COUNTS.items()}
VERBS: dict[str, Callable[[Any], Any]] = {
    "count_by": lambda make: tables.count_by(make(COUNTS), by=["force", "ethnicity"]),
    "estimate_by": lambda make: tables.estimate_by(make(COUNTS), rate, columns=COLUMNS, by="ethnicity", per=1_000),
    "compare_by": lambda make: tables.compare_by(make(COUNTS), rate_ratio, **SIDES, within="force"),
    "strata": lambda make: tables.estimate_by(
        make(COUNTS), direct_rate, columns=COLUMNS, by="ethnicity", strata="force", standard={"Kent": 2, "Essex": 1}
    ),
    "average_by": lambda make: tables.compare_by(make(COUNTS), areas.averages, **SIDES, strata="force"),
    "adjust_by": lambda make: tables.compare_by(make(TWO_GROUPS), models.adjusted_ratio, **SIDES, covariates="force"),
}
KEYS = ("force", "ethnicity", "name")


def by_key(found: Any) -> dict[tuple[Any, ...], dict[str, Any]]:
    return {tuple(row.get(key) for key in KEYS): row for row in rows(found)}


def alike(one: Any, other: Any) -> bool:
    """Text and whole numbers are equal; sums in another order may round differently."""
    return bool(one == (pytest.approx(other, rel=1e-9) if isinstance(other, float) else other))


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("make", INSTALLED)
def test_the_numbers_are_those_of_pandas_in_the_frame_of_the_engine(make: Callable[..., Any], verb: str) -> None:
    found, expected = VERBS[verb](make), by_key(VERBS[verb](ENGINES["pandas"]))
    assert type(found).__module__ == type(make(COUNTS)).__module__
    got = by_key(found)
    assert got.keys() == expected.keys()
    assert len(got) >= 2
    for key, row in expected.items():
        assert got[key].keys() == row.keys()
        assert [name for name in row if not alike(got[key][name], row[name])] == []


def test_a_lazy_result_is_in_the_order_of_its_labels() -> None:
    found = rows(tables.count_by(LAZY["polars lazy"](COUNTS), by=["force", "ethnicity"]))
    assert [(row["force"], row["ethnicity"]) for row in found] == [
        ("Essex", "Black"),
        ("Essex", "White"),
        ("Kent", "Arab"),
        ("Kent", "Black"),
        ("Kent", "White"),
    ]


DIRTY: dict[str, list[Any]] = {
    "force": ["A", None, "C", "D", "a", "E"],
    "scans": [1.5, 2.0, -3.0, 4.0, 7.0, float("inf")],
    "people": [10.0, 10.0, 10.0, None, 0.0, 1.0],
}
RULES = {
    *(("fractional", "scans"), ("missing-key", "force"), ("negative", "scans")),
    *(("key-spelling", "force"), ("no-population", "people"), ("infinite", "scans")),
}


@pytest.mark.parametrize("make", INSTALLED)
def test_one_error_names_every_rule_that_rows_break(make: Callable[..., Any]) -> None:
    with pytest.raises(TableError) as caught:
        tables.estimate_by(make(DIRTY), rate, columns=COLUMNS, by="force")
    assert {(finding.rule, finding.column) for finding in caught.value.report.errors} == RULES
    assert caught.value.report.rows == 6
    with pytest.raises(TableError, match="1 row, force: missing-key"):
        tables.count_by(make(DIRTY), by="force")


@pytest.mark.parametrize("make", [one for one in INSTALLED if one.id in LAZY_NAMES])
def test_a_lazy_frame_is_told_how_many_rows_and_examples(make: Callable[..., Any]) -> None:
    dirty = {"force": ["A"] * 3, "scans": [-1, -1, 3], "people": [5, 5, 0]}
    with pytest.raises(TableError) as caught:
        tables.estimate_by(make(dirty), rate, columns=COLUMNS, by="force")
    assert {(finding.rule, finding.count, finding.value) for finding in caught.value.report.errors} == {
        ("negative", 2, -1),
        ("no-population", 1, "0 for 3 scans"),
    }
    text = {"force": ["A"], "scans": ["1"], "people": [5]}
    with pytest.raises(DispropError, match=r"1 row, scans: number-as-text \(1\): .*\nto read 'scans' as numbers: "):
        tables.estimate_by(make(text), rate, columns=COLUMNS, by="force")


def test_a_lazy_frame_without_rows_is_refused() -> None:
    with pytest.raises(TableError, match="empty-frame"):
        tables.estimate_by(LAZY["polars lazy"](COUNTS).head(0), rate, columns=COLUMNS, by="force")


def test_categories_are_counted_as_text_is_and_unused_ones_are_no_groups() -> None:
    for keys in (["force"], ["force", "ethnicity"]):
        text = tables.estimate_by(EAGER["pandas"](COUNTS), rate, columns=COLUMNS, by=keys)
        frame = EAGER["pandas categories"](COUNTS)
        frame["force"] = frame["force"].cat.add_categories("Surrey")
        assert rows(tables.estimate_by(frame, rate, columns=COLUMNS, by=keys)) == rows(text)


def test_batches_are_counted_as_one_frame_is_and_say_how_far_they_are() -> None:
    whole = EAGER["pandas"](COUNTS)
    told: list[tuple[int, int]] = []
    batches = (whole[i : i + 2] for i in range(0, 6, 2))
    found = tables.count_batches(batches, by="ethnicity", progress=lambda *far: told.append(far))
    assert rows(found) == rows(tables.count_by(whole, by="ethnicity"))
    assert told == [(1, 2), (2, 4), (3, 6)]
    spelt = [EAGER["pandas"]({"force": [label]}) for label in ("Kent", "kent")]
    with pytest.raises(TableError, match="key-spelling"):
        tables.count_batches(spelt, by="force")
    with pytest.raises(DispropError, match="batches must hold at least one frame"):
        tables.count_batches([], by="force")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"by": ()}, "by= names at least one column"),
        ({"by": "Force"}, "no column is called 'Force'. Did you mean 'force'"),
        ({"name": "force"}, "'force' is a column of by=; choose another"),
    ],
)
def test_a_count_that_cannot_be_made_says_why(change: dict[str, Any], message: str) -> None:
    with pytest.raises(DispropError, match=message):
        tables.count_by(EAGER["pandas"](COUNTS), **{"by": "force", **change})
