"""Sound tables, and calls of them that cannot be carried out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from bad_tables.entry import PANDAS, SOME, Bad, Columns, adjusted, averaged, compared, counted, estimated, three
from disprop import alerts, direct_rate, proportion, rate, rate_ratio, statistic, tables

Calls = dict[str, tuple[dict[str, Any], str]]  # what is asked for, and what must be said
TWO: Columns = {"g": ["A", "B", "A", "B"], "a": ["x", "x", "y", "y"], "n": [1, 2, 3, 4], "t": [10, 20, 30, 40]}
NAMES = "must be a name, or a list of names; got"
LEVEL = "level must lie strictly between 0 and 1 (0.95 means 95%); got "
ONE_LEVEL = "level must be one number; got shape (3,): call once for each"
PER = "per() needs one positive number such as 10_000; got "
AN_ESTIMATE = "; a statistic takes counts, and gives an Estimate, as disprop.rate does"


@statistic("What is no estimate?", counts=("n", "t"))
def nothing(n: Any, t: Any) -> Any:
    """Return what is no Estimate."""
    return n / t


@statistic("What cannot be worked out?", counts=("n", "t"))
def failing(n: Any, t: Any) -> Any:
    """Fail, as a function of the caller's may."""
    raise ZeroDivisionError(f"{len(n)} of {len(t)}")


def calls(verb: Callable[..., Any], says: Calls, columns: Columns) -> list[Bad]:
    """Return calls by name: what is asked for, and what must be said."""
    return [
        Bad(
            name=f"{verb.__name__} with {name}",
            columns=columns,
            call=partial(verb, **how),
            says=sentence,
            kinds=SOME,
        )
        for name, (how, sentence) in says.items()
    ]


ESTIMATED: Calls = {
    "a count that is not there": ({"columns": ("m", "t")}, "no column is called 'm'. Known: g, n, t"),
    "one column": ({"columns": "n"}, "columns must be a pair (numerator, denominator); got 'n'"),
    "three columns": (
        {"columns": ("n", "t", "g")},
        "columns must be a pair (numerator, denominator); got ('n', 't', 'g')",
    ),
    "no name for a column": ({"columns": (None, "t")}, "no column is called None. Known: g, n, t"),
    "a column twice": ({"columns": ("n", "n")}, "each column has one role; got ['g', 'n', 'n']"),
    "a key twice": ({"by": ["g", "g"]}, "each column has one role; got ['g', 'g', 'n', 't']"),
    "a key that is a count": ({"by": ["g", "n"]}, "each column has one role; got ['g', 'n', 'n', 't']"),
    "no key": ({"by": ()}, "by= names at least one column; for one figure call the statistic itself"),
    "None as key": ({"by": None}, f"by= {NAMES} None"),
    "a number as key": ({"by": 3}, f"by= {NAMES} 3"),
    "a set of keys": ({"by": {"g"}}, f"by= {NAMES} {{'g'}}"),
    "bytes as key": ({"by": b"g"}, f"by= {NAMES} b'g'"),
    "None as strata": ({"strata": None}, f"strata= {NAMES} None"),
    "per zero": ({"per": 0}, f"{PER}0"),
    "per text": ({"per": "10,000"}, f"{PER}'10,000'"),
    "per true": ({"per": True}, f"{PER}True"),
    "per NaN": ({"per": np.nan}, f"{PER}nan"),
    "a level of 95": ({"level": 95}, f"{LEVEL}95"),
    "a level of 1": ({"level": 1.0}, f"{LEVEL}1.0"),
    "a level as text": ({"level": "0.95"}, f"{LEVEL}'0.95'"),
    "several levels": ({"level": [0.9, 0.95, 0.99]}, ONE_LEVEL),
    "a method that is not one": (
        {"method": "garwod"},
        "no rate interval is called 'garwod'. Did you mean 'garwood'? Known: ...",
    ),
    "a name for a statistic": (
        {"statistic": "rate"},
        "statistic must be a function such as disprop.rate; got 'rate'; write disprop.rate, without quotes",
    ),
    "a ratio as statistic": (
        {"statistic": rate_ratio},
        "estimate_by takes a statistic such as disprop.rate; got rate_ratio. For two there is compare_by",
    ),
    "a deployment's rate": (
        {"statistic": alerts.precision},
        "alerts.precision takes a deployment: make one of the frame with tables.deployment_of",
    ),
    "a mean": (
        {"statistic": np.mean},
        "statistic must be a statistic of disprop; got mean; a function of your own becomes one by ...",
    ),
    "a maximum": ({"statistic": max}, "statistic must be a statistic of disprop; got max; a function ..."),
    "a function that fails": (
        {"statistic": failing},
        f"failing could not be worked out: ZeroDivisionError: 3 of 3{AN_ESTIMATE}",
    ),
    "a function of another kind": (
        {"statistic": nothing},
        "nothing gives a ndarray, not a value with an interval: call it itself",
    ),
    "an option that is none": ({"confidence": 0.9}, "no option of rate is called 'confidence'. Known: ..."),
    "strata for a statistic that joins none": (
        {"by": (), "strata": "g"},
        "by= names at least one column; for one figure call the statistic itself",
    ),
}
STANDARDS = {
    "no weights": (None, "standard must be numbers; got None; not known is not 0..."),
    "a negative weight": ({"x": -1, "y": 1}, "standard must be finite and >= 0; got -1 at position 0; below 0..."),
    "a weight as text": (
        {"x": "1", "y": 1},
        "standard must be numbers; got '1' at position 0; a number stored as text: type 1...",
    ),
    "a stratum without weight": ({"y": 1}, "standard has no weight for a 'x'; it has ['y']"),
    "a list": ([1, 1], "standard must be a name, or weights by a such as {'x': 1}; got [1, 1]"),
    "labels that are no ages": (
        "european-2013",
        "ages must be such as '0-4', '85+', 'over 34', 'under 1' or '0'; got 'x'",
    ),
}
REFERENCES: dict[str, tuple[Any, str]] = {
    "in other capitals": ("a", "reference 'a' is not a value of 'g'; it has ['A', 'B', 'C']. Did you mean 'A'?"),
    "with a space": ("A ", "reference 'A ' is not a value of 'g'; it has ['A', 'B', 'C']. Did you mean 'A'?"),
    "that is no group": ("White", "reference 'White' is not a value of 'g'; it has ['A', 'B', 'C']."),
    "of None": (None, "reference must be one value of 'g'; got None, a NoneType"),
    "of NaN": (np.nan, "reference must be one value of 'g'; got nan, a float"),
    "of a list": (["A"], "reference must be one value of 'g'; got ['A'], a list"),
    "of an array": (
        np.array(["A", "B"]),
        "reference must be one value of 'g'; got array(['A', 'B'], dtype='<U1'), a ndarray",
    ),
    "of a Series": (pd.Series(["A"]), "reference must be one value of 'g'; got 0    A..."),
}
COMPARED: Calls = {
    "a rate": (
        {"statistic": rate},
        "compare_by takes a statistic such as disprop.rate_ratio; got rate. For one group there is estimate_by",
    ),
    "per": ({"per": 10_000}, "a rate ratio has no unit, so it cannot be given per 10,000"),
    "the group as area": ({"within": "g"}, "each column has one role; got ['g', 'g', 'n', 't']"),
    "None as area": ({"within": None}, f"within= {NAMES} None"),
    "several levels": ({"level": [0.9, 0.95, 0.99]}, ONE_LEVEL),
    **{f"a reference {name}": ({"reference": value}, says) for name, (value, says) in REFERENCES.items()},
}
AVERAGED: Calls = {
    "no areas": ({"strata": ()}, "areas.averages joins strata: name their columns in strata="),
    "None as areas": ({"strata": None}, f"strata= {NAMES} None"),
    "areas that are not there": ({"strata": "force"}, "no column is called 'force'. Known: g, a, n, t"),
    "a level of 95": ({"level": 95}, f"{LEVEL}95"),
    "several levels": ({"level": [0.9, 0.95, 0.99]}, ONE_LEVEL),
}
ADJUSTED: Calls = {
    "a family that is none": (
        {"family": "poison"},
        "no family of counts is called 'poison'. Did you mean 'poisson'? Known: ...",
    ),
    "a covariate that is not there": ({"covariates": "age"}, "no column is called 'age'. Known: g, a, n, t"),
    "two clusters": (
        {"cluster": "a"},
        "'a' has 2 clusters, and a variance between fewer than 4 says little; take smaller clusters, or ...",
    ),
    "a list of clusters": ({"cluster": ["a"]}, "no column is called ['a']. Known: g, a, n, t"),
    "several levels": ({"level": [0.9, 0.95, 0.99]}, ONE_LEVEL),
}
COUNTED: Calls = {
    "no key": ({"by": ()}, "by= names at least one column; the number of all records is the length of the frame"),
    "no name": ({"name": None}, "name= is what the counts are called, such as 'events'; got None"),
    "a blank name": ({"name": " "}, "name= is what the counts are called, such as 'events'; got ' '"),
    "the name of a key": (
        {"name": "g"},
        "name= is what the counts are called, and 'g' is a column of by=; choose another",
    ),
}
BAD = [
    *calls(estimated, ESTIMATED, three()),
    *calls(
        estimated,
        {
            name: ({"statistic": direct_rate, "strata": "a", "standard": standard}, says)
            for name, (standard, says) in STANDARDS.items()
        },
        TWO,
    ),
    *calls(compared, COMPARED, three()),
    *calls(averaged, AVERAGED, TWO),
    *calls(adjusted, ADJUSTED, TWO),
    *calls(counted, COUNTED, three()),
    Bad(
        name="a standard that is none",
        columns={**TWO, "a": ["0-64", "0-64", "65+", "65+"]},
        call=lambda frame: estimated(frame, direct_rate, strata="a", standard="europaen-2013"),
        says="no standard population is called 'europaen-2013'. Did you mean 'european-2013'? Known: ...",
        kinds=SOME,
    ),
    Bad(
        name="a reference that is text where groups are numbers",
        columns=three(g=[1, 2, 3]),
        call=lambda frame: compared(frame, reference="1"),
        says="reference '1' is not a value of 'g'; it has [1, 2, 3]. Did you mean 1?",
        kinds=SOME,
    ),
    Bad(
        name="a reference that is a category without rows",
        columns=three(g=pd.Categorical(["A", "B", "C"], categories=["A", "B", "C", "D"])),
        call=lambda frame: compared(frame, reference="D"),
        says="reference 'D' is not a value of 'g'; it has ['A', 'B', 'C'].",
        kinds=PANDAS,
    ),
    Bad(
        name="a reference among very many groups",
        columns={"g": [f"g{i}" for i in range(99)], "n": [1] * 99, "t": [9] * 99},
        call=lambda frame: compared(frame, reference="White"),
        says=f"reference 'White' is not a value of 'g'; it has {[f'g{i}' for i in range(20)]} and 79 more.",
    ),
    Bad(
        name="a part above its whole",
        columns=three(n=[1, 21, 3]),
        call=lambda frame: estimated(frame, proportion),
        findings=[("part-above-whole", "n", 1)],
        kinds=SOME,
    ),
    Bad(
        name="numerator and denominator swapped",
        columns=three(),
        call=lambda frame: estimated(frame, proportion, columns=("t", "n")),
        findings=[("part-above-whole", "t", row) for row in (0, 1, 2)],
        kinds=SOME,
    ),
    Bad(
        name="nobody but the reference, to average",
        columns={**TWO, "g": ["A"] * 4},
        call=averaged,
        says="the frame has no group but the reference 'A': nothing to compare",
        kinds=SOME,
    ),
    Bad(
        name="nobody but the reference, to adjust",
        columns={**TWO, "g": ["A"] * 4},
        call=adjusted,
        says="nothing to compare: there is no group but the reference",
        kinds=SOME,
    ),
    Bad(
        name="a reference without events, to adjust",
        columns=three(n=[0, 0, 0]),
        call=adjusted,
        says="the reference 'A' has no events: every ratio to it is infinite; choose another",
        kinds=SOME,
    ),
    Bad(
        name="people nowhere, to adjust",
        columns=three(n=[0, 0, 0], t=[0, 0, 0]),
        call=adjusted,
        says="nothing to compare: B: t is 0 for this group; C: t is 0 for this group",
        kinds=SOME,
    ),
    Bad(
        name="people in every size that there is, to adjust",
        columns={
            "g": ["B", "C", "B", "B", "A", "B", "C", "C", "C"],
            "a": ["x", "y", "y", "y", "y", "y", "y", "x", "x"],
            "n": [3, 0, 657, 8, 704, 2, 1041, 9, 2108],
            "t": [16, 8, 2.0**63, 24, 0.5, 10, 624_637.6, 0.5, 463_748.9],
        },
        call=lambda frame: adjusted(frame, covariates="a"),
        says="these counts have no regression: NaN, inf or invalid value detected in weights...",
        kinds=PANDAS,
    ),
    Bad(
        name="a frame that is no result, to print",
        columns=three(),
        call=tables.brief,
        says="found must be what estimate_by or compare_by gave; it has the columns ['g', 'n', 't']",
        kinds=SOME,
    ),
    Bad(
        name="a covariate that is infinite",
        columns={**TWO, "x": [1.0, np.inf, 2.0, 3.0]},
        call=lambda frame: adjusted(frame, covariates="x"),
        says="x must be finite; got inf at position 1; look for a division by zero upstream",
        kinds=("pandas", "polars", "pyarrow"),
    ),
]
