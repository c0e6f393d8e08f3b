"""Files made bad by a script give the clean table that they were made from, or a question about what differs."""

from __future__ import annotations

import io

import pytest

from bad_files import bad_file
from bad_oracle import false_alarms, faults
from disprop import cleaning
from disprop.cleaning import Cleaned


@pytest.mark.parametrize("seed", range(60))
def test_a_bad_file_is_read_right_or_asked_about(seed: int) -> None:
    file = bad_file(seed)
    cleaned = cleaning.read_table(io.BytesIO(file.content), lengthen={})
    assert faults(file, cleaned) == []
    assert false_alarms(file, cleaned) == []
    assert cleaned.replay(io.BytesIO(file.content)).equals(cleaned.frame)


def read(seed: int) -> Cleaned:
    return cleaning.read_table(io.BytesIO(bad_file(seed, []).content), lengthen={})


def test_clean_tables_raise_few_questions() -> None:
    asked = [seed for seed in range(100) if read(seed).questions]
    assert asked == []
