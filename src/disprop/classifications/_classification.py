"""The known lists of ethnic groups, read from the data package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from disprop import datasets
from disprop._errors import advised, near

NOT_STATED = "Not stated"  # what every crosswalk makes of a label that says so
NO_GROUP = "No group"  # what it makes of one that has no place in the other list
OTHERS = (NOT_STATED, NO_GROUP)


@dataclass(frozen=True, slots=True)
class Member:
    """One label of a classification, and whom it holds.

    Attributes
    ----------
    label : as data have it; `also` is another way in which it is written.
    is_group : whether it is a group; "Not stated" is none.
    parent : the wider group that it stands under, where the list has such.
    core, maximal : who is taken to belong to it, and who may: codes of the 18+1 list, and Roma. Where people choose
        their group themselves, the two are the same; where an officer judged by sight, both are assumptions.
    status : "definition" where the list itself says whom the label holds, otherwise "judgement".
    note : what to know before using it.
    """

    label: str
    also: str
    is_group: bool
    parent: str
    core: frozenset[str]
    maximal: frozenset[str]
    status: str
    note: str


@dataclass(frozen=True, slots=True)
class Classification:
    """A list of ethnic groups, as one publisher uses it.

    Attributes
    ----------
    name : as `load` and `crosswalk` know it.
    title : what it is.
    basis : "self-defined" where people choose their group, "officer-defined" where an officer did.
    source : where its labels are published.
    note : what to know before using it.
    members : every label with whom it holds.

    Examples
    --------
    >>> from disprop import classifications
    >>> stops = classifications.load("data-police-uk-self-defined")
    >>> len(stops.groups), stops.not_stated
    (18, ('Other ethnic group - Not stated',))
    """

    name: str
    title: str
    basis: str
    source: str
    note: str
    members: tuple[Member, ...] = field(repr=False)

    @property
    def groups(self) -> tuple[str, ...]:
        """The labels of groups, in the order of the list."""
        return tuple(member.label for member in self.members if member.is_group)

    @property
    def not_stated(self) -> tuple[str, ...]:
        """The labels that say that a group is not known."""
        return tuple(member.label for member in self.members if not member.is_group)

    @property
    def parents(self) -> dict[str, str]:
        """The wider group of each label that has one."""
        return {member.label: member.parent for member in self.members if member.parent}

    @property
    def labels(self) -> dict[str, Member]:
        """Every label, in each way that it is written, with its member."""
        spelt = {member.also: member for member in self.members if member.also}
        return spelt | {member.label: member for member in self.members}


def names() -> tuple[str, ...]:
    """Return the names of the known classifications.

    Returns
    -------
    tuple of str
        In the order of the dataset ethnicity-classifications.

    Examples
    --------
    >>> from disprop import classifications
    >>> classifications.names()[:4]
    ('census-2011-18', 'census-2021-19', '18+1', '16+1')
    """
    return tuple(known())


def load(name: str) -> Classification:
    """Return a known classification.

    Parameters
    ----------
    name : str
        One of `names()`.

    Returns
    -------
    Classification
        Its groups, its labels for not stated, and whom each holds.

    Raises
    ------
    DispropError
        If there is none of that name.

    Examples
    --------
    >>> from disprop import classifications
    >>> classifications.load("ic-codes").groups
    ('IC1', 'IC2', 'IC3', 'IC4', 'IC5', 'IC6')
    >>> classifications.load("16+1").parents["O1"]
    'Other'
    """
    if name not in names():
        begun = [repr(one) for one in names() if one.startswith(f"{name}-")]
        hint = f" Did you mean {' or '.join(begun)}?" if begun else near(name, names())
        said = f"no classification is called {name!r}."
        raise advised(said, f"{hint} Known: {', '.join(names())}", what="classification", got=name)
    return known()[name]


@cache
def known() -> Mapping[str, Classification]:
    """Return every classification of the data package by its name."""
    heads = datasets.load("ethnicity-classifications").rename(columns={"classification": "name"}).to_dict("records")
    rows = datasets.load("ethnicity-groups").fillna("")
    members = {name: tuple(map(_member, part.to_dict("records"))) for name, part in rows.groupby("classification")}
    return {head["name"]: Classification(**head, members=members[head["name"]]) for head in heads}


def says_not_stated(label: object) -> bool:
    """Return whether a label says that a group is not known, in one of the lists, whatever its capitals."""
    return isinstance(label, str) and label.strip().casefold() in _not_stated()


@cache
def _not_stated() -> frozenset[str]:
    members = (member for one in known().values() for member in one.members if not member.is_group)
    return frozenset(label.casefold() for member in members for label in (member.label, member.also) if label)


def _member(row: Mapping[str, str]) -> Member:
    return Member(
        label=row["label"],
        also=row["also"],
        is_group=row["kind"] == "group",
        parent=row["parent"],
        core=frozenset(row["core"].split()),
        maximal=frozenset(row["maximal"].split()),
        status=row["status"],
        note=row["note"],
    )
