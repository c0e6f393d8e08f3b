"""The plain text of a report, and where each part of it stands in the source."""

from __future__ import annotations

import html
import re
from array import array
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from disprop import _data
from disprop._errors import Said, contents, needed, worded
from disprop.cleaning._files import decoded

Span = tuple[int, int]

WORDS: dict[str, Any] = _data.read("claims", "finder", "words.json")
SPACES = {tag: space for space, tags in WORDS["spaces of tags"].items() for tag in tags}
LINES = [line.split("\t") for line in _data.text("claims", "finder", "patterns.tsv").splitlines()[1:]]
TABLE = {what: {name: pattern for kind, name, pattern in LINES if kind == what} for what, _, _ in LINES}
# All patterns are bounded: no page can make them slow, as it can the parser of the standard library.
TEXT = {name: re.compile(pattern) for name, pattern in TABLE["text"].items()}


class Plain(NamedTuple):
    """The plain text of a source, where in the source each character of it starts and the one before it ends."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    original: str

    def source(self, span: Span) -> Span:
        """Return where a part of the plain text stands in the source."""
        return self.starts[span[0]], self.ends[min(span[1], len(self.text))]

    def words(self, span: Span, *, file: str) -> str:
        """Return the words of a part of the source, of a page without its tags."""
        words = self.original[slice(*span)]
        return " ".join((html.unescape(re.sub("<[^<>]*>", " ", words)) if "htm" in file else words).split())


def read(report: str | Path) -> Plain:
    """Return the plain text of a report: of a file if it is a path or a name like one, else of the text itself.

    White space becomes one blank or line break, and a row of a table a line with bars between its cells. A page has no
    line breaks but those of its tags.
    """
    source, name = str(report), ""
    if not isinstance(report, str) or TEXT["path"].fullmatch(report):
        path, name = Path(report), Path(report).suffix.lower()
        source = _document(path) if name in (".pdf", ".docx") else decoded(contents(path))[0]
    texts, starts, ends, last = [""], array("L"), array("L", [0]), "\n"
    for text, start, end in _pieces(source, " " if "htm" in name or TEXT["page"].match(source) else "\n"):
        kept = text.lstrip(" ") if last in " \n" else text
        is_same, size = len(text) == end - start, len(kept)
        texts.append(kept)
        starts.extend(range(end - size, end) if is_same else [start] * size)
        ends.extend(range(end - size + 1, end + 1) if is_same else [end] * size)
        last = kept[-1:] or last
    starts.append(len(source))
    return Plain("".join(texts), starts, ends, source)


def _pieces(source: str, line: str) -> Iterator[tuple[str, int, int]]:
    """Yield the pieces of the plain text, each with the start and the end of what it stands for."""
    end, in_cell = 0, False
    while match := TEXT["token"].search(source, end):
        yield source[end : match.start()].replace("\n", line), end, match.start()
        close, tag, end = match["close"] or "", (match["tag"] or "").lower(), match.end()
        space = SPACES.get(close + tag, SPACES.get(tag, ""))
        if match["comment"] or (tag in WORDS["silent tags"] and not close):
            ends = re.compile(f"(?=</{tag})" if tag else "-->", re.IGNORECASE).search(source, end)
            end = ends.end() if ends else len(source)
        elif tag in ("td", "th", "tr", "table"):
            in_cell = tag in ("td", "th") and not close
        elif match["entity"]:
            space = WORDS["thin"] if match["thin"] else html.unescape(match.group()).replace("\N{NO-BREAK SPACE}", " ")
        elif match["space"]:
            space = " " if line == " " else "\n" * min(match.group().count("\n"), 2) or " "
        yield " " if in_cell and space.startswith("\n") else space, match.start(), end
    yield source[end:].replace("\n", line), end, len(source)


def _document(path: Path) -> str:
    """Return the text of a PDF or, in the order of the document and with bars between the cells of tables, of Word."""
    pdf = path.suffix.lower() == ".pdf"
    reader, kept = needed("pypdf" if pdf else "docx"), BytesIO(contents(path))
    try:
        parts = reader.PdfReader(kept).pages if pdf else reader.Document(kept).iter_inner_content()
        texts = [part.extract_text() if pdf else _rows(part) if hasattr(part, "rows") else part.text for part in parts]
    except Exception as error:  # noqa: BLE001 (of a damaged file the readers raise errors of any kind)
        raise worded("unreadable document", path.name, Said(error)) from None
    if not "".join(texts).strip("\n |"):
        raise worded("document without text", path.name)
    return "\n\n".join(texts)


def _rows(table: Any) -> str:
    return "\n".join("| " + " | ".join(" ".join(cell.text.split()) for cell in row.cells) for row in table.rows)
