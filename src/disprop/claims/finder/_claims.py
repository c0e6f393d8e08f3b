"""Figures as claims, with the numbers that their sentence binds to them; checked where the reading is not in doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from disprop._errors import DispropError
from disprop.claims._ledger import Ledger, check
from disprop.claims.claim import KINDS, NOT_PRINTED, UNSAID, Claim, is_number
from disprop.claims.finder._reading import TEXT, WORDS, Span
from disprop.claims.finder._shape import Figure, Sentence, pattern
from disprop.imperfect import Printed

Cell = tuple[str, str]
On = Mapping[str, Any]  # by input the cell that a figure rests on, or those of all its parts
Says = Callable[[Span], str] | None
SOUND = ("reproduced", "consistent")
MANY = 2  # columns or rows of a table that add up, and so show that another should
LONGEST, WIDEST = 8, 60  # words of the name of a row, and cells of all rows of that name
BESIDE = 6  # characters between a change and the two numbers that it is surely about


def claim_of(figure: Figure, name: str) -> Claim:
    """Return a figure as a claim with the numbers bound to it; one that may be rounded is a claim of its own."""
    numbers, kind = figure.numbers, figure.kind
    sort = "one in" if numbers.get("part", "1")[0].isalpha() or " in " in figure.printed else kind
    forms = (form for of, form in WORDS["prints"] if of in ("", sort))
    form = next((form for form in forms if {*re.findall(r"\{(\w+)\}", form)} <= numbers.keys()), "")
    word = None if form else TEXT["multiple"].search(figure.printed)
    is_fact = None in map(figure.number, numbers) or (kind == "rate" and (figure.is_percentage or "per" not in numbers))
    is_more = kind == "change" and form and not is_fact and Printed(numbers["value"]).per is None
    kind = "difference" if is_more else "ratio" if word else "fact" if is_fact else kind
    inputs = {each: _input(figure, each, name) for each in KINDS[kind]["inputs"] if each in numbers}
    printed = form.format(**numbers) or (word.group() if word else NOT_PRINTED)
    said = " ".join(f"{_way(figure, kind)} {figure.qualifier} {printed}".split())
    if form == "{part} in {whole}":
        inputs = {"same": Claim(f"{name} in words", kind, said)} if "share" in numbers else {}
        kind, said = ("share", numbers["share"]) if inputs else (kind, said)
    return Claim(name, kind, said, inputs, at=figure.source, derived=printed == NOT_PRINTED)


def _way(figure: Figure, kind: str) -> str:
    """Return "up" or "down" as the words of a change say, nothing where they say both or neither, or it has a sign."""
    ways = [way for way in ("up", "down") if kind == "change" and pattern(f"<{way} words>").search(figure.printed)]
    return ways[0] if len(ways) == 1 and figure.numbers.get("value", "-")[0].isalnum() else ""


def _input(figure: Figure, name: str, claim: str) -> str | Claim:
    """Return a number as it stands, or as the claim that prints it where it may be rounded."""
    text = str(figure.number(name)) if name == "per" else figure.numbers[name]
    if name in ("per", "level") or (name != "of" and TEXT["exact"].fullmatch(text)):
        return text
    return Claim(f"{claim} {name}", "share" if re.search("%|cent", text) else "ratio" if "." in text else "count", text)


def claims_of(figures: Sequence[Figure], first: int = 1) -> list[Claim]:
    """Return the figures of a sentence as claims; a change, points or a ratio with the two that it must be about."""
    claims = [claim_of(figure, f"c{first + place}") for place, figure in enumerate(figures)]
    rates = [claim for claim in claims if claim.kind == "rate"] or [claim for claim in claims if claim.kind == "share"]
    is_one = len({str(claim.inputs.get("per")) for claim in rates}) == 1
    rates = rates if is_one and not any(" of " in claim.printed for claim in rates) else []
    for place, (figure, claim) in enumerate(zip(figures, claims, strict=True)):
        two = [*rates] if claim.kind == "ratio" and not figure.is_percentage else _ends(figures, claims, place)
        if len(two) == 2:
            low, high = sorted(two, key=lambda each: Printed(each if isinstance(each, str) else each.printed).value)
            ends = {"before": two[0], "after": two[1], "group": high, "reference": low}
            known = {name: ends[name] for name in KINDS[claim.kind]["needs"] if name in ends}
            claims[place] = replace(claim, inputs={**claim.inputs, **known})
    return claims


def _ends(figures: Sequence[Figure], claims: list[Claim], place: int) -> list[Claim | str]:
    """Return what was before and after, if that stands right beside a figure, before it or behind it."""
    for other in range(max(place - 1, 0), min(place + 2, len(figures))):
        apart = max(figures[place].span[0] - figures[other].span[1], figures[other].span[0] - figures[place].span[1])
        if other != place and apart <= BESIDE and {"before", "after"} <= claims[other].inputs.keys():
            return [claims[other].inputs["before"], claims[other].inputs["after"]]
    return []


def judged(figure: Figure, claim: Claim) -> Figure:
    """Return a figure with the verdict of its own sentence; it contradicts only what is surely about one thing."""
    is_bound = claim.inputs.keys() & {"same", *KINDS[claim.kind]["enough"]} and " of " not in claim.printed
    done = _found(figure, claim) if is_bound and not claim.derived else figure
    if done.verdict in (*SOUND, figure.verdict) or not (figure.kind == "ratio" or TEXT["doubt"].search(figure.printed)):
        return done
    return replace(figure, why=f"{done.why} {WORDS['doubt']}")


def _found(figure: Figure, claim: Claim) -> Figure:
    """Return a figure with what the check of a claim finds, or as it is where that cannot be read."""
    try:
        finding = check(claim)
    except DispropError:
        return figure
    return replace(figure, verdict=finding.verdict, why=finding.said)


def tallied(figures: Sequence[Figure]) -> list[Figure]:
    """Return the figures of a list or table but for ages: totals checked against parts, percentages against counts."""
    figures = [each for each in figures if not TEXT["age"].search(each.label)]
    table = {each.label.partition(" / ")[::2]: each for each in figures if each.number("value") is not None}
    done = {each.span: each for each in figures}
    for tried in (_sums(table, 0), _sums(table, 1), *_shares(table)):
        found = [_resting(table, cell, on) for cell, on in tried.items()]
        held = sum(each.verdict in SOUND for each in found)
        done |= {each.span: each for each in found if 2 * held > len(found) and (held > MANY or each.verdict in SOUND)}
    return [*done.values()]


def _resting(table: dict[Cell, Figure], cell: Cell, on: On) -> Figure:
    """Return a figure checked against the cells that it rests on; it keeps them where their rounding matters not."""
    inputs = _each(on, lambda at: _input(table[at], "value", " / ".join(at)))
    claim = replace(claim_of(table[cell], "it"), kind="sum" if "parts" in on else "share", inputs=inputs)
    figure = _found(table[cell], claim)
    return replace(figure, cells=_each(on, lambda at: table[at].span) if figure.verdict != "consistent" else {})


def _each(on: On, take: Callable[[Any], Any]) -> dict[str, Any]:
    """Return what is taken of each cell that a figure rests on, by input."""
    return {name: [*map(take, cells)] if name == "parts" else take(cells) for name, cells in on.items()}


def _sums(table: dict[Cell, Figure], axis: int) -> dict[Cell, On]:
    """Return the parts of the total of each column or, by the axis 1, row, if it has one."""
    lines: dict[str, tuple[list[Cell], list[Cell]]] = {}
    for cell, figure in table.items():
        if figure.kind == "count":
            lines.setdefault(cell[1 - axis], ([], []))[TEXT["total"].search(cell[axis]) is not None].append(cell)
    return {totals[0]: {"parts": parts} for parts, totals in lines.values() if len(totals) == 1 and len(parts) > 1}


def _shares(table: dict[Cell, Figure]) -> Iterable[dict[Cell, On]]:
    """Return the part and the whole of the percentages of each column: the counts in the column before it."""
    totals = {column: (row, column) for row, column in table if TEXT["total"].search(row)}
    shares: dict[str, dict[Cell, On]] = {}
    for (at, part), (cell, share) in pairwise(table.items()):
        if at[0] == cell[0] and at[1] in totals and (part.kind, share.kind) == ("count", "share"):
            shares.setdefault(cell[1], {})[cell] = {"part": at, "whole": totals[at[1]]}
    return shares.values()


def compared(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Return the sentences, a figure that plainly names a cell of a table, by its row and its head, checked against it.

    There has to be one such cell, and no other figure of its kind. Where the two differ they may be about different
    things: nothing is said, unless the sentence says nothing else; then which cell prints otherwise.
    """
    rows: dict[str, list[Figure]] = {}
    for cell in (cell for each in sentences for cell in each.figures if " / " in cell.label):
        rows.setdefault(" ".join(_words(cell.label.partition(" / ")[0])), []).append(cell)
    return (replace(each, figures=[*_compared(each, rows)]) for each in sentences if each.figures)


def _words(text: str) -> list[str]:
    """Return the words of a text that say what it is about, and its numbers."""
    return TEXT["word"].findall(text.casefold())


def _compared(sentence: Sentence, rows: Mapping[str, list[Figure]]) -> Iterator[Figure]:
    """Yield the figures of a sentence, each that names a cell checked against it: one of a row of the longest name."""
    words = _words("" if sentence.figures[0].label else sentence.text)
    names = {" ".join(words[at : at + n]) for at in range(len(words)) for n in range(1, LONGEST + 1)} & rows.keys()
    most = max((name.count(" ") for name in names), default=0)
    named = [each for name in names if name.count(" ") == most for each in rows[name][:WIDEST]][:WIDEST]
    named = [each for each in named if {*_words(each.label.partition(" / ")[2])} <= {*words}]
    for figure in sentence.figures:
        cells = [cell for each in sentence.figures[:WIDEST] for cell in named if each.kind == cell.kind == figure.kind]
        yield _repeated(figure, cells[0], words) if len(cells) == 1 and figure.verdict == "not recomputable" else figure


def _repeated(figure: Figure, cell: Figure, words: list[str]) -> Figure:
    """Return a figure checked against the one cell that it names."""
    claim, other = claim_of(figure, "it"), cell.printed if _is_answer(cell) else claim_of(cell, cell.label)
    on = {name: other for kind, name in WORDS["repeats"].items() if claim.kind == kind == cell.kind}
    done = _found(figure, replace(claim, inputs={**claim.inputs, **on}))
    why = WORDS["cell"].format(figure.printed, *figure.span, cell.printed, cell.label, *cell.span)
    if on and done.verdict in SOUND:
        return replace(done, why=f"{done.why} {why}", cells=dict.fromkeys(on, cell.span))
    is_other = done.verdict == "contradicted" and {*words} <= {*_words(f"{cell.label} {[*figure.numbers.values()]}")}
    return replace(figure, why=why) if on and is_other else figure


def ledger_of(sentences: Iterable[Sentence], says: Says = None) -> Ledger:
    """Return what was found as a ledger: counts with a label by their labels, other figures as claims."""
    counts: dict[str, str] = {}
    names: dict[Span, str] = {}
    drafted: list[tuple[Sentence, Figure, Claim]] = []
    for sentence in sentences:
        others = [figure for figure in sentence.figures if not _is_answer(figure)]
        for label, figure in ((figure.label, figure) for figure in sentence.figures if _is_answer(figure)):
            is_taken = label in counts or label in UNSAID or is_number(label) or re.match("c[0-9]", label)
            names[figure.span] = f"{label} ({len(counts) + 1})" if is_taken else label
            counts[names[figure.span]] = figure.printed or "blank"
        drafted += [(sentence, *both) for both in zip(others, claims_of(others, len(drafted) + 1), strict=True)]
    names |= {figure.span: claim.id for _, figure, claim in drafted}
    claims = {part.id: part for each in drafted for part in parts_of(_drafted(*each, names, says))}
    return Ledger(tuple(claims.values()), counts=counts)


def _is_answer(figure: Figure) -> bool:
    """Say whether a figure is a plain count, or a blank, with a label, and rests on nothing."""
    is_plain = TEXT["answer"].fullmatch(f"{figure.kind} {figure.qualifier}{figure.printed}")
    return bool(figure.label and is_plain and not figure.cells)


def _drafted(sentence: Sentence, figure: Figure, claim: Claim, names: Mapping[Span, str], says: Says) -> Claim:
    """Return a claim with its words, label and the names of its cells; what is lacking or in doubt is "unknown"."""
    on, kind = _each(figure.cells, names.get), "sum" if "parts" in figure.cells else claim.kind
    unknown = {} if kind == "count" or on else dict.fromkeys(KINDS[kind]["needs"], "unknown")
    words = says(figure.source if figure.label else sentence.source) if says else "" if figure.label else sentence.text
    done = replace(claim, kind=kind, inputs={**unknown, **claim.inputs, **on}, statement=figure.label)
    if not on and _found(figure, done).verdict not in (figure.verdict, "not recomputable", *SOUND):
        done = replace(done, inputs={**unknown, **{k: claim.inputs[k] for k in ("per", "level") if k in claim.inputs}})
    return replace(done, says=" ".join(words.split()))


def parts_of(claim: Claim) -> Iterator[Claim]:
    """Yield the claims of its numbers, named after it, and the claim, with names of the claims that it rests on."""
    for each in claim.inputs.values():
        if isinstance(each, Claim) and each.id.startswith(f"{claim.id} "):
            yield from parts_of(replace(each, says=claim.says))
    yield replace(claim, inputs={name: getattr(each, "id", each) for name, each in claim.inputs.items()})
