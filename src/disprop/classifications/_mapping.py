"""Which group of one list the groups of another belong to: all of their people, or perhaps some."""

from collections.abc import Sequence
from functools import cache

import pandas as pd

from disprop._errors import in_line, one_of, worded
from disprop.classifications._classification import NO_GROUP, NOT_STATED, Classification, Member, apart, known, load


def mapping(from_: str, to: str, kind: str = "core") -> pd.DataFrame:
    """Return what a crosswalk makes of every label, with what is a judgement in it.

    Parameters
    ----------
    from_, to : str
        Two of `names()`.
    kind : str
        "core" (default) places a label only in the group that everyone with this label is taken to belong to, if labels
        of the list make that group whole; "maximal" places it in every group that some of them may belong to, and there
        may be several.

    Returns
    -------
    pandas.DataFrame
        One row for each label and target. label, target, status ("definition", or "judgement" where the place of the
        label, or of the target, was decided by the authors of disprop), and note. A label without a place has the
        target "No group", one that is no group "Not stated".

    Raises
    ------
    DispropError
        For a name that is not known, and for two lists without a crosswalk: it names those that there are.

    Examples
    --------
    >>> from disprop import classifications
    >>> maximal = classifications.mapping("census-2011-18", "ic-codes", "maximal")
    >>> maximal.loc[maximal["label"].isin(["African", "Other White"]), ["label", "target", "status"]]
              label target     status
    3   Other White    IC1  judgement
    4   Other White    IC2  judgement
    15      African    IC3  judgement
    """
    source, target = route(from_, to)
    rows = [
        _row(member, place, target)
        for member in apart(source)
        for place in targets(member, source, target, kind) or (NO_GROUP,)
    ]
    return pd.DataFrame(rows, columns=["label", "target", "status", "note"])


def _row(member: Member, place: str, target: Classification) -> tuple[str, str, str, str]:
    ends = [member, *(other for other in target.members if other.label == place)]
    status = "judgement" if any(end.status == "judgement" for end in ends) else "definition"
    return member.label, place, status, "; ".join(dict.fromkeys(end.note for end in ends if end.note))


def targets(member: Member, source: Classification, target: Classification, kind: str) -> tuple[str, ...]:
    """Return the groups that a label is taken to belong to (one or none), or all that it may belong to."""
    one_of("kind of crosswalk", kind, ("core", "maximal"))
    if member.kind != "group":
        return (NOT_STATED,) if member.kind == "not stated" else ()
    if source is target:
        return (member.label,)
    if kind == "maximal":
        return tuple(other for other in target.groups if member.maximal & target.labels[other].maximal)
    sure = [group for group, parts in _whole(source, target).items() if member.label in parts]
    return tuple(sure) if len(sure) == 1 else ()


@cache
def _whole(source: Classification, target: Classification) -> dict[str, list[str]]:
    """Return the groups of a list that are whole where labels of another are put together, and these labels.

    A group that some of its people would be missing from is no group: White of those who are not Hispanic is not White.
    """
    alike = source.basis == target.basis
    groups = [member for member in source.members if member.kind == "group"]
    found = {}
    for other in (target.labels[label] for label in target.groups):
        parts = [member for member in groups if _within(member, other, alike=alike)]
        if other.core <= frozenset[str]().union(*(member.maximal for member in parts)):
            found[other.label] = [member.label for member in parts]
    return found


def _within(member: Member, other: Member, *, alike: bool) -> bool:
    """Return whether all whom a label may hold are in the core of another.

    Of two lists that were judged alike, by people themselves or by sight, core is compared with core, and maximal with
    maximal.
    """
    if alike:
        return member.core <= other.core and member.maximal <= other.maximal
    return member.maximal <= other.core


def places(source: Classification, target: Classification, kind: str, among: Sequence[str]) -> dict[str, str]:
    """Return the one target of every label, in each way that it is printed; none of what overlaps with others."""
    for label in among:
        one_of(f"group of {target.name}", label, target.groups)
    chosen = {*(among or target.groups), NOT_STATED}
    every = {member: targets(member, source, target, kind) for member in apart(source)}
    found = {member: [place for place in them if place in chosen] for member, them in every.items()}
    if several := {member.label: them for member, them in found.items() if len(them) > 1}:
        named = "; ".join(f"{label!r} to {' and '.join(them)}" for label, them in several.items())
        raise worded("several groups", "labels", list(several), of=target.name, named=named)
    own = {label: (found[member] or [NO_GROUP])[0] for label, member in source.labels.items() if member in found}
    return own | {label: label for label in (NOT_STATED, NO_GROUP)}


def route(from_: str, to: str) -> tuple[Classification, Classification]:
    """Return the two ends of a crosswalk, if there is one."""
    source, target = load(from_), load(to)
    if not leads(source, target):
        there = in_line(other.name for other in known().values() if leads(source, other) and other is not source)
        why = _why_not(source, target)
        raise worded("no crosswalk", "crosswalk", (from_, to), why=why, there=there or "no other list")
    return source, target


def leads(source: Classification, target: Classification) -> bool:
    """Return whether there is a crosswalk: two groups, enough for a comparison, are whole in the other list.

    What people say of themselves does not follow from what an officer saw, so none leads from there.
    """
    return source is target or (kept(source, target) > 1 and not _against_sight(source, target))


def _against_sight(source: Classification, target: Classification) -> bool:
    return source.basis == "officer-defined" and target.basis == "self-defined"


def kept(source: Classification, target: Classification) -> int:
    """Return how many groups of one list are placed in one of the other by their core."""
    return sum(bool(targets(member, source, target, "core")) for member in source.members if member.kind == "group")


def _why_not(source: Classification, target: Classification) -> str:
    if source.question != target.question:
        asked = f"the one is of {source.question}, the other of {target.question}"
        return f"{asked}, and no answer to the one says what the answer to the other would be"
    by_sight = "what an officer saw does not say what people say of themselves"
    coarse = "fewer than two groups of the one can be put together from groups of the other"
    back = f', such as crosswalk(population, "{target.name}", "{source.name}", ...)' if leads(target, source) else ""
    why = by_sight if _against_sight(source, target) else coarse
    return f"{why}; take the other side of the division there instead{back}"
