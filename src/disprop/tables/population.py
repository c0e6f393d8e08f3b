"""Counts meet their populations: what does not match is named, and nothing is dropped unasked."""

from typing import Any

import narwhals.stable.v2 as nw
import numpy as np

from disprop import _arrays
from disprop._errors import DispropError, Said, in_line, one_of, refuse_alike_across, worded
from disprop._names import spelt_otherwise
from disprop._rules import RULES
from disprop._twice._doubts import CHOICES, POPULATION
from disprop.classifications._classification import says_not_stated
from disprop.classifications._recognition import suggestion
from disprop.schemas._frames import Frame, Names, listed
from disprop.schemas._table import ends_of
from disprop.tables._asked import Answers, LeftOut
from disprop.tables._cells import Key, error_of, label, whole_if_all_are
from disprop.tables._engine import ROWS, like, numbers
from disprop.tables._grid import columns_of, keys_of
from disprop.tables._sums import Columns, counted_once
from disprop.tables.labels import bands_in_common

Labels = dict[str, list[list[Any]]]  # of each column, on both sides
ACCEPTED = ("events without population", "population without events", "labels of two lists")


def join_population(
    counts: Frame,
    population: Any,
    *,
    on: Names,
    columns: tuple[str, str] = ("events", "population"),
    accept: Names = (),
    leave_out: LeftOut = (),
) -> Frame:
    """Return counts with the population of each, after naming every one that has no partner.

    Use it between `count_by` and `estimate_by`. A label that is spelt differently in the census, or an ethnicity that
    was not stated, would otherwise vanish in a join, or become a rate of 0.

    Parameters
    ----------
    counts : any frame that Narwhals knows
        The keys and the events; rows with the same keys are added up.
    population : any frame that Narwhals knows, of the same library or another
        The keys and the people: one row for each.
    on : str or sequence of str
        The columns that both have.
    columns : pair of str
        The column of `counts` with the events, and that of `population` with the people. Either may have columns
        `<name>_low` and `<name>_high`, which the result has too.
    accept : str or sequence of str
        What may stay without a partner. "events without population" leaves such events out of the result; look first at
        their share, which the error gives. "population without events" counts 0 events for these people: say so only if
        every event would have been recorded. "labels of two lists" joins what has a partner though the two sides use
        different lists of ethnic groups: say so only if you know that equal labels hold the same people. And what may
        count twice, as in `estimate_by`: "totals", "repeated rows", "overlaps".
    leave_out : str, sequence of str, or dict
        As in `estimate_by`, of either frame.

    Returns
    -------
    frame of the kind of `counts`
        The keys, the events and the population: in the order of the counts, then the populations without events. What
        is missing on a side stays missing: it is not 0.

    Raises
    ------
    DispropError
        For a population with two rows for one key; for labels of the two sides that look alike and differ, such as
        "Black" and "Black ", whatever was accepted; and for whatever has no partner and was not accepted: it lists the
        keys, how many events they have, and their share of all events.

    Notes
    -----
    Labels say which list of ethnic groups they are from only where one of them is on no other. The groups 6+1 have
    "Chinese" apart, so they do not meet the groups 5+1, whose "Asian" holds the Chinese too. Where all labels are equal
    nothing can be told: White, Black and Asian may be what officers saw on one side and what people said on the other.
    Look where both are from; `classifications.recognise` lists what they may be.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import tables
    >>> stops = pd.DataFrame({"ethnicity": ["Black", "White", "Not stated"], "events": [30, 60, 10]})
    >>> people = pd.DataFrame({"ethnicity": ["Black", "White"], "population": [1_000, 8_000]})
    >>> tables.join_population(stops, people, on="ethnicity")
    Traceback (most recent call last):
    disprop.DispropError: 10 of 100 events (10.0%) have no population: Not stated (10). Accept it with
    accept="events without population", which leaves them out, or mend the labels; imperfect.not_stated says how far
    those not stated move a rate, or a ratio
    >>> tables.join_population(stops, people, on="ethnicity", accept="events without population")
      ethnicity  events  population
    0     Black      30        1000
    1     White      60        8000
    """
    keys, accepted = listed(on, "on="), listed(accept, "accept=")
    _arrays.pair("columns", columns, ("events", "population"))
    events, people = columns
    if not keys:
        raise DispropError("on= names at least one column that both frames have", what="on")
    for choice in accepted:
        one_of("thing to accept", choice, [*ACCEPTED, *CHOICES])
    own = [choice for choice in accepted if choice in CHOICES]
    answers = Answers.of([POPULATION, *own], leave_out, counts, population)  # which `_once_each` refuses
    events_by = _by_key(counted_once(counts, Columns(keys, [events]), answers)[1], keys, events)
    _refuse_inexact(events, [*events_by.values()][-1])
    people_once = counted_once(population, Columns(keys, [], [people]), answers)[1]
    people_by = _by_key(_once_each(people_once, keys), keys, people)
    counted, living = events_by[events], people_by[people]
    labels = {name: [[key[at] for key in side] for side in (counted, living)] for at, name in enumerate(keys)}
    for name, (ours, theirs) in labels.items():
        refuse_alike_across(name, ours, theirs, lambda: _two_lists(labels))
    homeless = [key for key in counted if key not in living]
    idle = [key for key in living if key not in counted]
    shared = [key for key in counted if key in living]
    advice = _two_lists(labels) if (homeless or idle) and ACCEPTED[2] not in accepted else ""
    if homeless and ACCEPTED[0] not in accepted:
        raise _without_population(homeless, [*events_by.values()], advice + _mended(labels))
    if idle and ACCEPTED[1] not in accepted:
        raise _without_events(idle, len(living), advice + _mended(labels))
    if advice:
        raise worded("groups of two lists", "groups", len(shared), groups=len(counted), advice=advice)
    joined = [*shared, *idle]
    sides = (*events_by.items(), *people_by.items())
    numbered = ({name: whole_if_all_are(np.array([side.get(key, 0.0) for key in joined]))} for name, side in sides)
    return like(counts, columns_of(joined, keys), *numbered)


def _by_key(added: nw.DataFrame[Any], keys: list[str], column: str) -> dict[str, dict[Key, float]]:
    """Return the numbers of a column by key, and those of the columns of its ends, where it has such."""
    beside = (*ends_of(column), error_of(column, added.columns))
    names, rows = [name for name in (column, *beside) if name in added.columns], keys_of(added, keys)
    return {name: dict(zip(rows, numbers(added, name).tolist(), strict=True)) for name in names}


def _refuse_inexact(column: str, most: dict[Key, float]) -> None:
    """Refuse sums of counts that may have lost digits."""
    rule = RULES["too-large"]
    if lost := [label(key) for key, count in most.items() if rule.broken(count)]:
        raise worded("digits lost", column, Said(in_line(lost)), advice=rule.advice)


def _once_each(people: nw.DataFrame[Any], keys: list[str]) -> nw.DataFrame[Any]:
    """Refuse a key that has two populations: which of them is meant cannot be known."""
    if twice := keys_of(people.filter(nw.col(ROWS) > 1), keys):
        raise worded("several populations", "population", Said(in_line(map(label, twice))), twice[0])
    return people


def _without_population(homeless: list[Key], ends: list[dict[Key, float]], advice: str) -> DispropError:
    counted = ends[-1]  # what they are at most
    lost, total = np.nansum([counted[key] for key in homeless]), np.nansum([*counted.values()])
    names = in_line(f"{label(key)} ({_or_missing([each[key] for each in ends])})" for key in homeless)
    share = f" ({100 * lost / total:.1f}%)" if total else ""
    if any(says_not_stated(cell) for key in homeless for cell in key):
        advice = f"; imperfect.not_stated says how far those not stated move a rate, or a ratio{advice}"
    said = {"most": "up to " * (len(ends) > 1), "lost": lost, "total": total, "share": share, "advice": advice}
    return worded("no population", "population", Said(names), homeless[0], **said)


def _or_missing(ends: list[float]) -> str:
    known = dict.fromkeys(f"{end:.0f}" for end in ends if not np.isnan(end))
    return " to ".join(known) or "missing"


def _without_events(idle: list[Key], populations: int, advice: str) -> DispropError:
    got = Said(in_line(map(label, idle)))
    return worded("no events", "events", got, idle[0], idle=len(idle), populations=populations, advice=advice)


def _mended(labels: Labels) -> str:
    """Return what to do where the two sides use different bands of ages, or spell names in two ways; or nothing."""
    return "".join(hint(name, *both) for name, both in labels.items() for hint in (bands_in_common, spelt_otherwise))


def _two_lists(labels: Labels) -> str:
    """Return what to do where the two sides use different classifications of ethnicity, or nothing."""
    found = (suggestion(name, *both) for name, both in labels.items())
    return "".join(f". {said}" for said in found if said)
