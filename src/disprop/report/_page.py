"""A page for an editor: sentences, tables and pictures in one file, and below them all that they rest on."""

import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from string import Template
from typing import Any

from disprop import _data
from disprop._tabled import METHOD, Row, in_html, noted, written
from disprop._text import writable
from disprop.claims import Ledger
from disprop.cleaning import Cleaned
from disprop.intervals import FAMILIES
from disprop.plot._axes import place_for, svg_of
from disprop.report._ledger import SECTIONS, in_page
from disprop.report._table import layout_of_any, rows_in, sentence

PAGE = Template(_data.text("report", "page.html"))
MARKED = re.compile(r"(`+)(.+?)\1|\\(.)")  # code, and what is escaped, in the log of a cleaning
SENTENCES = 6  # of one part; a longer one is a table alone
NO_RESULTS = (Cleaned, Ledger)
DRAWN = "get_figure"  # what figures and axes of Matplotlib have
OF_A_FILE = re.compile(r'<metadata>.*?</metadata>|(?<=<g) id="[^"]*"', re.DOTALL)  # in a picture


def page(
    title: str, *parts: Any, path: str | Path | None = None, code: str | Path | None = None, when: str = ""
) -> Path | str:
    """Return a page of sentences, tables and pictures, and of all that they rest on, in one file that needs no other.

    Below the parts the page says what was assumed, by which method, equation and source each interval was made, what
    was done to the file, and the code that makes it again. It needs no network and runs no script, prints, and fits a
    phone. Names that came from a file are text on it, whatever they hold.

    Parameters
    ----------
    title : str
        What stands above, and in the tab of the browser.
    *parts : str, Estimate, Record, sequence or mapping of these, data frame, Figure, Axes, Cleaned, Ledger
        In the order of the page: text, whose paragraphs have an empty line between; results, in sentences where these
        are no more than six, and as `table` makes it; pictures of Matplotlib; what `cleaning.read_table` gave, whose
        log and open questions stand in a section of their own; and ledgers, each figure with its verdict and its proof.
    path : str or Path, optional
        Where to write it: a name that ends in .html, in a folder that is there.
    code : str or Path, optional
        The code that makes the page again, as text or as the path of its file. Left out, it is the script that is
        running, if one is; nothing of a notebook or of a module. An empty text leaves the section out.
    when : str
        The date of the page, and its version if it has one, as in "Draft 2, 29 November 2026"; left out, today in UTC.
        With it, the page is the same each time.

    Returns
    -------
    Path or str
        Where it was written; without `path` the HTML.

    Raises
    ------
    DispropError
        For a part that is none of these, for a name that does not end in .html, and a folder that is not there.

    Examples
    --------
    >>> from disprop import rate_ratio, report
    >>> ratio = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    >>> text = report.page("Scans in West Yorkshire", "Black residents beside White ones.", ratio, when="1 May 2024")
    >>> "3.55 (2.45 to 5.02)" in text, "Lancaster 1961" in text, "<script" in text
    (True, True, False)
    """
    results = [part for part in parts if not isinstance(part, (str, *NO_RESULTS)) and not hasattr(part, DRAWN)]
    rows = [row for each in results for row in rows_in(each)]
    assumed = (noted(name, said) for row in rows for name, said in row.said.items() if said and name != METHOD)
    sections = {
        "assumed": _listed([*([SECTIONS["chance"]] if rows else []), *map(in_html, assumed)]),
        "made": _listed(in_html(_made(row)) for row in rows if row.said[METHOD]),
        "cleaned": _listed(line for part in parts if isinstance(part, Cleaned) for line in _log(part)),
        "code": f"<pre><code>{in_html(source)}</code></pre>" if (source := _source(code)) else "",
    }
    body = [*map(_part, parts), *(SECTIONS[name].format(text) for name, text in sections.items() if text)]
    stamp = f"{when or datetime.now(tz=UTC).strftime('%d %B %Y').lstrip('0')} · disprop {version('disprop')}"
    text = PAGE.substitute(title=in_html(title), stamp=in_html(stamp), body="\n".join(body))
    if path is None:
        return text
    file = place_for(path, ".html")
    file.write_text(text, encoding="utf-8")
    return file


def _part(part: Any) -> str:
    if isinstance(part, NO_RESULTS):
        return in_page(part) if isinstance(part, Ledger) else ""
    if hasattr(part, DRAWN):
        return _picture(part)
    if isinstance(part, str):
        return "".join(f"<p>{in_html(each)}</p>" for each in re.split(r"\n\s*\n", part) if each.strip())
    said = sentence(part) if len(rows_in(part)) <= SENTENCES else ""
    return "".join(f"<p>{in_html(line)}</p>" for line in said.splitlines()) + written(layout_of_any(part))


def _picture(drawn: Any) -> str:
    """Return a figure as SVG within a page, with what it shows as its title and description."""
    svg = OF_A_FILE.sub("", writable(svg_of(drawn).partition("<svg")[2]))
    return f'<figure tabindex="0"><svg{svg}</figure>'


def _listed(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{line}</li>" for line in dict.fromkeys(lines))
    return f"<ul>{items}</ul>" if items else ""


def _log(cleaned: Cleaned) -> Iterator[str]:
    """Yield what was done to a file, which is in Markdown, as HTML."""
    for line in cleaned.report().splitlines():
        yield MARKED.sub(lambda found: f"<code>{found[2]}</code>" if found[1] else found[3], in_html(line[2:]))


def _made(row: Row) -> str:
    """Return by which method a number has its limits, with the equation that they solve, and its source."""
    name, family = str(row.said[METHOD]), FAMILIES.get(row.family or row.measure)
    method = family.methods.get(name) if family else None
    source = f": {method.equation}. {method.reference}" if method else ""
    return f"{row.measure}, {row.line.interval}: {name}{source}"


def _source(code: str | Path | None) -> str:
    """Return the code that was given, or that of the script that runs; nothing of a notebook or a module."""
    main = sys.modules["__main__"]
    if code is None and (own := str(getattr(main, "__file__", ""))).endswith(".py") and main.__spec__ is None:
        code = Path(own)
    return code.read_text(encoding="utf-8") if isinstance(code, Path) else code or ""
