"""From bytes to text: which encoding they are in, and which bytes do not fit it."""

import re
from collections.abc import Sequence
from typing import Any

from disprop._errors import Said, advised
from disprop.cleaning._forms import SAID
from disprop.cleaning._log import Question, Repair

ENCODINGS = ("utf-8-sig", "cp1252")  # in this order; the second takes nearly anything, so it must come last
WORDS: dict[str, str] = SAID["encodings"]
AS_CSV = ": save the table as CSV"
AS_GZIP = ": open it with gzip.open(path, 'rt', encoding=..., newline='') and pass what that returns"
OTHER_FILES = {b"%PDF": ("a PDF, not text", AS_CSV), b"\x1f\x8b": ("compressed", AS_GZIP)}
MARK = "\ufeff"  # the byte order mark
WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
STRAY = re.compile("[\udc80-\udcff]")  # how Python writes a byte that is not UTF-8
ODD = "not UTF-8 as the rest of the file is: answer for it, or open the file with its encoding"
LOOK = 2000  # bytes that are looked at for empty ones
Read = tuple[str, list[Repair]]


def unmarked(text: str) -> Read:
    """Take off the byte order mark that other encodings leave in an open file of text."""
    log = [_line(MARK, None, "the text began with a byte order mark that was taken off")]
    return text.removeprefix(MARK), log if text.startswith(MARK) else []


def decoded(content: bytes) -> Read:
    """Return the text; a byte that is not UTF-8, where the rest of the file is, stays to be asked about."""
    for start, (kind, hint) in OTHER_FILES.items():
        if content.startswith(start):
            raise advised(f"this file is {kind}", hint, what="file", got=Said(kind))
    tried = [WIDE[content[:2]]] if content[:2] in WIDE else [*_unmarked_wide(content), *ENCODINGS]
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            if encoding == ENCODINGS[0] and (mixed := _mixed(content)):
                return mixed
            continue
        return text, [_line(None, encoding, _why(content, encoding))]
    named = " or ".join(WORDS[each] for each in tried)
    hint = ": open it yourself, open(path, encoding=...)"
    raise advised(f"the file is not text in {named}", hint, what="file", got=Said(named))


def strays(names: list[str], columns: Sequence[list[Any]]) -> list[Question]:
    """Read the bytes that are not UTF-8 as cp1252, in place, and ask about each cell and each heading that has one."""
    asked = []
    for place, (heading, cells) in enumerate(zip([*names], columns, strict=True)):
        if STRAY.search(heading):
            names[place] = STRAY.sub(_as_cp1252, heading)
            asked.append(Question(None, names[place], names[place], (names[place],), ODD))
        for row in [row for row, cell in enumerate(cells) if cell and STRAY.search(cell)]:
            cells[row] = STRAY.sub(_as_cp1252, cells[row])
            asked.append(Question(row, names[place], cells[row], (cells[row],), ODD))
    return asked


def _as_cp1252(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")


def _mixed(content: bytes) -> Read | None:
    """Return the text, if some of it beyond ASCII is UTF-8, and some is not."""
    text = content.decode(ENCODINGS[0], "surrogateescape")
    marked, bad = content.startswith(b"\xef\xbb\xbf"), len(STRAY.findall(text))
    if not marked and not re.search("[^\x00-\x7f\udc80-\udcff]", text):
        return None
    which = "one of them is not and was" if bad == 1 else f"{bad} of them are not and were"
    why = f"the bytes were read as {WORDS[ENCODINGS[0]]}, but {which} read as {WORDS[ENCODINGS[1]]}"
    return text, [_line(None, ENCODINGS[0], why)]


def _unmarked_wide(content: bytes) -> list[str]:
    """Return UTF-16 without a mark, told by the bytes between letters, which are empty."""
    high, low = content[0:LOOK:2].count(0), content[1:LOOK:2].count(0)
    if 4 * max(high, low) < len(content[:LOOK]):
        return []
    return ["utf-16-le" if low > high else "utf-16-be"]


def _why(content: bytes, encoding: str) -> str:
    mark = ", with a byte order mark that was taken off" if content.startswith(b"\xef\xbb\xbf") else ""
    failed = "; they are not UTF-8, which was tried first" if encoding == ENCODINGS[1] else ""
    return f"the bytes were read as {WORDS[encoding]}{mark}{failed}"


def _line(before: str | None, after: str | None, why: str) -> Repair:
    return Repair(None, None, before, after, "encoding", why)
