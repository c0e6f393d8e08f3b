"""Which known list of ethnic groups a column, or the headings, hold: told in the log, doubtful labels asked about."""

from collections import Counter

from pandas.api.types import is_numeric_dtype

from disprop._errors import in_line
from disprop._twice._words import totals_among
from disprop.classifications._classification import known
from disprop.classifications._recognition import differing, holding, lacking, spelt
from disprop.cleaning._log import Repair
from disprop.cleaning._work import Work

FEW, MANY = 3, 60  # labels of a list at least, and at most
NEAR = 0.75  # of the labels are those of a list


def groups(work: Work) -> None:
    """Look at the headings, and at each column of text."""
    headings = [name for name in work.grid.names[: 4 * MANY] if any(one.read(name) for one in known().values())]
    _look(work, None, headings)
    for name in [column.name for column in work.grid.columns if not is_numeric_dtype(column.dtype)]:
        cells = work.grid.cells(name)
        if len(cells.texts) <= MANY:
            labels = [cell for cell in dict.fromkeys(cells) if cell in cells.texts]
            totals = totals_among(labels)
            _look(work, name, [label for label in labels if label not in totals])


def _look(work: Work, column: str | None, labels: list[str]) -> None:
    """Log the lists that have all of the labels, in what they differ and what was forgiven; ask about labels near one.

    That is a label that the nearest list does not have, or that is forgiven into one that is there too.
    """
    lists = holding(labels) if len(labels) >= FEW else ()
    one = lists[0] if lists else min(known().values(), key=lambda each: len(lacking(each, [*labels])))
    read = {label: one.read(label) or (None, "") for label in labels}
    if lists:
        forgiven = "".join(f"; {n} but for {how}" for how, n in Counter(how for _, how in read.values()).items() if how)
        odd = f"; they differ in {in_line(map(repr, differing(lists, labels)))}: see the source" if lists[1:] else ""
        named = [each.name for each in lists]
        said = f"{len(labels)} labels of {in_line(named)}{forgiven}{odd}"
        work.done([Repair(None, column, None, named, "groups", said)])
    times = Counter(meant for meant, _ in read.values())
    near = len(labels) - times[None] >= max(FEW, NEAR * len(labels))
    if column is None or not near:
        return
    for label, (meant, how) in read.items():
        row = work.grid.rows()[work.grid.cells(column).index(label)]
        if not meant:
            work.ask(row, column, f"no label of {one.name}, as the others are{spelt(label, one)}")
        elif how and times[meant] > 1:
            work.ask(row, column, f"read as {meant.label!r} of {one.name}, as another label is")
