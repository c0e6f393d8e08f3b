"""Populations that are estimates, as frames have them: in a column beside the population, its error.

`population_se`, `population_cv`, or `population_moe90` with the level of the margin in its name. Of rows that are added
up the errors are independent: the error of the sum is the root of the sum of their squares.
"""

import re
from collections.abc import Iterable
from typing import Any

import narwhals.stable.v2 as nw

from disprop._arrays import FloatArray
from disprop._errors import Said, advised
from disprop._estimated import ERROR, LOGNORMAL, NORMAL, Estimated, estimate_of, quantile

NEARLY = re.compile(r"[\W_]*(moe|margin|error|std_?err|se|cv)(?![a-z]).*", re.IGNORECASE)
NAMES = "{0}_se, {0}_cv, or {0}_moe90 of a margin at 90%"


def error_of(population: Any, columns: Iterable[Any]) -> str:
    """Return the name of the column of a population's error; empty where there is none."""
    population = str(population)  # one that is no text is refused where it is read
    named = {str(name): ERROR.fullmatch(str(name).removeprefix(population)) for name in columns}
    named = {name: match for name, match in named.items() if name.startswith(population)}
    found = [name for name, match in named.items() if match]
    if near := [name for name in named if name not in found and NEARLY.fullmatch(name.removeprefix(population))]:
        hint = f": rename it, {NAMES.format(population)}, or leave it out"
        raise advised(f"{near[0]!r} reads like the error of {population!r}, and is not read as one", hint, what=near[0])
    if len(found) > 1:
        hint = "; a population has one: leave the others out"
        raise advised(f"{population!r} has errors in {', '.join(found)}", hint, what=population, got=Said(found))
    if found and found[0].rstrip("_") == f"{population}_moe":
        hint = f": rename it {population}_moe90 where that is 0.90, as with the US Census Bureau"
        raise advised(f"{found[0]!r} is a margin of error, which says nothing without its level", hint, what=found[0])
    return "".join(found)


def square(population: str, error: str) -> nw.Expr:
    """Return the square of the error of each row."""
    size = nw.col(error) * nw.col(population) if error.endswith("_cv") else nw.col(error)
    return (size**2).alias(error)


def root(population: str, error: str) -> nw.Expr:
    """Return the error of a sum, as that of a row is given, from the sum of squares."""
    size = nw.col(error) ** 0.5
    if error.endswith("_cv"):
        size = nw.when(nw.col(population) > 0).then(size / nw.col(population)).otherwise(size)
    return size.alias(error)


def estimate(value: FloatArray, given: FloatArray, population: str, error: str) -> Estimated:
    """Return populations with their errors, of which some may not be known."""
    kind, level = ERROR.fullmatch(error.removeprefix(population)).groups()  # type: ignore[union-attr]  # it was found
    se = given * value if kind == "cv" else given / (quantile(float(level) / 100) if level else 1.0)
    return estimate_of(value, se, LOGNORMAL if kind == "cv" else NORMAL)
