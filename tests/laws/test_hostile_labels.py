"""Labels change no number, whatever they are called: not "low", "value" or "iloc" either."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from disprop.estimate import estimates_of
from laws.test_options import OWN, asked

HOSTILE = ["low", "high", "best", "value", "name", "known", "se", "kind", "axes", "dims", "indexes", "columns", "iloc"]
PLAIN = [f"label {at}" for at in range(len(HOSTILE))]


def labelled(given: Any, labels: list[str]) -> Any:
    """Return lists of numbers, wherever they are, as columns with these labels."""
    if isinstance(given, dict):
        return {name: labelled(each, labels) for name, each in given.items()}
    if isinstance(given, tuple):
        return tuple(labelled(each, labels) for each in given)
    numbers = isinstance(given, list) and np.asarray(given).dtype.kind in "if" and np.ndim(given) == 1
    return pd.Series(given, labels[: len(given)]) if numbers else given


@pytest.mark.parametrize("name", sorted(OWN))
def test_labels_change_no_number(name: str) -> None:
    plain, hostile = (estimates_of(OWN[name].call(**labelled(asked(OWN[name]), labels))) for labels in (PLAIN, HOSTILE))
    for own, estimate in plain.items():
        for field in ("value", "low", "high"):
            np.testing.assert_array_equal(getattr(hostile[own], field), getattr(estimate, field), err_msg=own)
