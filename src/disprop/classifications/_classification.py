"""The known lists of ethnic groups, read from the data package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from disprop import _data
from disprop._errors import did_you_mean, worded
from disprop._twice._words import BESIDE, WRITTEN, groups, printed, ways

NOT_STATED = "Not stated"  # what every crosswalk makes of a label that says so
NO_GROUP = "No group"  # what it makes of one that has no place in the other list
OTHERS = (NOT_STATED, NO_GROUP)
OVERLAPPING = "overlapping"  # a sum or a part of other labels


@dataclass(frozen=True, slots=True)
class Member:
    """One label of a classification, and whom it holds.

    Attributes
    ----------
    label : as data have it; `spellings` are other ways in which publications print it.
    kind : "group"; "not stated"; "no person", such as the search of an empty vehicle; or "overlapping", a sum or a part
        of other labels, which no crosswalk takes, so that nobody counts twice.
    parent : the wider group that it stands under, where the list has such.
    core, maximal : who is taken to belong to it, and who may. In the United Kingdom these are codes of the 18+1 list,
        and Roma, or parts of one, such as "W9.polish"; in the United States race within Hispanic ("H.black") and
        within not Hispanic ("N.black"). Where people choose their group themselves, the two are the same; where an
        officer judged by sight, both are assumptions.
    status : "definition" where the list itself says whom the label holds, otherwise "judgement".
    note : what to know before using it.
    """

    label: str
    spellings: tuple[str, ...]
    kind: str
    parent: str
    core: frozenset[str]
    maximal: frozenset[str]
    status: str
    note: str


@dataclass(frozen=True)
class Classification:
    """A list of ethnic groups, as one publisher uses it.

    Attributes
    ----------
    name : as `load` and `crosswalk` know it.
    title : what it is.
    question : what people are asked, and where; no crosswalk leads from one question to another.
    basis : "self-defined" where people choose their group, "officer-defined" where an officer, or an agency, did.
    source : where its labels are published.
    note : what to know before using it.
    members : every label with whom it holds.

    Examples
    --------
    >>> from disprop import classifications
    >>> stops = classifications.load("data-police-uk-self-defined")
    >>> len(stops.groups), stops.not_stated
    (18, ('Other ethnic group - Not stated',))
    >>> print(classifications.load("5+1"))
    5+1: Five groups of the census since 2011, self-defined; Chinese is in Asian; in the list of 2001 it was in Other
    """

    name: str
    title: str
    question: str
    basis: str
    source: str
    note: str
    members: tuple[Member, ...] = field(repr=False)

    def __hash__(self) -> int:
        return hash(self.name)

    def __str__(self) -> str:
        return f"{self.name}: {self.title}, {self.basis}; {self.note}"

    @property
    def groups(self) -> tuple[str, ...]:
        """The labels of groups, in the order of the list."""
        return tuple(member.label for member in self.members if member.kind == "group")

    @property
    def not_stated(self) -> tuple[str, ...]:
        """The labels that say that a group is not known."""
        return tuple(member.label for member in self.members if member.kind == "not stated")

    @property
    def parents(self) -> dict[str, str]:
        """The wider group of each label that has one."""
        return {member.label: member.parent for member in self.members if member.parent}

    @cached_property
    def labels(self) -> dict[str, Member]:
        """Every label, in each way that it is printed, with its member."""
        spelt = {spelling: member for member in self.members for spelling in member.spellings}
        return spelt | {member.label: member for member in self.members}

    def read(self, label: object) -> tuple[Member, str] | None:
        """Return what a label is read as, and what was forgiven, if the list has it.

        Parameters
        ----------
        label : str
            As it stands in a table.

        Returns
        -------
        tuple of (Member, str), or None
            What was forgiven is in words: nothing; "capitals, blanks or punctuation"; "a footnote mark"; "words of the
            table around it", such as "Ethnic Group: "; "the wider group beside it", as in "Indian (Asian)". No rule of
            these makes one label of a list into another.

        Examples
        --------
        >>> from disprop import classifications
        >>> census = classifications.load("census-2011-18")
        >>> member, forgiven = census.read("Ethnic Group: White: IRISH [1]; measures: Value")
        >>> member.label, forgiven
        ('Irish', 'words of the table around it and a footnote mark')
        """
        if not isinstance(label, str) or label in self.labels:
            return (self.labels[label], "") if isinstance(label, str) else None
        for found, forgiven in ways(label):
            if known := printed()[self.question].get(found, {}).get(self.name):
                row, beside = known
                return self.labels[row["label"]], " and ".join([*forgiven, *[BESIDE] * beside]) or WRITTEN
        return None


def apart(one: Classification) -> list[Member]:
    """Return the labels of a list that are no sum or part of others."""
    return [member for member in one.members if member.kind != OVERLAPPING]


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
        hint = f" Did you mean {' or '.join(begun)}?" if begun else did_you_mean(name, names())
        raise worded("unknown classification", "classification", name, hint=hint, named=", ".join(names()))
    return known()[name]


@cache
def known() -> Mapping[str, Classification]:
    """Return every classification of the data package by its name."""
    own = "classification"
    members = [(row[own], Member(**{name: row[name] for name in row.keys() - {own}})) for row in groups()]
    heads = [(head.pop(own), head) for head in _data.rows("data", "ethnicity_classifications.csv")]
    return {
        name: Classification(name, **head, members=tuple(member for of, member in members if of == name))
        for name, head in heads
    }


def says_not_stated(label: object) -> bool:
    """Return whether a label says that a group is not known, in one of the lists, whatever its capitals."""
    return isinstance(label, str) and label.strip().casefold() in _not_stated()


@cache
def _not_stated() -> frozenset[str]:
    return frozenset(label.casefold() for one in known().values() for label in one.not_stated)
