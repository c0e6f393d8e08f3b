"""Reading a report: the figures that could be checked, each with its place, its numbers and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from disprop._tabled import one_line
from disprop.claims._ledger import Ledger
from disprop.claims._strict import to_yaml
from disprop.claims.claim import FORM, UNSAID
from disprop.claims.finder._claims import claims_of, compared, judged, ledger_of, tallied
from disprop.claims.finder._lines import blocks
from disprop.claims.finder._reading import TEXT, WORDS, read
from disprop.claims.finder._shape import Figure as Figure, Sentence as Sentence, Shape, matched


def find(report: str | Path) -> tuple[Sentence, ...]:
    """Return the sentences, lists and tables of a report that print figures, each with what it prints.

    Use it to draft a claims file, or to see what a report leaves out. It reads by patterns, so look at what it says: it
    finds most rates, shares, ratios, changes, counts and intervals of English prose, and leaves out dates, ages, money,
    page numbers, and counts in words below 13. It binds only numbers of one sentence, list or table, and never guesses
    a denominator: what was not printed is `missing`. An answer left empty is of the kind "blank", not 0.

    Parameters
    ----------
    report
        The text of a report, Markdown or HTML; or a path, or a name without blanks that ends in .txt, .md, .html, .pdf
        or .docx. PDF and Word need the extra ``disprop[claims]``; from a PDF the order and the words are those that it
        keeps, which may differ from the page.

    Returns
    -------
    tuple of Sentence
        In the order of the text. A `Sentence` has its `text`, its `span` in the plain text and its `source`, the span
        in what was given (for PDF and Word in the text taken from it). A `Figure` has a `kind` of `claims.KINDS`, the
        words `printed`, `span` and `source`, the `numbers` bound to it by the names of that kind's inputs ("value" is
        the figure itself), a `qualifier` such as "nearly", a `label` in lists and tables, what is `missing`, and a
        `verdict` with its reason `why`.

    Raises
    ------
    DispropError
        If a PDF or Word document is given and the extra is not installed; if it is damaged, encrypted, empty or made of
        pictures. No text is refused.

    Examples
    --------
    >>> from disprop import claims
    >>> found = claims.find("Officers searched 11 of 14 visitors (79%). A rate of 7 per 10,000 was printed in 2019.")
    >>> [(figure.kind, figure.printed) for sentence in found for figure in sentence.figures]
    [('share', '11 of 14 visitors (79%)'), ('rate', '7 per 10,000')]
    >>> found[1].figures[0].numbers, found[1].figures[0].missing
    ({'value': '7', 'per': '10,000'}, ('events', 'population'))
    """
    return _found(Shape.of(read(report)))


def _found(shape: Shape) -> tuple[Sentence, ...]:
    lists = [block for block in blocks(shape) if block[0]]
    found = [Sentence(*shape.part(lines[0][0], lines[-1][1]), tallied(figures)) for lines, figures in lists]
    breaks = [*(each.span() for each in TEXT["break"].finditer(shape.text)), (len(shape.text), len(shape.text))]
    left, before = 0, {True: "share", False: ""}
    for first, last in sorted([*breaks, *(line for lines, _ in lists for line in lines)]):
        figures = matched(shape, left, first, before) if left < first else []
        found += [Sentence(*shape.part(left, first), [*map(judged, figures, claims_of(figures))])] if figures else []
        left = max(left, last)
    return tuple(sorted(compared(found), key=lambda each: each.span))


def draft(report: str | Path, *, file: str = "report.txt") -> str:
    """Return the draft of a claims file: every figure, its words, the numbers beside it, and "unknown" for the rest.

    Use it once for a report, then correct the draft by hand: give the names of `counts` where a claim says "unknown",
    add populations, and delete what is no claim. It is valid as it is: `claims.read` reads it.

    Parameters
    ----------
    report
        As in `find`.
    file
        The name of the file with the words of the report, beside which the claims file will be. A quotation that is not
        in it is refused when the claims file is read. For a PDF or Word document it is a file of its text.

    Returns
    -------
    str
        The file in YAML. Answers and cells with a label are `counts`, under their question and label; every other
        figure is a claim "c1", "c2" and so on with its place, and for a cell the names of its row and column. A total
        whose parts surely make it, or surely do not, is their `sum`, and a percentage so has its `part` and `whole`.
        What a list or a table leaves empty is "blank".

    Raises
    ------
    DispropError
        As `find`, and where PyYAML is not installed.

    Examples
    --------
    >>> from disprop import claims
    >>> print(claims.draft("Officers searched 11 of 14 visitors (79%).", file="visitors.txt"))
    format: disprop-claims/1
    report:
      text: visitors.txt
    claims:
      c1:
        share: 79%
        part: '11'
        whole: '14'
        says: Officers searched 11 of 14 visitors (79%).
        at:
        - '18'
        - '41'
    <BLANKLINE>
    """
    shape = Shape.of(read(report))
    ledger = ledger_of(_found(shape), lambda span: shape.plain.words(span, file=file))
    return to_yaml({"format": FORM["format"], "report": {"text": file}, **ledger.to_dict()})


def requests(found: Ledger | Sequence[Sentence]) -> str:
    """Return the draft of a request for the numbers that a report left out, such as one for freedom of information.

    Parameters
    ----------
    found
        What `find` returned, or a ledger: of its claims the inputs that are "unknown" or "blank" are asked for.

    Returns
    -------
    str
        A numbered list: each figure, what would be needed to recompute it, and the words around it, or the row and the
        column of a cell.

    Examples
    --------
    >>> from disprop import claims
    >>> print(claims.requests(claims.find("Black people were stopped at a rate of 7 per 10,000 people.")))
    Please give the numbers behind these figures:
    1. "7 per 10,000": how many events were counted; how many people the events are counted among.
       Black people were stopped at a rate of 7 per 10,000 people.
    """
    ledger = found if isinstance(found, Ledger) else ledger_of(found)
    asked = [(f'"{name}"', WORDS["blank"], name) for name, value in ledger.numbers.items() if value == "blank"]
    for claim in ledger.claims:
        unsaid = [name for name, value in claim.inputs.items() if ledger.numbers.get(str(value), value) in UNSAID]
        needs = "; ".join(FORM["inputs"][name]["what"] for name in unsaid)
        asked += [(f'"{claim.said}"', needs, claim.statement or claim.says)] if needs else []
    rows = [WORDS["asked"].format(*map(one_line, row), n=n) for n, row in enumerate(asked, 1)]
    return "\n".join([WORDS["request" if asked else "nothing asked"], *rows])
