"""The rules of the scores of a face recogniser."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from disprop._cells import is_empty
from disprop.schemas._rules import COMMON, Check
from disprop.schemas._table import Table
from disprop.schemas.report import Finding


def both_classes(table: Table) -> Iterator[Finding]:
    """Check that there are mated and non-mated scores."""
    mated = table.numbers("mated")
    if (known := mated[~np.isnan(mated)]).size and known.min() == known.max():
        yield Finding("one-class", "mated", value=f"only {'mated' if known[0] else 'non-mated'}")


def scores_were_kept(table: Table) -> Iterator[Finding]:
    """Check that no score is beyond the one from which scores were kept."""
    score = table.numbers("score")
    for name, beyond in (("kept_from", np.less), ("kept_to", np.greater)):
        limit = table.numbers(name)
        for i in np.flatnonzero(beyond(score, limit)).tolist():
            yield table.finding("score-not-kept", "score", i, f"{score[i]:.15g}, but {name} {limit[i]:.15g}")


def kept_alike(table: Table) -> Iterator[Finding]:
    """Check that all scores were kept from the same value on."""
    for name in table.present("number"):
        limits = np.unique(table.numbers(name)[~np.isnan(table.numbers(name))])
        if name.startswith("kept_") and limits.size > 1:
            yield Finding("kept-differently", name, value=f"{limits[0]:.15g} to {limits[-1]:.15g}")


def searches_are_of_one(table: Table) -> Iterator[Finding]:
    """Check that all rows of one search are of one person."""
    rows = pd.DataFrame({name: table.cells(name) for name in ("search", "person")})
    rows = rows[~rows.map(is_empty).any(axis=1)].astype(str)
    first = rows.groupby("search")["person"].transform("first")
    for position in rows.index[rows["person"] != first]:
        yield table.finding("search-of-several", "search", position, ", ".join(rows.loc[position]))


def one_system(table: Table) -> Iterator[Finding]:
    """Check that all scores are of one system."""
    systems = [*dict.fromkeys(str(cell) for cell in table.cells("system") if not is_empty(cell))]
    if len(systems) > 1:
        yield Finding("systems-mixed", "system", value=", ".join(systems))


SCORES: tuple[Check, ...] = (*COMMON, both_classes, scores_were_kept, kept_alike, searches_are_of_one, one_system)
