"""What was done to a table, in plain sentences for the appendix of a report."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from disprop import _data
from disprop._errors import in_line
from disprop.cleaning._log import DOES, MOST, SHOWN, Question, Repair, asked, group_of, grouped, shown, written

SAID: dict[str, str] = _data.read("cleaning", "report.json")
NAMED = 100  # rows left out that are named one by one
QUOTED = re.compile(r"(?<!\w)'([^']*)'(?!\w)|(\b\w+=(?:\{.*\}|\[.*\]|\d+|'[^']*'))")
SIGNS = re.compile(r"[*_<>`|#\\\[\]]")  # what Markdown would take for its own


def sentences(log: Iterable[Repair]) -> list[str]:
    """Return a sentence for each kind of change: of the file and of columns first, then of rows, then of cells."""
    return [_sentence(group) for group in sorted(grouped(log, group_of), key=lambda group: _order(group[0]))]


def of_questions(questions: Sequence[Question], given: Mapping[str, Any]) -> list[str]:
    """Return what was answered, and what is open."""
    answers = written({name: value for name, value in given.items() if name in DOES})
    said = [SAID["given"].format(code(answers))] if answers else []
    if not questions:
        return [*said, SAID["closed"]]
    still = SAID["open"].format(_counted(len(questions), "question"))
    return [*said, still, *(f"{prose(question)}." for question in asked(questions))]


def prose(text: str) -> str:
    """Return a text whose quotes and arguments are code, and whose other signs mean nothing in Markdown."""
    parts = QUOTED.split(text)
    plain = [SIGNS.sub(r"\\\g<0>", part or "") for part in parts[::3]]
    quoted = [code(single if call is None else call) for single, call in zip(parts[1::3], parts[2::3], strict=True)]
    return "".join(part for pair in zip(plain, [*quoted, ""], strict=True) for part in pair)


def code(text: str) -> str:
    """Return a text as Markdown shows it unchanged, and as it stands in text between backticks."""
    marks = "``" if "`" in text else "`"
    return f"{marks}{text}{marks}"


def _order(repair: Repair) -> int:
    """0 for what a change of the file or of a column is, 1 of a row, 2 of a cell."""
    return 0 if repair.row is None else 1 + (repair.column is not None)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{' is' if number == 1 else 's are'}"


def _sentence(group: Sequence[Repair]) -> str:
    first, kind = group[0], (group[0].rule, "row", "cell")[_order(group[0])]
    reasons = list(dict.fromkeys(repair.why for repair in group))
    why = "; ".join([*map(prose, reasons[:SHOWN]), *["and others"] * (len(reasons) > SHOWN)])
    if kind not in SAID:
        return f"{why[:1].upper()}{why[1:]}."
    n, column = _counted(len(group), kind.partition("-")[0]), code(str(first.column))
    return SAID[kind].format(n=n, why=why, named=_named(group, kind), column=column, first=first)


def _named(group: Sequence[Repair], kind: str) -> str:
    if kind == "row":
        names = Counter(_held(repair.before) for repair in group)
        texts = [f"{name} ({times:,} times)" if times > 1 else name for name, times in names.items()]
    elif kind in {"column-dropped", "column-typed"}:
        texts = [code(str(repair.column)) for repair in group]
    else:
        texts = [f"{_value(repair.before)} to {_value(repair.after)}" for repair in group]
    return in_line(texts, {"row": NAMED, "cell": SHOWN}.get(kind, MOST))


def _value(value: Any) -> str:
    return "missing" if value is None else code(shown(value))


def _held(before: Any) -> str:
    """Return what stood in a row: its texts, which name it, or a line as it was."""
    cells = before.values() if isinstance(before, Mapping) else [before]
    texts = [" ".join(cell.split()) for cell in cells if isinstance(cell, str) and any(map(str.isalpha, cell))]
    return code(" | ".join(texts)) if texts else "without a name"
