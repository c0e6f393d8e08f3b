"""Reading a report: the figures that could be checked, each with its place, its numbers and what is missing."""

from __future__ import annotations

from pathlib import Path

from disprop.claims.finder._lines import blocks
from disprop.claims.finder._match import matched, sentences
from disprop.claims.finder._reading import read
from disprop.claims.finder._shape import Figure as Figure, Sentence as Sentence, Shape


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
        If a PDF or Word document is given and the extra is not installed. No text is refused.

    Examples
    --------
    >>> from disprop import claims
    >>> found = claims.find("Officers searched 11 of 14 visitors (79%). A rate of 7 per 10,000 was printed in 2019.")
    >>> [(figure.kind, figure.printed) for sentence in found for figure in sentence.figures]
    [('share', '11 of 14 visitors (79%)'), ('rate', '7 per 10,000')]
    >>> found[1].figures[0].numbers, found[1].figures[0].missing
    ({'value': '7', 'per': '10,000'}, ('events', 'population'))
    """
    shape = Shape.of(read(report))
    lists = [block for block in blocks(shape) if any(each.kind != "blank" for each in block.figures)]
    found = [Sentence(*shape.part(block.lines[0][0], block.lines[-1][1]), tuple(block.figures)) for block in lists]
    left = 0
    for first, last in [*(line for block in lists for line in block.lines), (len(shape.text), 0)]:
        for span in sentences(shape.text, left, first):
            figures = matched(shape, *span)
            found += [Sentence(*shape.part(*span), tuple(figures))] if figures else []
        left = last
    return tuple(sorted(found, key=lambda each: each.span))
