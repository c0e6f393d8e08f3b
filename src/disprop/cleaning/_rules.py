"""Repairs by name: each a small function of one cell, or of one column, that answers or says nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from disprop.cleaning._types import Cells


class Fix(NamedTuple):
    """What a cell is to be, and why; where it has readings it is asked about, too."""

    after: str | None
    why: str
    readings: tuple[str, ...] = ()


class Doubt(NamedTuple):
    """What a cell may mean. One that `blocks` has no reading yet, and keeps its column from being given a type."""

    readings: tuple[str, ...]
    why: str
    blocks: bool = True


Answer = Fix | Doubt
OfCell = Callable[[str], Answer | None]
OfColumn = Callable[[Cells], dict[int, Answer]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A repair: its name, what it does, and the function from the cells of a column to answers by position."""

    name: str
    does: str
    answers: OfColumn


REPAIRS: dict[str, Rule] = {}


def put(rule: Rule) -> None:
    """Put a rule among the repairs."""
    REPAIRS[rule.name] = rule


def each(name: str, does: str, signs: str = "") -> Callable[[OfCell], OfCell]:
    """Put a function of one text among the repairs; where no text of a column has one of the signs, it does nothing."""

    def register(function: OfCell) -> OfCell:
        put(cell_rule(name, does, function, signs))
        return function

    return register


def whole(name: str, does: str) -> Callable[[OfColumn], OfColumn]:
    """Put a function of all cells of a column among the repairs."""

    def register(function: OfColumn) -> OfColumn:
        put(Rule(name, does, function))
        return function

    return register


def cell_rule(name: str, does: str, function: OfCell, signs: str = "") -> Rule:
    """Return the rule that asks `function` about each text of a column; other cells are left alone."""
    needed = re.compile(signs)

    def answers(cells: Cells) -> dict[int, Answer]:
        return by_text(cells, function) if not signs or needed.search(cells.signs) else {}

    return Rule(name, does, answers)


def by_text(cells: Cells, function: OfCell) -> dict[int, Answer]:
    """Return the answers of a function of one text, which is asked once about each text of a column."""
    known = {text: answer for text in cells.texts if (answer := function(text)) is not None}
    return {i: answer for i, answer in enumerate(map(known.get, cells)) if answer is not None} if known else {}
