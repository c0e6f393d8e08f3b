"""Every bad table is refused in the words that its entry has, by pandas, Polars and PyArrow alike."""

from __future__ import annotations

import re
from typing import Any

import polars as pl
import pytest

from bad_tables import calls, cells, checked, deployments, frames, joins, labels
from bad_tables.entry import KINDS, PANDAS, Bad, estimated
from disprop import DispropError
from disprop._errors import shown
from disprop.schemas import TableError

BAD = [bad for topic in (cells, labels, frames, calls, joins, deployments) for bad in topic.BAD]
TRIED = [pytest.param(bad, kind, id=f"{bad.name}, {kind}") for bad in BAD for kind in bad.kinds]
FOREIGN = re.compile(
    "could not|have no regression"
)  # what an engine or a statistic of the caller's said is behind the sentence, as its cause


def refused(bad: Bad, kind: str) -> DispropError:
    frame = KINDS[kind](bad.columns)
    with pytest.raises(DispropError) as caught:
        bad.call(frame)
    return caught.value


def as_fields_say(error: DispropError) -> None:
    """Check that the sentence holds its fields."""
    assert error.what, error
    assert all(word in str(error) for word in (error.what, error.hint)), (error.what, error.hint)
    if isinstance(error, TableError):
        first = error.report.errors[0]
        assert (error.where, error.hint) == (first.position, first.advice)
        assert error.got is None or error.got is first.value
    else:
        assert error.got is None or shown(error.got) in str(error), error.got


def as_expected(sentence: str, expected: str) -> bool:
    return bool(re.fullmatch(".*".join(map(re.escape, expected.split("..."))), sentence, re.DOTALL))


@pytest.mark.parametrize(("bad", "kind"), TRIED)
def test_a_bad_table_is_refused_in_these_words(bad: Bad, kind: str) -> None:
    error = refused(bad, kind)
    as_fields_say(error)
    assert type(error) is (TableError if bad.findings else DispropError)
    assert (error.__cause__ is not None) == bool(FOREIGN.search(str(error)))
    assert error.__cause__ is not None or error.__context__ is None or error.__suppress_context__
    if not isinstance(error, TableError):
        assert as_expected(str(error), bad.says), str(error)
        return
    found = [(finding.rule, finding.column, finding.position) for finding in error.report.errors]
    if kind == "polars lazy":  # which has no order of rows
        assert {place[:2] for place in found} == {tuple(place[:2]) for place in bad.findings}
    else:
        assert sorted(found, key=str) == sorted(bad.findings, key=str)
    assert all(rule in str(error) and str(column or "") in str(error) for rule, column, _ in bad.findings)


@pytest.mark.parametrize("bad", [pytest.param(bad, id=bad.name) for bad in checked.CHECKED])
def test_a_check_finds_this_and_nothing_else(bad: Bad) -> None:
    report = bad.call(KINDS[PANDAS[0]](bad.columns))
    found = [(finding.rule, finding.column, finding.position) for finding in report.findings]
    assert sorted(found, key=str) == sorted(bad.findings, key=str)


def test_there_are_many_and_each_has_its_own_name() -> None:
    names = [bad.name for bad in [*BAD, *checked.CHECKED]]
    assert [name for name in names if names.count(name) > 1] == []
    assert len(names) >= 70


SOUND: dict[str, Any] = {"g": ["A", "B", "C"], "n": [1, 2, 3], "t": [10, 20, 30]}


def test_a_sound_table_passes_every_kind() -> None:
    for kind, make in KINDS.items():
        if kind != "as it is":
            estimated(make(SOUND))


def test_a_lazy_frame_stays_lazy() -> None:
    assert isinstance(estimated(pl.LazyFrame(SOUND)), pl.LazyFrame)
