"""Repairs by name: each a small function of one cell, or of one column, that answers or says nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from disprop import _data
from disprop._errors import one_of
from disprop._marks import Range, Read, Rule as Marks, reader
from disprop.cleaning._types import FORMS, TYPES, Cells
from disprop.imperfect import rounded


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


def repair(name: str, does: str, signs: str | None = None) -> Callable[[Any], Any]:
    """Put a function among the repairs: one of all cells of a column, or where there are signs, one of a text."""

    def register(function: Any) -> Any:
        REPAIRS[name] = Rule(name, does, function) if signs is None else cell_rule(name, does, function, signs)
        return function

    return register


def cell_rule(name: str, does: str, function: OfCell, signs: str = "") -> Rule:
    """Return the rule that asks `function` about each text of a column; other cells are left alone."""
    needed = re.compile(signs)

    def answers(cells: Cells) -> dict[int, Answer]:
        return by_text(cells, function) if not signs or needed.search(cells.signs) else {}

    return Rule(name, does, answers)


def told(cases: Sequence[Mapping[str, Any]]) -> OfCell:
    """Return the function that answers as the first of these cases whose form a text has.

    What a text becomes, its readings and why are written with the parts of the form, the text itself, and the text in
    which signs are `turned` into others.
    """
    turns = [str.maketrans(case.get("turned", {})) for case in cases]

    def answer(text: str) -> Answer | None:
        for case, turn in zip(cases, turns, strict=True):
            if found := FORMS[case["form"]].fullmatch(text):
                parts = found.groupdict("") | {"text": text, "turned": text.translate(turn) if turn else text}
                why = case["why"].format(**parts)
                if "readings" in case:
                    return Doubt(tuple(reading.format(**parts) for reading in case["readings"]), why)
                return Fix(case["becomes"] and case["becomes"].format(**parts), why)
        return None

    return answer


def by_text(cells: Cells, function: OfCell) -> dict[int, Answer]:
    """Return the answers of a function of one text, which is asked once about each text of a column."""
    known = {text: answer for text in cells.texts if (answer := function(text)) is not None}
    return {i: answer for i, answer in enumerate(map(known.get, cells)) if answer is not None} if known else {}


for _name, _said in _data.read("cleaning", "repairs.json").items():
    REPAIRS[_name] = cell_rule(_name, _said["does"], told(_said["cases"]), _said["signs"])


@dataclass(frozen=True, slots=True)
class Bounds:
    """A step that keeps suppression marks, and rounded numbers, as the lowest and the highest number they allow."""

    of_counts: Read
    of_shares: Read
    rounded_to: int
    rounding: str

    def said(self, cell: str, *, shares: bool) -> tuple[str, str | None, str | None, str] | None:
        """Return what a cell becomes, lowest, highest and itself, and why; None if it says nothing of bounds."""
        suppressed = self.of_shares(cell) if shares else self.of_counts(cell)
        if not (allowed := suppressed or self.around(cell)):
            return None
        low, high = allowed
        said = "suppressed" if suppressed else f"rounded to {self.rounded_to}"
        why = f"{said}: {low} to {'any number' if high is None else high}"
        return str(low), None if high is None else str(high), None if suppressed else cell, why

    def around(self, cell: str) -> Range | None:
        """Return what a number may have been before it was rounded; None where nothing says that it was."""
        text = cell.strip()
        if self.rounded_to == 1 or not (text.isascii() and text.isdecimal()) or int(text) % self.rounded_to:
            return None
        found = rounded(int(text), to=self.rounded_to, rounding=self.rounding)
        return int(found.low), int(found.high)


Step = str | Rule | Bounds


def bounds(
    rule: Marks | None = None, *, zero: str = "possible", rounded_to: int = 1, rounding: str = "half-up"
) -> Bounds:
    """Return a step that turns suppression marks into bounds: a column `_low` and a column `_high` beside the numbers.

    Use it for tables that withhold or round numbers. A mark is neither 0 nor missing: it stands for several numbers,
    and `tables.estimate_by`, `compare_by` and `join_population` take the three columns under the one name.

    Parameters
    ----------
    rule : str or mapping of str to (int, int or None), optional
        What each mark of this table means: the lowest and the highest number, None where there is no highest. Or the
        name of a publisher's rule: "hes" (`*` is 1 to 7) or "hes-2017" (1 to 5). It goes before what a mark says
        itself: `<5`, `fewer than 5`, `4 or fewer`, `up to 4` and `n<5` are 0 to 4, `1-4` and `1 to 4` what they say,
        `GE 95` is 95 or more, and `GE 95%` 95 to 100; `*`, `!`, `~`, `-`, `#`, `c`, `k`, `u`, `low`, `suppressed` and
        `[redacted]` allow any number from 0 up. Notes beside a mark, as in `<5 [1]`, are passed over.
    zero : str
        "possible" (default), or "shown" where the publisher prints 0 as 0: `<5` is then 1 to 4, and `*` 1 or more.
    rounded_to : int
        What all other numbers were rounded to, such as 5: 120 is then 118 to 122, with the print as the best guess. A
        number that is no multiple is left as it is.
    rounding : str
        How, as in `imperfect.rounded`.

    Returns
    -------
    Bounds
        A step for `read_table`. Steps after it apply to all three columns.

    Raises
    ------
    DispropError
        If a range is not a pair of whole numbers from 0 up, or a name is not known.

    References
    ----------
    NHS Digital, Disclosure control methodology for Hospital Episode Statistics and Emergency Care Data Set, 2018.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import cleaning
    >>> frame = pd.DataFrame({"cases": ["159200", "<50", "*"]})
    >>> steps = [cleaning.bounds({"*": (1, 4)}), "integer"]
    >>> print(cleaning.read_table(frame, columns={"cases": steps}).frame)
        cases  cases_low  cases_high
    0  159200     159200      159200
    1    <NA>          0          49
    2    <NA>          1           4
    """
    rounded(0, to=rounded_to, rounding=rounding)  # which refuses what is no rounding
    return Bounds(reader(rule, zero, shares=False), reader(rule, zero), rounded_to, rounding)


def step_of(step: object) -> Step:
    """Return a repair or the name of a type, for what the caller wrote."""
    if isinstance(step, (Rule, Bounds)):
        return step
    name = one_of("repair or type", step, [*REPAIRS, *TYPES, "bounds"])
    return bounds() if name == "bounds" else REPAIRS.get(name, name)
