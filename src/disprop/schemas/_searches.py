"""The rules of a table of searches, one image against many."""

from collections.abc import Iterator

from disprop.schemas._deployments import counts_are_known, unequal
from disprop.schemas._rules import COUNTED, Check
from disprop.schemas._table import Table
from disprop.schemas.report import Finding


def searches_sum(table: Table) -> Iterator[Finding]:
    """Check that mated and non-mated searches add up to searches."""
    searches, total = table.numbers("searches"), table.numbers("mated_searches") + table.numbers("non_mated_searches")
    for i in unequal(searches, total):
        value = f"{searches[i]:.0f}, but their sum is {total[i]:.0f}"
        yield table.finding("searches-do-not-sum", "searches", i, value)


SEARCHES: tuple[Check, ...] = (*COUNTED, counts_are_known, searches_sum)
