"""Counts and populations that do not meet."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bad_tables.entry import EVERY, PANDAS, Bad, Columns, each_row
from disprop import tables

PEOPLE = {"g": ["A", "B", "C"], "population": [10, 20, 30]}
ACCEPT_EVENTS = ' Accept it with accept="events without population", which leaves them out, or mend the labels'
ACCEPT_PEOPLE = ' Accept it with accept="population without events", which counts 0 events for them, or mend the labels'


def join(name: str, says: str, people: Any = None, kinds: tuple[str, ...] = EVERY, **events: Any) -> Bad:
    """Return counts that meet the populations of a pandas frame."""
    counts: Columns = {"g": ["A", "B", "C"], "events": [1, 2, 3], **events}
    populations = PEOPLE if people is None else {**PEOPLE, **people}

    def joined(frame: Any) -> Any:
        return tables.join_population(frame, pd.DataFrame(populations), on="g")

    return Bad(name=f"joined, {name}", columns=counts, call=joined, says=says, kinds=kinds)


def unlike(*pairs: str) -> str:
    return (
        f"column 'g' has labels in the counts and in the population that look alike and do not meet: {', '.join(pairs)}"
        "; make them one"
    )


def lists(name: str, findings: Any, people: Any = None, **events: Any) -> Bad:
    found = join(name, "", people, **events)
    return Bad(name=found.name, columns=found.columns, call=found.call, findings=findings)


def unhoused(events: int, share: str, names: str) -> str:
    return f"{events} of 6 events ({share}%) have no population: {names}.{ACCEPT_EVENTS}..."


BAD = [
    join("a label that the census spells otherwise", unlike("'A ' and 'A'"), g=["A ", "B", "C"]),
    join("a capital that the census has not", unlike("'b' and 'B'"), g=["A", "b", "C"]),
    join("a Cyrillic A that the census has not", unlike("'\\u0410' and 'A'"), g=["\u0410", "B", "C"]),
    join(
        "an ethnicity that nobody has in the census", unhoused(3, "50.0", "Not stated (3)"), g=["A", "B", "Not stated"]
    ),
    join(
        "people without events",
        f"1 of 3 populations have no events: C.{ACCEPT_PEOPLE}...",
        g=["A", "B"],
        events=[1, 2],
    ),
    join(
        "two populations of one group",
        "population has several rows for A; give one for each, or name in on= the column that tells them apart; add up "
        "what a crosswalk made one",
        people={"g": ["A", "A", "B"]},
    ),
    lists("no population", [("empty-frame", None, None)], people={"g": [], "population": []}),
    lists(
        "populations as text",
        each_row("thousands-separator", "population", 0, 1, 2),
        people={"population": ["1,000", "2,000", "3,000"]},
    ),
    lists("a suppressed population", [("suppressed", "population", 1)], people={"population": [1, "<5", 3]}),
    lists("a population below zero", [("negative", "population", 1)], people={"population": [1, -2, 3]}),
    lists("people of no group", [("missing-key", "g", 1)], people={"g": ["A", None, "C"]}),
    lists("events of no group", [("missing-key", "g", 1)], g=["A", None, "C"]),
    lists("half an event", [("fractional", "events", 0)], events=[0.5, 2.0, 3.0]),
    join(
        "people who look alike",
        "column 'g' has labels that look alike and would be two groups: 'A' and '\\u0410'; make them one",
        people={"g": ["A", "\u0410", "C"]},
    ),
    join(
        "identifiers as numbers here and as text there",
        unlike("1 and '1'", "2 and '2'", "3 and '3'"),
        people={"g": ["1", "2", "3"]},
        g=[1, 2, 3],
    ),
    Bad(
        name="a population that is no frame",
        columns={"g": ["A"], "events": [1]},
        call=lambda frame: tables.join_population(frame, PEOPLE, on="g"),
        says="frame must be a data frame such as pandas or Polars; got dict",
        kinds=EVERY,
    ),
    Bad(
        name="nothing to join on",
        columns={"g": ["A"], "events": [1]},
        call=lambda frame: tables.join_population(frame, pd.DataFrame(PEOPLE), on=()),
        says="on= names at least one column that both frames have",
        kinds=EVERY,
    ),
    Bad(
        name="None to join on",
        columns={"g": ["A"], "events": [1]},
        call=lambda frame: tables.join_population(frame, pd.DataFrame(PEOPLE), on=None),  # type: ignore[arg-type]
        says="on= must be a name, or a list of names; got None",
        kinds=EVERY,
    ),
    Bad(
        name="events and people in columns of one name",
        columns={"g": ["A"], "n": [1]},
        call=lambda frame: tables.join_population(
            frame, pd.DataFrame({"g": ["A"], "n": [9]}), on="g", columns=("n", "n")
        ),
        says="a column is called 'n', as the result calls one of its own; rename it first",
        kinds=EVERY,
    ),
    Bad(
        name="a column that only one of them has",
        columns={"g": ["A"], "events": [1], "year": [2024]},
        call=lambda frame: tables.join_population(frame, pd.DataFrame(PEOPLE), on=["g", "year"]),
        says="no column is called 'year'. Known: g, population",
        kinds=EVERY,
    ),
    Bad(
        name="an acceptance that is none",
        columns={"g": ["A"], "events": [1]},
        call=lambda frame: tables.join_population(frame, pd.DataFrame(PEOPLE), on="g", accept="events"),
        says="no thing to accept is called 'events'. ...",
        kinds=PANDAS,
    ),
]
