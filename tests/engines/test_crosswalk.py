"""Every engine relabels a column as pandas does, and names the same labels that are not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from disprop import DispropError, tables
from disprop.classifications import NOT_STATED
from engines.frames import rows
from engines.test_engines import INSTALLED

STOPS = "data-police-uk-self-defined"
DIRTY: dict[str, list[Any]] = {
    "label": ["White - Irsh", "Klingon", "Klingon", None, "White - Irish"],
    "n": [1, 2, 3, 4, 5],
}
CLEAN: dict[str, list[Any]] = {
    "label": [
        "White - Irish",
        None,
        "Other ethnic group - Not stated",
        "Asian/Asian British - Chinese",
        "White - Irish",
    ],
    "n": [1, 2, 3, 4, 5],
}


@pytest.mark.parametrize("make", INSTALLED)
def test_every_engine_relabels_and_counts_the_same(make: Callable[..., Any]) -> None:
    frame = make(CLEAN)
    found = tables.crosswalk(frame, STOPS, "5+1", column="label")
    assert type(found) is type(frame)
    expected = {1: "White", 2: None, 3: NOT_STATED, 4: "Asian", 5: "White"}
    assert {row["n"]: row["5+1"] for row in rows(found)} == expected
    assert [row["label"] for row in sorted(rows(found), key=lambda row: row["n"])] == CLEAN["label"]
    counted = rows(tables.tally(make(CLEAN), STOPS, "5+1", column="label"))
    assert [(row["label"], row["target"], row["rows"]) for row in counted] == [
        ("White - Irish", "White", 2),
        ("Asian/Asian British - Chinese", "Asian", 1),
        ("Other ethnic group - Not stated", NOT_STATED, 1),
        (None, None, 1),
    ]


@pytest.mark.parametrize("make", INSTALLED)
def test_unknown_labels_are_listed_with_their_counts_and_the_nearest_known(make: Callable[..., Any]) -> None:
    for call in (tables.crosswalk, tables.tally):
        with pytest.raises(DispropError) as caught:
            call(make(DIRTY), STOPS, "5+1", column="label")
        text = str(caught.value)
        assert text.startswith(f"column 'label' has labels that {STOPS} does not have: ")
        assert "'White - Irsh', 1 row (Did you mean 'White - Irish'?)" in text
        assert "'Klingon', 2 rows" in text
        assert "None" not in text
