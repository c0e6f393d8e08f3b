"""Files that no publisher means to make: each is read, asked about, or refused in a sentence, and soon."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest

from bad_files import xlsx
from disprop import DispropError, cleaning
from disprop.cleaning import Cleaned, _files

HEAD = "Force,Stops\n"
BOOK: list[list[Any]] = [["Force", "Stops", "Arrests"], ["Kent", 5.0, 2.0]]


def read(content: bytes | str) -> Cleaned:
    return cleaning.read_table(io.StringIO(content) if isinstance(content, str) else io.BytesIO(content))


def archive(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return held.getvalue()


ONE = archive({"a.csv": b"Force,Stops\nKent,5\n"})
FAR = xlsx({"S": [*BOOK, ["Essex", '<c ><v>1</v></c><c r="XFD1048576"><v>1</v></c>']]})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEAD + '"' + "x" * 200_000 + '",5\n', "more than 131,072 characters|larger than field limit"),
        (HEAD + '"Kent,5\nEssex,6\n', "unexpected end of data"),
        (HEAD + "Kent,5\0\n", "empty characters"),
        (HEAD + "Kent,5\n" * 30_000 + "," * 5_000 + "\n", "line 30002 has 5001 cells"),
        (archive({"a.zip": ONE}), "holds another archive; unpack it"),
        (ONE[:40] + b"\xff" * 8 + ONE[48:], "cannot be unpacked|cannot be opened"),
        (b"PK\x03\x04" + b"x" * 99, "damaged, or cut off"),
        (FAR, "far off its tables; delete it"),
        (xlsx({"S": []}), "the file has no heading"),
    ],
    ids=["huge-cell", "unclosed", "nul", "one-wide-line", "nested", "damaged", "no-archive", "far-cell", "empty"],
)
def test_what_is_no_table_is_refused_in_a_sentence(content: bytes | str, said: str) -> None:
    with pytest.raises(DispropError, match=said):
        read(content)


def test_a_cell_is_too_long_whatever_limit_others_have_set() -> None:
    """The limit of the csv module is one for all: a library that lifts it does so for us too."""
    before = csv.field_size_limit(2**30)
    try:
        with pytest.raises(DispropError, match="more than 131,072 characters"):
            read(HEAD + '"' + "x" * 200_000 + '",5\n')
    finally:
        csv.field_size_limit(before)


def test_an_archive_that_unpacks_to_gigabytes_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_files, "LARGEST", 100_000)
    with pytest.raises(DispropError, match="more than 1 GB, once unpacked"):
        read(archive({"a.csv": bytes(200_000)}))


@pytest.mark.parametrize(
    ("text", "stops"),
    [
        (HEAD + "\n" * 20_000 + "Kent,5\n", [5]),
        (HEAD + 'Kent,"1' + " " * 20_000 + 'x"\nEssex,7\n', ["1 x", "7"]),
        (HEAD + "Kent," + "9" * 20_000 + "\nEssex,7\n", ["9" * 20_000, "7"]),
        (HEAD + 'Ke"nt,5\nEssex,6\n', [5, 6]),
    ],
    ids=["blank-lines", "spaces", "digits", "quotes"],
)
def test_long_and_odd_texts_are_read_once(text: str, stops: list[Any]) -> None:
    assert read(text).frame["Stops"].tolist() == stops


def test_formulas_without_values_errors_and_hidden_rows_are_said() -> None:
    unsaved = read(xlsx({"S": [*BOOK, ["Essex", 6.0, "<c ><f>B2+1</f></c>"]]}))
    assert "1 cells of the workbook have a formula and no value" in str(unsaved.questions[0])
    saved = read(xlsx({"S": [*BOOK, ["Essex", 6.0, "<c ><f>B2+1</f><v>6</v></c>"]]}))
    assert (saved.questions, saved.frame["Arrests"].tolist()) == ((), [2, 6])
    hidden = read(xlsx({"S": [*BOOK, ["Essex", 6.0, 3.0]]}, rows={3: ' hidden="1"'}))
    assert "1 rows of the workbook are hidden, and are read" in str(hidden.questions[0])
    assert hidden.frame["Stops"].tolist() == [5, 6]
    wrong = read(xlsx({"S": [*BOOK, ["Essex", 6.0, '<c  t="e"><v>#DIV/0!</v></c>']]}))
    assert wrong.frame["Arrests"].isna().tolist() == [False, True]


def test_typed_cells_are_what_they_say() -> None:
    frame = read(xlsx({"S": [["Force", "Flag", "Share"], ["Kent", True, 0.12], ["Essex", False, 0.5]]})).frame
    assert frame["Flag"].tolist() == ["True", "False"]
    assert frame["Share"].tolist() == [0.12, 0.5]  # shown as 12%, and a share in the file
