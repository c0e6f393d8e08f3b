"""Which known list of ethnic groups a column, or the headings, hold: told in the log, doubtful labels asked about."""

from collections import Counter
from collections.abc import Iterator, Sequence

from pandas.api.types import is_numeric_dtype

from disprop._labels import in_line
from disprop._twice._words import totals_among
from disprop.classifications._classification import Classification, known
from disprop.classifications._recognition import differing, holding, lacking, spelt
from disprop.cleaning._log import Repair
from disprop.cleaning._work import Work

FEW, MANY = 3, 60  # labels of a list at least, and at most
NEAR = 0.75  # of the labels are those of a list


def groups(work: Work) -> None:
    """Look at the headings, and at each column of text."""
    _tell(work, None, [name for name in work.grid.names[: 4 * MANY] if any(one.read(name) for one in known().values())])
    for name in [column.name for column in work.grid.columns if not is_numeric_dtype(column.dtype)]:
        cells = work.grid.cells(name)
        labels = [cell for cell in dict.fromkeys(cells) if isinstance(cell, str)]
        if len(labels) <= MANY:
            labels = [label for label in labels if label not in totals_among(labels)]
            lists = _tell(work, name, labels)
            for label, why in _doubts(lists, labels):
                work.ask([*work.grid.rows()][cells.index(label)], name, why)


def _tell(work: Work, column: str | None, labels: Sequence[str]) -> tuple[Classification, ...]:
    """Log the lists that have all of the labels, in what they differ, and what was forgiven."""
    if lists := holding(labels) if len(labels) >= FEW else ():
        read = {label: found for label in labels if (found := lists[0].read(label)) and found[1]}
        forgiven = "".join(f"; {n} but for {how}" for how, n in Counter(how for _, how in read.values()).items())
        odd = f"; they differ in {in_line(map(repr, differing(lists, labels)))}: see the source" if lists[1:] else ""
        after = {
            "lists": [one.name for one in lists],
            "read": {label: meant.label for label, (meant, _) in read.items()},
        }
        said = f"{len(labels)} labels of {in_line(after['lists'])}{forgiven}{odd}"
        work.done([Repair(None, column, None, after, "groups", said)])
    return lists


def _doubts(lists: Sequence[Classification], labels: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield, with why, labels forgiven into one that is there too, or, where no list has all, those of no list."""
    one = lists[0] if lists else min(known().values(), key=lambda each: len(lacking(each, [*labels])))
    read = {label: one.read(label) for label in labels}
    times = Counter(found and found[0] for found in read.values())
    near = len(labels) - times[None] >= max(FEW, NEAR * len(labels))
    for label, found in read.items():
        if near and not found:
            yield label, f"no label of {one.name}, as the others are{spelt(label, one)}"
        elif lists and found and found[1] and times[found[0]] > 1:
            yield label, f"read as {found[0].label!r} of {one.name}, as another label is"
