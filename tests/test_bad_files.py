"""Files made bad by a script give the clean table that they were made from, or a question about what differs."""

from __future__ import annotations

import io

import pytest

from bad_files import bad_file
from bad_oracle import false_alarms, faults, lost
from disprop import cleaning
from disprop.cleaning import Cleaned

OF_SHAPES = "its number would stand in"  # what is asked of columns beside those of groups


@pytest.mark.parametrize("seed", range(60))
def test_a_bad_file_is_read_right_or_asked_about(seed: int) -> None:
    file = bad_file(seed)
    cleaned = cleaning.read_table(io.BytesIO(file.content), lengthen={})
    assert faults(file, cleaned) == []
    assert [alarm for alarm in false_alarms(file, cleaned) if OF_SHAPES not in alarm] == []
    assert cleaned.replay(io.BytesIO(file.content)).equals(cleaned.frame)


@pytest.mark.parametrize("seed", range(100, 130))
def test_what_is_suggested_loses_no_row_and_changes_no_number(seed: int) -> None:
    file = bad_file(seed)
    answers = dict(cleaning.read_table(io.BytesIO(file.content)).suggested)
    answers.pop("lengthen", None)  # which makes other rows of these
    assert lost(file, cleaning.read_table(io.BytesIO(file.content), **answers)) == []


def read(seed: int) -> Cleaned:
    return cleaning.read_table(io.BytesIO(bad_file(seed, []).content), lengthen={})


def test_clean_tables_raise_few_questions() -> None:
    asked = [seed for seed in range(100) if read(seed).questions]
    assert asked == []
