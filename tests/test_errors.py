"""A refusal is a sentence for people, and fields for programs; the two say the same."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from disprop import DispropError
from disprop._errors import one_of

FIELDS = ("what", "got", "where", "hint")


def fields(error: DispropError) -> dict[str, object]:
    return {name: getattr(error, name) for name in FIELDS}


@pytest.mark.parametrize("again", [lambda error: pickle.loads(pickle.dumps(error)), copy.copy])  # noqa: S301
def test_an_error_keeps_its_fields_when_it_is_copied_or_crosses_to_another_process(
    again: Callable[[DispropError], DispropError],
) -> None:
    error = DispropError("events must be >= 0; got -1 at position 3", what="events", got=-1, where=3, hint="look")
    assert fields(again(error)) == fields(error) == {"what": "events", "got": -1, "where": 3, "hint": "look"}
    assert str(again(error)) == str(error)
    assert isinstance(error, ValueError)
    assert type(error).__module__ == "disprop"


def test_a_name_that_is_not_known_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(DispropError) as refused:
        one_of("method", "wilsen", ["wald", "wilson"])
    hint = "Did you mean 'wilson'? Known: wald, wilson"
    assert fields(refused.value) == {"what": "method", "got": "wilsen", "where": None, "hint": hint}
    assert str(refused.value) == f"no method is called 'wilsen'. {hint}"
