"""From the bytes of a file to the rows of its sheets, every cell as text: workbooks, archives of one file, and text."""

import csv
import gc
import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from itertools import chain
from typing import Any, NamedTuple

from disprop._errors import DispropError, Said, advised, needed, worded
from disprop.cleaning._log import Question, Repair
from disprop.cleaning._types import SAID

Rows = list[list[str]]
DELIMITERS = (";", "\t", "|", ",")  # the first of those that separate lines equally well
WITHIN = re.compile(r"(?<=\d),(?=\d)")
LOOK = 200  # lines of a text that are looked at for what separates its cells
ZIP, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LARGEST = 2**30  # bytes
LONGEST = 131_072  # characters of a cell
SHEET = re.compile(r"xl/worksheets/[^/]+\.xml|content\.xml")
UNSEEN = {why: re.compile(form.encode()) for why, form in SAID["unseen"].items()}
FAR = re.compile(rb'<c r="[A-Z]{3}\d{6}')  # a cell so far off that everything before it would be billions
PARTS = ("[Content_Types].xml", "mimetype", "xl/")  # what a zip that is a workbook has in it


class Sheets(NamedTuple):
    """The rows of each sheet by its name, how the file was read, whether bytes fit no encoding, what does not show."""

    rows: dict[str, Rows]
    log: list[Repair]
    stray: bool = False
    unseen: Sequence[Question] = ()


@contextmanager
def uncollected() -> Iterator[None]:
    """Let Python look for no circles among rows and cells, which have none, while a table is read."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def sheets_of(content: bytes | str) -> Sheets:
    """Return the sheets of a file; a text is one without a name."""
    if isinstance(content, str):
        text, log = unmarked(content)
    elif content.startswith(ZIP) and (inner := _only_file(content)) is not None:
        if inner.startswith(ZIP) and _only_file(inner) is not None:
            raise advised("this archive holds another archive", "; unpack it, and read one file", what="file")
        return sheets_of(inner)
    elif content.startswith((ZIP, OLD_WORKBOOK)):
        unseen = _unseen(content) if content.startswith(ZIP) else []
        return Sheets(_workbook(content), [], unseen=unseen)
    else:
        text, log = decoded(content)
    mark = _delimiter(text)
    how = Repair(None, None, None, mark, "separator", f"{mark!r} separates the cells")
    return Sheets({"": _rows(text, mark)}, [*log, *[how] * (mark != ",")], STRAY.search(text) is not None)


def _only_file(content: bytes) -> bytes | None:
    """Return what is in an archive of one file; None for a workbook, which is an archive too."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise DispropError("this archive cannot be opened: it is damaged, or cut off", what="file") from None
    if sum(each.file_size for each in archive.infolist()) > LARGEST:
        raise DispropError("this archive holds more than 1 GB, once unpacked; no table needs as much", what="file")
    names = [each for each in archive.namelist() if not each.endswith("/") and not each.startswith("__MACOSX")]
    if any(name.startswith(PARTS) for name in names):
        return None
    if len(names) != 1:
        listed = ", ".join(map(repr, names[:5]))
        raise advised(f"this archive holds {len(names)} files: {listed}", "; unpack it, and read one", what="file")
    try:
        return archive.read(names[0])  # zipfile says NotImplementedError of a compression that it does not know
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError) as error:
        raise advised(f"this archive cannot be unpacked: {error}", "; unpack it first", what="file") from None


def _unseen(content: bytes) -> list[Question]:
    """Ask about what a workbook holds that its cells do not say, in all of its sheets together."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = [archive.read(name) for name in archive.namelist() if SHEET.fullmatch(name)]
    if any(map(FAR.search, parts)):
        raise advised("a cell of this workbook is far off its tables", "; delete it, and save anew", what="file")
    found = {why: sum(sum(1 for _ in form.finditer(part)) for part in parts) for why, form in UNSEEN.items()}
    return [Question(None, None, None, (), why.format(count)) for why, count in found.items() if count]


def _workbook(content: bytes) -> dict[str, Rows]:
    calamine = needed("python_calamine")
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except calamine.CalamineError as error:
        raise worded("unreadable workbook", "file", Said(error)) from None
    cells = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
    return {name: [[_text(cell) for cell in row] for row in rows] for name, rows in cells.items()}


def _text(cell: Any) -> str:
    """Write a cell of a workbook as text: 12.0 is 12 there, and a day has no time."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, (date, datetime)):
        return cell.isoformat().removesuffix("T00:00:00")
    return str(cell)


def _rows(text: str, mark: str) -> Rows:
    if "\0" in text:
        raise worded("empty characters", "text", "\0", text.index("\0"))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    try:
        rows = list(reader)
        if (
            len(text) > LONGEST and max(map(len, chain.from_iterable(rows))) > LONGEST
        ):  # others may lift csv's own limit
            raise csv.Error(f"a cell has more than {LONGEST:,} characters")  # noqa: TRY301 (said as the others are)
    except csv.Error as error:  # such as a cell that never ends
        raise worded("no separated values", "text", Said(error), reader.line_num) from None
    return rows


def _delimiter(text: str) -> str:
    """Return what separates most lines into the numbers of cells that others have, and into most; else a comma."""
    lines = io.StringIO(text, newline="").readlines(64 * LOOK)[:LOOK]
    found = {mark: _alike(lines, mark) for mark in DELIMITERS}
    best = max(DELIMITERS, key=found.__getitem__)
    return best if found[best] > (0, 0) else ","


def _alike(lines: list[str], mark: str) -> tuple[int, int]:
    """Return how many lines have a number of cells, more than one, that another has too, and what most of them have."""
    others = set(DELIMITERS) - {","}
    if mark == ",":  # beside another mark a comma between digits is one of thousands or decimals
        lines = [WITHIN.sub("", line) if others & set(line) else line for line in lines]
    widths = Counter(len(cells) for cells in _read(lines, mark) if len(cells) > 1)
    most = max(((count, width) for width, count in widths.items()), default=(0, 0))
    return sum(count for count in widths.values() if count > 1 or len(widths) == 1), most[1]


def _read(lines: list[str], mark: str) -> Iterator[list[str]]:
    with suppress(csv.Error):
        yield from csv.reader(lines, delimiter=mark)


# from bytes to text: which encoding they are in, and which bytes do not fit it

UTF8, CP1252 = "utf-8-sig", "cp1252"
WORDS: dict[str, str] = SAID["encodings"]
MARK = "\ufeff"  # the byte order mark
STRAYS = {0xDC00 + byte: bytes([byte]).decode(CP1252, "replace") for byte in range(128, 256)}  # as Python writes them
STRAY, BEYOND = re.compile("[\udc80-\udcff]"), re.compile("[^\x00-\x7f\udc80-\udcff]")
FIRST = 2000  # bytes that are looked at for empty ones
Read = tuple[str, list[Repair]]


def unmarked(text: str) -> Read:
    """Take off the byte order mark that other encodings leave in an open file of text."""
    why = "the text began with a byte order mark that was taken off"
    return text.removeprefix(MARK), [Repair(None, None, MARK, None, "encoding", why)] * text.startswith(MARK)


def decoded(content: bytes) -> Read:
    """Return the text; a byte that is not UTF-8, where the rest of the file is, stays to be asked about."""
    for start, (kind, hint) in SAID["other files"].items():
        if content.startswith(bytes.fromhex(start)):
            raise advised(f"this file is {kind}", hint, what="file", got=Said(kind))
    encoding, how = _wide(content), ""
    try:
        text = content.decode(encoding or UTF8, "strict" if encoding else "surrogateescape")
        bad, marked = 0 if encoding else len(STRAY.findall(text)), content.startswith(MARK.encode())
        if bad and not marked and not BEYOND.search(text):
            encoding, text, how = CP1252, content.decode(CP1252), SAID["encoded"]["tried"]
        elif bad or marked:
            how = SAID["encoded"]["mixed" if bad > 1 else "one" if bad else "marked"].format(bad, WORDS[CP1252])
    except UnicodeDecodeError:
        named = WORDS[encoding] if encoding else f"{WORDS[UTF8]} or {WORDS[CP1252]}"
        raise worded("unknown encoding", "file", Said(named)) from None
    encoding = encoding or UTF8
    return text, [Repair(None, None, None, encoding, "encoding", f"the bytes were read as {WORDS[encoding]}{how}")]


def _wide(content: bytes) -> str:
    """Return UTF-16, by its mark, or without one by the bytes between letters, which alone are empty."""
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    high, low = content[0:FIRST:2].count(0), content[1:FIRST:2].count(0)
    if 4 * max(high, low) < len(content[:FIRST]) or max(high, low) < 4 * min(high, low) or not content:
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def strays(names: list[str], columns: Sequence[list[Any]]) -> list[Question]:
    """Read the bytes that are not UTF-8 as cp1252, in place, and ask about each cell and each heading that has one."""
    asked = []
    for place, cells in enumerate(columns):
        was, names[place] = names[place], names[place].translate(STRAYS)
        odd = {row: cell.translate(STRAYS) for row, cell in enumerate(cells) if cell and STRAY.search(cell)}
        found: list[tuple[int | None, str]] = [(None, names[place])] * (was != names[place]) + [*odd.items()]
        asked += [Question(row, names[place], text, (text,), SAID["stray"]) for row, text in found]
        cells[:] = [odd.get(row, cell) for row, cell in enumerate(cells)]
    return asked
