"""Which known list a set of labels belongs to, and what to do where those of two sides belong to different ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from disprop._cells import is_gap
from disprop._errors import DispropError, advised, did_you_mean, in_line, refused
from disprop.classifications._classification import OTHERS, OVERLAPPING, Classification, known
from disprop.classifications._mapping import kept, leads

LETTERS = 5  # fewer labels of one letter each may be anything
SHOWN = 5  # labels, or lists, in an error message


def recognise(labels: Iterable[object]) -> tuple[Classification, ...]:
    """Return the known classifications that have all of these labels.

    Use it on the values of a column whose list is not named, or on the headings of a table with one column a group. A
    few labels may belong to many lists, and need not mean the same in each: print them, and look which is the source.
    Capitals, blanks, punctuation, footnote marks and the words of a table around a label are forgiven;
    `Classification.read` says which. The order of the labels says nothing.

    Parameters
    ----------
    labels : iterable of str
        The values of a column. What is missing, None or NaN, is passed over.

    Returns
    -------
    tuple of Classification
        In the order of `names`, but those that print the labels exactly so first.

    Raises
    ------
    DispropError
        If none has them all: it names the lists that have the most, and the labels that each lacks.

    Examples
    --------
    >>> from disprop import classifications
    >>> [found.name for found in classifications.recognise(["White - Irish", "Other ethnic group - Not stated"])]
    ['data-police-uk-self-defined']
    >>> [found.name for found in classifications.recognise(["BLACK HISPANIC", "ASIAN/PAC.ISL", "White [1]"])]
    ['nypd-stops']
    >>> classifications.recognise(["White - Irsh", "Other ethnic group - Not stated"])
    Traceback (most recent call last):
    disprop.DispropError: no known classification has all of these labels. data-police-uk-self-defined has 1 of 2, not
    'White - Irsh' (Did you mean 'White - Irish'?)
    """
    if isinstance(labels, str) or not isinstance(labels, Iterable):
        raise refused("labels", "are several texts, such as the values of a column", labels)
    there = [label for label in labels if not is_missing(label)]
    if odd := [label for label in there if not isinstance(label, str)]:
        raise refused("labels", "must be text", odd[0])
    wanted = _present(there)
    if not wanted:
        raise DispropError("no labels to recognise: every value is missing", what="labels", got=[])
    if found := holding(wanted):
        return found
    nearest = sorted(known().values(), key=lambda one: len(lacking(one, wanted)))
    misses = [_missed(one, wanted) for one in nearest[:3] if len(lacking(one, wanted)) < len(wanted)]
    said = "; ".join(misses) or f"None has even one; got {in_line(map(repr, wanted), SHOWN)}"
    raise advised("no known classification has all of these labels", f". {said}", what="labels", got=wanted)


def holding(labels: Iterable[object]) -> tuple[Classification, ...]:
    """Return the classifications that have all of the labels; none where there are no labels.

    Those that print them exactly so come first. Sums do not make a list: there must be more groups than labels that
    overlap with others. A few letters, such as A, B and C, are the codes of no list.
    """
    wanted = _present(labels)
    letters = len(wanted) < LETTERS and all(len(str(label).strip()) == 1 for label in wanted)
    found = [] if letters else [one for one in known().values() if _holds(one, wanted)]
    return tuple(sorted(found, key=lambda one: not_as_printed(one, wanted)))


def not_as_printed(one: Classification, labels: Iterable[object]) -> int:
    """Return how many labels the list has only if something is forgiven."""
    return sum(label not in one.labels for label in _present(labels))


def _holds(one: Classification, wanted: list[object]) -> bool:
    kinds = Counter(read[0].kind if (read := one.read(label)) else None for label in wanted)
    return not kinds[None] and (kinds["group"] > kinds[OVERLAPPING] or not kinds[OVERLAPPING])


def differing(lists: Sequence[Classification], labels: Iterable[object]) -> list[object]:
    """Return the labels that do not hold the same people in all of the lists."""
    return [
        label for label in _present(labels) if len({found[0].core for one in lists if (found := one.read(label))}) > 1
    ]


def _present(labels: Iterable[object]) -> list[object]:
    """Return the labels once each, without what is missing and what any list may have."""
    return [label for label in dict.fromkeys(labels) if not is_missing(label) and label not in OTHERS]


def is_missing(label: Any) -> bool:
    """Return whether a cell holds nothing: None, NaN, pandas' NA, or text of no length."""
    return not label if isinstance(label, str) else is_gap(label)


def lacking(one: Classification, wanted: list[object]) -> list[object]:
    """Return the labels that are not of the list, or overlap with others of it."""
    return [label for label in wanted if not (read := one.read(label)) or read[0].kind == OVERLAPPING]


def _missed(one: Classification, wanted: list[object]) -> str:
    odd = lacking(one, wanted)
    named = in_line((f"{label!r}{spelt(label, one)}" for label in odd), SHOWN)
    return f"{one.name} has {len(wanted) - len(odd)} of {len(wanted)}, not {named}"


def spelt(label: object, one: Classification) -> str:
    """Return, in brackets, the known label nearest to one that is not known, or why a known one is not taken."""
    read = one.read(label)
    hint = f"{read[0].note}: leave it out" if read else did_you_mean(label, one.labels).strip()
    return f" ({hint})" if hint else ""


def suggestion(column: str, counts: Sequence[object], population: Sequence[object]) -> str:
    """Return a sentence that names the lists of both sides and the crosswalk between them, or nothing."""
    ours, theirs = _lists(counts), _lists(population)
    if not (ours and theirs):
        return ""
    if shared := [one for one in ours if one in theirs]:
        return _of_one_list(column, shared[0], counts, population)
    said = f"{column!r} of the counts has labels of {_names(ours)}, that of the population those of {_names(theirs)}"
    ways = [way for a, b in product(ours, theirs) for way in (("counts", a, b), ("population", b, a))]
    routes = [(side, source, target) for side, source, target in ways if leads(source, target)]
    if not routes:
        return f"{said}, and no crosswalk leads from the one to the other"
    side, source, target = max(routes, key=lambda route: kept(route[1], route[2]) / len(route[1].groups))
    again = ', and again with kind="maximal"' if target.basis == "officer-defined" else ""
    return f"{said}: try {_call(side, source, target, column)}{again}"


def _lists(labels: Sequence[object]) -> tuple[Classification, ...]:
    """Return the lists that have all of the labels; of these only the ones of which no group is left out, if any is so.

    Five groups without Chinese are also among the six with Chinese, but have the Chinese in another. A list
    that prints the labels exactly so comes before one that has them only if something is forgiven.
    """
    found = holding(labels)
    alike = [one for one in found if not_as_printed(one, labels) == not_as_printed(found[0], labels)]
    return tuple(one for one in alike if {*one.groups} <= {*_own(labels, one).values()}) or tuple(alike)


def _own(labels: Sequence[object], one: Classification) -> dict[object, str]:
    return {label: read[0].label for label in labels if (read := one.read(label))}


def _of_one_list(column: str, one: Classification, counts: Sequence[object], population: Sequence[object]) -> str:
    """Return what to do where labels of one list are written in two ways."""
    sides = [_own(side, one) for side in (counts, population)]
    same = set(sides[0].values()) & set(sides[1].values())
    if all(label in sides[1] for label, own in sides[0].items() if own in same):
        return ""
    calls = " and ".join(_call(side, one, one, column) for side in ("counts", "population"))
    return f"{column!r} has labels of {one.name} on both sides, written in two ways: try {calls}"


def _call(side: str, source: Classification, target: Classification, column: str) -> str:
    return f'tables.crosswalk({side}, "{source.name}", "{target.name}", column="{column}", name="{column}")'


def _names(found: Sequence[Classification]) -> str:
    return in_line((one.name for one in found), SHOWN).replace(", ", " or ")
