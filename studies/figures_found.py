"""How many figures that a person marked in public texts `claims.find` finds, and how many of its finds are right.

The marks are in studies/figures/marks.json, and how they were made in studies/figures/marked.md. The texts are not ours
to print: each has its address there, its first and last words, and the hash of its words. With the passages in a
folder, one file each (`kent-stops.txt`), `make figures-study TEXTS=FOLDER` writes docs/explanation/figures-found.md.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from disprop import proportion
from studies.figures_marked import Mark, Text, marked, texts
from studies.machine import PAGES, stamp, table

FIRST = Path(__file__).parent / "figures" / "first.json"  # what the first reading of each set but A gave
WRONG = ("contradicted", "impossible")


def counts(several: Iterable[Text]) -> dict[str, tuple[int, int]]:
    """Return how many marks are found, have their kind, have their numbers, and how many of the finds are right."""
    several = list(several)
    asked = [(text, mark) for text in several for mark in text.marks if not mark.optional]
    finds = sum(len(text.finds) for text in several)
    return {
        "found": (sum(bool(text.reading(mark)) for text, mark in asked), len(asked)),
        "with the right kind": (sum(text.right(mark) for text, mark in asked), len(asked)),
        "with all their numbers": (sum(text.bound(mark) for text, mark in asked), len(asked)),
        "finds that are right": (finds - sum(len(list(text.false())) for text in several), finds),
    }


def contradicted(several: Iterable[Text]) -> list[str]:
    """Return every find that is said to be wrong, in its words."""
    found = [(text, figure, span) for text in several for figure, span in text.finds if figure.verdict in WRONG]
    return [f"{text.name}: {figure.verdict}: {text.around(span)}: {figure.why}" for text, figure, span in found]


def missed(several: Iterable[Text]) -> Iterator[tuple[Text, Mark, str]]:
    """Yield the marks that are not found, or found as another kind."""
    for text in several:
        for mark in (each for each in text.marks if not each.optional and not text.right(each)):
            as_kinds = sorted({each.kind for each in text.reading(mark)})
            yield text, mark, f"found as {', '.join(as_kinds)}" if as_kinds else "missed"


def share(part: int, whole: int) -> str:
    """Return a share with its interval."""
    return f"{part} of {whole}: {proportion(part, whole):.3f}" if whole else "0 of 0"


def report(several: list[Text]) -> str:
    """Return all that is to say of texts, with each miss and each false find."""
    lines = [f"{len(several)} texts"]
    lines += [f"{name:24} {share(*each)}" for name, each in counts(several).items()]
    lines += [f"contradictions: {len(contradicted(several))}", *contradicted(several), "", "MISSED OR OF ANOTHER KIND"]
    lines += [
        f"{text.name}: {'/'.join(sorted(mark.kinds))}: {said}: {text.around(mark.span)}"
        for text, mark, said in missed(several)
    ]
    lines += ["", "FALSE FINDS"]
    lines += [f"{text.name}: {each.kind}: {text.around(at)}" for text in several for each, at in text.false()]
    return "\n".join(lines)


def first_readings() -> dict[str, Any]:
    """Return what each set gave that was read once, before the rules were mended with it in sight."""
    return dict(json.loads(FIRST.read_text(encoding="utf-8")))


def by_set(several: list[Text]) -> str:
    """Return the table of sets: as each was read for the first time, and as it is read now, where that differs."""
    first, rows = first_readings(), []
    for name in sorted({text.half for text in several}):
        now, had = counts(text for text in several if text.half == name), first.get(name)
        if had:
            rows.append((name, f"read for the first time, {had['on']}, commit {had['commit']}", had))
        if not had or any(list(now[each]) != had[each] for each in now):
            rows.append((name, "in sight since, read again" if had else "in sight while the rules were made", now))
    names = list(counts([]))
    return table(
        ("texts", "", *names), [(name, when, *(share(*had[each]) for each in names)) for name, when, had in rows]
    )


def by_kind(several: list[Text]) -> str:
    """Return the table of kinds: how many were marked, found, and found as that kind."""
    asked = [(text, mark) for text in several for mark in text.marks if not mark.optional]
    of = Counter(mark.first for _, mark in asked)
    found = Counter(mark.first for text, mark in asked if text.reading(mark))
    right = Counter(mark.first for text, mark in asked if text.right(mark))
    return table(("kind", "marked", "found", "as that kind"), [(k, n, found[k], right[k]) for k, n in of.most_common()])


def by_text(several: list[Text]) -> str:
    """Return the table of texts."""
    who = {each["id"]: each["by"] for each in marked()}
    rows = [(each, counts([each])) for each in several]
    return table(
        ("text", "by", "set", "form", "marked", "found", "with the right kind", "finds", "right"),
        [
            (
                *(text.name, who[text.name], text.half, text.form, had["found"][1], had["found"][0]),
                *(had["with the right kind"][0], had["finds that are right"][1], had["finds that are right"][0]),
            )
            for text, had in rows
        ],
    )


def gone(several: list[Text]) -> str:
    """Return what was missed or had another kind, in the words that are printed, by text."""
    lines: dict[str, list[str]] = {}
    for text, mark, said in missed(several):
        lines.setdefault(f"{text.name}, {said}", []).append(f"`{mark.printed}`")
    return "\n".join(f"- {name}: {', '.join(each)}" for name, each in lines.items())


def page(several: list[Text]) -> str:
    """Return the page."""
    said = "; ".join(contradicted(several))
    figures = sum(len(text.marks) for text in several)
    then = sum(had["called wrong"] for had in first_readings().values())
    return f"""# Figures found in reports

`claims.find` reads a report and finds the figures that could be checked. How many of them does it find, and how many
of its finds are figures? {figures:,} figures of {len(several)} public texts were marked
by hand, in sets, each before the finder read it. The rules were made with A in sight. Every other set was read once;
then what had gone wrong was mended, so that the set proves nothing any more, and the next, new texts, was read once.

{by_set(several)}

A figure is found where a find covers its leading number; the right kind is one that a careful reader could defend; all
its numbers are those that the same sentence or table prints for it: the part and the whole, per how many, both limits,
what was before and after. The intervals take figures as independent. Those of one text or table are missed or found
together, so that they are too narrow.

**Called contradicted or impossible: {said or "none."}** The first readings gave {then or "none"}. A wrong
"contradicted" is the harm that a finder can do; where a reading is in doubt it says "not recomputable".

## What goes wrong, in kind

Of what the sets from B on, read for the first time, showed. E took what a search gave, previews of data and
machine-made pages among it; F left those out by a rule written down before: it is of texts written for people to read.

- **Tables.** Differences in a column headed "Gap" or "Diff (pp)" were taken for rates (B, mended). Counts in the head
  of a table, "Massive (n=2,501)", were not read (C, mended). Percentages of a table without lines took the name of a
  neighbour (B, mended). The mean age of a group was taken for an average to check (C, mended).
- **Lists of changes.** "Has dropped 17%, including 29% among black residents, 24% among ...": all but the first were
  taken for shares (B). "Ranged from 1,600 to 3,500" was taken for a change (C, mended). Of two "from ... per 100,000 to
  ... per 100,000" in one sentence the second was lost (C, mended: each is two rates).
- **Numbers with a space**: "8.6 per 100 000" was read as per 100 (C, mended). Where blanks part columns as well as
  thousands, as in "per 100 000 234", there is no figure.
- **Fractions with a hyphen**: "One-fourth of" was missed (C, mended).
- **No figures**: classes of degrees, "2:1" (C, mended) and "Third Class" (B, mended); settings such as "a threshold of
  0.6" and "a confidence level of 80 percent", axes of pictures, p-values in a table, numbers of requests and laws (B,
  mended).
- **Numbers of the same sentence** are bound least: "fell 15% (from 371 ... to 315)" did not know what was before and
  after, nor "28 fines, a rate of 31.1 in every 10,000" its 28 (C, mended). A column of percentages knows
  the counts beside it only where these have a total. Elsewhere the draft says `unknown`, for a person to fill in.
- **Numbers that name a thing**: command papers, questions ("UIN 251922"), reports, "2024b", pages and fields of a
  catalogue, "AI Fairness 360", a day before "<sup>st</sup>", "2018-05-05 Share" were taken for counts (D, mended).
- **Numbers that nobody found out**: the key "1.0 (equal odds)", "an odds ratio of 2.0 means", "the 0.8 fairness
  threshold", "no system is 100% accurate", a payment of "60%/80%" (D, mended).
- **Tables without lines**: cells above "(= 100 per cent)" are percentages, and were read as counts; "SC: 933ST: 696"
  and columns of small numbers, one to a paragraph, were missed (D, mended).
- **The figure before gives the kind**: "complaints per 1,000 officers with 269, followed by Warwickshire with 261",
  "11.6 per cent as against 1.5 per cent", "164 per 100,000 for ..., and 368 for ..." (D, mended).
- **Forms of a number**: "2,82,076", "1892 white (74.9%)", where 1892 is no year, "a further fifth", and limits after
  "[OR]", "[CI]" or a comma (D, mended). "Of of eight", as it was printed, is missed still.
- **Signs**: "Miami (+0.8%), Chicago (-0.2%)", "up 118,706" and "tumble by three-quarters" are changes, and "20%
  elevated" is a ratio; "by 1.1% to 14.8%" is a change and a share, and was read as a range (E, mended).
- **What a table says of itself**: running numbers, postcodes and years ("2024 %") were taken for figures,
  "positive_rate" for the kind of the column beside it, and "3441/14,875" for a code; a head whose first, empty cell is
  lost stood over the wrong columns (E, mended). A count such as 1925 or 2010, which may be a year, is missed still.
- **Labels**: "Count of ...: 1312" was a share since "percentage" stood above it, "percentage ... = 0.6578217821782179"
  was missed, and so were zeros of small tables, one cell to a paragraph (E, mended).
- **Indices**: the ratios in "17.7 times higher in Saskatchewan, followed by Alberta (10.8), British Columbia (7.9)",
  "the index was 7.8" and "the ratio was 4.9, compared to 2.6" were taken for rates (E, mended).
- **Code**: a date in the name of a file was taken for a count (E, mended).
- **Open since F**: numbers of paragraphs ("230.The most recent"), marks of authors' addresses, "38& reduction" and
  other misprints, "a factor of 3", "one rape in 18", "identified as white, 15.3% as Black" taken for a ratio.

What a set showed was mended after its first reading, by examples made for it, and so were kinds of fault that texts
without marks showed: statistics in tables that nobody counted, heads of several rows, citations, wrapped lines. The
readings "in sight since" and those below are of the finder since. They prove nothing: only first readings do.

## By kind

{by_kind(several)}

## What is missed now, or read as something else

{gone(several)}

## What it takes for a figure now, and is none

{false(several)}

## The texts

{by_text(several)}

How the figures were marked, with the address, the licence and the hash of each text, is in `studies/figures/`. The
texts are their publishers' and are not in the repository: whoever runs the study anew has to fetch the passages, and it
refuses other words than those that were marked. Texts in English alone; one person marked them.

{stamp("make figures-study", "disprop")}
"""


def false(several: list[Text]) -> str:
    """Return the false finds, by text."""
    finds = [f"- {text.name}: {each.kind}: `{text.body[slice(*at)]}`" for text in several for each, at in text.false()]
    return "\n".join(finds) or "Nothing."


if __name__ == "__main__":
    (PAGES / "figures-found.md").write_text(
        page(texts(Path(sys.argv[1]), "A" + "".join(first_readings()))), encoding="utf-8"
    )
