"""The study of the finder: its marks can be read, and it counts what it says that it counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from disprop import claims
from studies import figures_found as found, figures_marked as study

KINDS = Path(claims.__file__).with_name("kinds.json")
PASSAGE = (
    "Officers searched 11 of 14 visitors (79%) in 2019, twice as many as in May; a third (33%) were let in. 40 left."
)
MARKS = [
    {"kinds": ["share"], "print": "11 of 14 visitors (79%)", "nth": 1, "numbers": {"part": "11", "whole": "14"}},
    {"kinds": ["ratio", "change"], "print": "twice as many", "nth": 1},
    {"kinds": ["share"], "print": "a third (33%)", "nth": 1, "also": "33%"},
    {"kinds": ["count"], "print": "40", "nth": 1, "optional": True},
]
Finder = Callable[[str], tuple[SimpleNamespace, ...]]


def entry(**changes: object) -> dict[str, object]:
    """Return what marks.json would say of the passage."""
    words = hashlib.sha256(PASSAGE.encode()).hexdigest()
    return {
        "id": "p",
        "half": "A",
        "form": "news",
        "begins": "Off",
        "ends": "left.",
        "sha256": words,
        "marks": MARKS,
    } | changes


@pytest.fixture
def passage(tmp_path: Path) -> Path:
    """Return the file of the passage."""
    file = tmp_path / "p.txt"
    file.write_text(PASSAGE, encoding="utf-8")
    return file


def finder(*finds: tuple[str, str, dict[str, str]]) -> Finder:
    """Return a finder that gives these kinds, prints and numbers."""

    def figure(kind: str, printed: str, numbers: dict[str, str]) -> SimpleNamespace:
        start = PASSAGE.index(printed)
        return SimpleNamespace(
            kind=kind, source=(start, start + len(printed)), numbers=numbers, verdict="not recomputable", why=""
        )

    return lambda _: (SimpleNamespace(figures=[figure(*each) for each in finds]),)


def test_marks_are_of_six_sets_of_texts_that_share_none() -> None:
    texts = study.marked()
    assert [len({text[said] for text in texts}) for said in ("id", "url", "sha256")] == [len(texts)] * 3
    assert [sum(text["half"] == half for text in texts) for half in "ABCDEF"] == [20, 20, 20, 43, 40, 39]
    assert all(
        text[said] for text in texts for said in ("title", "by", "url", "licence", "date", "form", "begins", "ends")
    )
    figures = {
        sets: [mark for text in texts if text["half"] in sets for mark in text["marks"]]
        for sets in ("ABC", "D", "E", "F")
    }
    assert {sets: len(marks) for sets, marks in figures.items()} == {"ABC": 764, "D": 551, "E": 410, "F": 335}
    assert [sum(not mark.get("optional") for mark in figures[name]) for name in "EF"] == [334, 304]


def test_every_mark_has_a_kind_that_claims_know_and_prints_its_number() -> None:
    kinds = json.loads(KINDS.read_text(encoding="utf-8"))["kinds"]
    marks = [mark for text in study.marked() for mark in text["marks"]]
    assert not {kind for mark in marks for kind in mark["kinds"]} - set(kinds)
    assert all(study.NUMBER.search(mark["print"]) and mark["nth"] >= 1 for mark in marks)
    assert all(mark.get("also", "") in mark["print"] for mark in marks)


def test_every_mark_stands_in_its_text(passage: Path) -> None:
    text = study.of_file(passage, entry())
    assert [text.body[slice(*mark.span)] for mark in text.marks] == [mark["print"] for mark in MARKS]
    with pytest.raises(ValueError, match="substring not found"):
        study.of_file(passage, entry(marks=[{"kinds": ["count"], "print": "41", "nth": 1}]))


def test_other_words_than_those_that_were_marked_are_refused(passage: Path) -> None:
    passage.write_text(PASSAGE.replace("11 of 14", "12 of 14"), encoding="utf-8")
    with pytest.raises(SystemExit, match="not the words that were marked"):
        study.of_file(passage, entry())


def test_what_is_counted(passage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finds = finder(
        ("share", "11 of 14 visitors", {"part": "11", "whole": "14"}),
        ("share", "79%", {"value": "79%"}),  # a second number of a mark: right, and no mark of its own
        ("count", "2019", {"value": "2019"}),  # false
        ("count", "twice as many", {}),  # found, as another kind
        ("share", "33%", {"value": "33%"}),  # the other print of "a third"
        ("count", "40", {"value": "40"}),  # optional: right, and not asked for
    )
    monkeypatch.setattr(claims, "find", finds)
    text = study.of_file(passage, entry())
    assert found.counts([text]) == {
        "found": (3, 3),
        "with the right kind": (2, 3),
        "with all their numbers": (3, 3),
        "finds that are right": (5, 6),
    }
    assert [said for *_, said in found.missed([text])] == ["found as count"]
    assert "[[2019]]" in found.report([text])


def test_a_mark_is_found_by_its_leading_number(passage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims, "find", finder(("share", "14 visitors (79%)", {"value": "79%"})))
    text = study.of_file(passage, entry())
    assert found.counts([text])["found"] == (0, 3)
    assert found.counts([text])["finds that are right"] == (1, 1)


def test_a_contradiction_is_shown_in_its_words(passage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finds = finder(("share", "11 of 14 visitors (79%)", {"part": "11"}))
    sentence = finds("")[0]
    sentence.figures[0].verdict, sentence.figures[0].why = "contradicted", "it is 78.6"
    monkeypatch.setattr(claims, "find", lambda _: (sentence,))
    (said,) = found.contradicted([study.of_file(passage, entry())])
    assert said.startswith("p: contradicted")
    assert said.endswith("it is 78.6")


def test_the_first_readings_are_of_all_marks() -> None:
    for name, had in found.first_readings().items():
        marks = [mark for text in study.marked() if text["half"] == name for mark in text["marks"]]
        asked = sum(not mark.get("optional") for mark in marks)
        assert [had[each][1] for each in ("found", "with the right kind", "with all their numbers")] == [asked] * 3


def test_a_set_has_its_first_reading_and_where_it_is_read_otherwise_now_the_present_one(
    passage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(claims, "find", finder(("count", "40", {"value": "40"})))
    monkeypatch.setattr(found, "FIRST", tmp_path / "first.json")
    several = [study.of_file(passage, entry(half=half)) for half in "ABC"]
    now = {name: list(each) for name, each in found.counts(several[:1]).items()}
    first = {"B": {"on": "May", "commit": "b1"} | now, "C": {"on": "June", "commit": "c1"} | now | {"found": [3, 3]}}
    found.FIRST.write_text(json.dumps(first), encoding="utf-8")
    rows = [[cell.strip() for cell in row.split("|")[1:4]] for row in found.by_set(several).splitlines()[2:]]
    assert [row[:2] for row in rows] == [
        ["A", "in sight while the rules were made"],
        ["B", "read for the first time, May, commit b1"],
        ["C", "read for the first time, June, commit c1"],
        ["C", "in sight since, read again"],
    ]
    assert [row[2][:6] for row in rows] == ["0 of 3", "0 of 3", "3 of 3", "0 of 3"]
