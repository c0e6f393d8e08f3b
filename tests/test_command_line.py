"""The command line: what it prints, its status, and the pages whose console examples it has to give as they stand."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

import disprop.__main__ as command_line
from disprop import claims
from disprop.__main__ import main

HOLDS, DOES_NOT, WRONG = 0, 1, 2
PAGES = ("docs/how-to/check-your-report.md", "docs/how-to/check-a-report.md")
FILE = re.compile(r"`([\w.-]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)

HEAD = "format: disprop-claims/1\n"
GOOD = f"{HEAD}counts: {{wrong: 12, alerts: 14}}\nclaims: {{wrong-share: {{share: 86%, part: wrong, whole: alerts}}}}\n"
BAD = GOOD.replace("86%", "89%")
FAIR = f"{HEAD}counts: {{survey: 115}}\nclaims: {{oppose: {{share: 93%, whole: survey}}}}\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    for name, text in {"good": GOOD, "bad": BAD, "fair": FAIR}.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (["good.yaml"], HOLDS),
        (["fair.yaml"], HOLDS),
        (["bad.yaml"], DOES_NOT),
        (["good.yaml", "bad.yaml"], DOES_NOT),
        (["good.yaml", "--strict"], HOLDS),
        (["fair.yaml", "--strict"], DOES_NOT),
        (["none.yaml"], WRONG),
    ],
)
def test_the_status_says_whether_figures_and_counts_part(given: list[str], status: int) -> None:
    assert main(["check", *given]) == status


def test_an_expected_verdict_holds_and_any_other_does_not() -> None:
    for expected, status in {"contradicted": HOLDS, "reproduced": DOES_NOT}.items():
        Path("expects.yaml").write_text(BAD.replace("whole: alerts", f"whole: alerts, expect: {expected}"))
        assert main(["check", "expects.yaml"]) == status


PARTS = f"""{HEAD}counts: {{a: unknown, b: unknown, both: {{sum: [a, b]}}}}
claims:
  all: {{count: "43", of: both}}
  one: {{share: 56%, part: a, whole: 43}}
  other: {{share: 51%, part: b, whole: 43}}
"""


def test_figures_that_hold_one_by_one_can_contradict_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    Path("parts.yaml").write_text(PARTS, encoding="utf-8")
    Path("fits.yaml").write_text(PARTS.replace("51%", "44%"), encoding="utf-8")
    Path("known.yaml").write_text(
        PARTS.replace("whole: 43}\n", "whole: 43, expect: contradicted}\n", 1), encoding="utf-8"
    )
    assert main(["check", "parts.yaml"]) == HOLDS
    assert main(["check", "fits.yaml", "--jointly"]) == HOLDS
    assert "The figures that can be solved together, 3 in number, can all be true." in capsys.readouterr().out
    for form, said in {
        "text": "cannot all be true: all (43), one (56%) and other (51%)",
        "json": '"contradict": [',
    }.items():
        assert main(["check", "parts.yaml", "--jointly", "--format", form]) == DOES_NOT
        assert said in capsys.readouterr().out
    assert main(["check", "known.yaml", "--jointly"]) == DOES_NOT  # as it is not contradicted by itself
    assert "can all be true" in capsys.readouterr().out


def test_a_wrong_file_is_told_in_a_line_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    Path("typo.yaml").write_text(GOOD.replace("whole: alerts", "hole: alerts"))
    assert main(["check", "typo.yaml"]) == WRONG
    out, err = capsys.readouterr()
    assert not out
    assert re.match(r"disprop: typo\.yaml, line \d+", err)
    assert len(err.splitlines()) == 1


def test_formats_and_files(capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "bad.yaml", "--format", "json"])
    (proof,) = json.loads(capsys.readouterr().out)
    assert proof["verdict"] == "contradicted"
    main(["check", "bad.yaml", "--format", "markdown", "--output", "found.md"])
    assert not capsys.readouterr().out
    assert "| contradicted |" in Path("found.md").read_text(encoding="utf-8")
    main(["check", "bad.yaml", "--format", "html"])
    assert capsys.readouterr().out.startswith("<!doctype html>")


def test_colours_are_for_a_terminal_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    main(["check", "bad.yaml"])
    assert "\33[" not in capsys.readouterr().out
    monkeypatch.setattr(command_line, "_painted", lambda: True)
    main(["check", "bad.yaml"])
    assert "\33[31mcontradicted\33[0m\n" in capsys.readouterr().out


def test_the_proofs_on_a_page_can_be_worked_out_again() -> None:
    """Each proof is a claims file of its own, and gives the verdict and the interval that it carries."""
    of_two = "claims:\n  oppose: {share: 93%, whole: survey}\n  half: {share: 50%, part: some, whole: survey}\n"
    text = f"{HEAD}counts: {{survey: 115, some: <5}}\n{of_two}"
    Path("two.yaml").write_text(text)
    assert main(["page", "two.yaml", "--output", "two.html"]) == HOLDS
    page = Path("two.html").read_text(encoding="utf-8")
    proofs = [json.loads(unescape(each)) for each in re.findall(r'<pre class="proof">(.*?)</pre>', page, re.DOTALL)]
    assert [proof["claim"] for proof in proofs] == ["oppose", "half"]
    for proof in proofs:
        ledger = claims.read(json.dumps(proof["ledger"]))
        found = claims.check(ledger.by_id[proof["claim"]], ledger)
        assert found.verdict == proof["verdict"]
        assert found.interval == (proof["interval"] and tuple(proof["interval"]))
        assert proof["sha256"] == claims.read("two.yaml").sha256


def test_a_hostile_claims_file_stays_text_on_the_page() -> None:
    evil = "</pre><script>alert(1)</script><img src=x onerror=alert(1)>"
    Path("evil.yaml").write_text(GOOD.replace("part: wrong", f"note: '{evil}', part: wrong"))
    assert main(["page", "evil.yaml", "--title", evil, "--output", "evil.html"]) == HOLDS
    page = Path("evil.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page


def test_a_table_by_the_rules_of_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    Path("stops.csv").write_text("force,stops\nKent,4\nEssex,-3\nSurrey,n/k\n", encoding="utf-8")
    assert main(["table", "stops.csv"]) == HOLDS
    counts = ["--schema", "Counts", "--keys", "force", "--counts", "stops"]
    assert main(["table", "stops.csv", *counts]) == DOES_NOT
    assert "row 1, stops: negative (-3)" in capsys.readouterr().out
    assert main(["table", "stops.csv", *counts, "--format", "json"]) == DOES_NOT
    found = json.loads(capsys.readouterr().out)
    assert found["schema"]["ok"] is False
    assert main(["table", "stops.csv", "--schema", "Count"]) == WRONG
    assert "Did you mean 'Counts'?" in capsys.readouterr().err


def test_a_report_without_figures_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    Path("words.txt").write_text("Named officers will be in place in every community.\n", encoding="utf-8")
    assert main(["check", "words.txt"]) == HOLDS
    assert capsys.readouterr().out.strip() == "0 figures: none was found"
    assert main(["find", "words.txt", "--format", "requests"]) == HOLDS
    assert capsys.readouterr().out.strip() == "No figure was found that lacks a number."


def test_a_claim_of_no_kind_names_what_it_has(capsys: pytest.CaptureFixture[str]) -> None:
    Path("kind.yaml").write_text(GOOD.replace("share: 86%", "percentage: 86%"))
    assert main(["check", "kind.yaml"]) == WRONG
    assert "got 'percentage, part, whole'" in capsys.readouterr().err


@pytest.mark.parametrize("page", PAGES)
def test_the_console_examples_of_the_pages(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every `$ disprop ...` of a page gives what stands below it, on the files that the page shows."""
    text = (Path(__file__).parent.parent / page).read_text(encoding="utf-8")
    for name, content in FILE.findall(text):
        Path(name).write_text(content, encoding="utf-8")
    for block in CONSOLE.findall(text):
        status = 0
        for call in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = call.partition("\n")
            if command.startswith("disprop "):
                status = main(command.split()[1:])
                out, err = capsys.readouterr()
                assert (out + err).strip() == shown.strip()
            elif command.startswith("echo $?"):
                assert int(shown) == status


EVIL = "\x1b[31mred\x9b2J\x07\r\nsecond: reproduced"


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_is_printed_holds_nothing_that_a_terminal_obeys(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    claim = {"share": "86%", "part": "12", "whole": "14", "note": EVIL, "statement": EVIL, "missing": [EVIL]}
    ledger = {"format": "disprop-claims/1", "report": {"title": EVIL}, "claims": {f"a{EVIL}": claim}}
    Path("evil.json").write_text(json.dumps(ledger), encoding="utf-8")
    assert main(["check", "evil.json", "--format", form]) == HOLDS
    out = capsys.readouterr().out
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", out)
    assert not re.search("^second", out, re.MULTILINE)
    assert not re.search(
        "[\x00-\x09\x0b-\x1f\x7f-\x9f]", claims.requests(claims.find(f"A rate of 7 per 10,000 {EVIL}"))
    )


def test_json_says_none_of_what_has_no_limit(capsys: pytest.CaptureFixture[str]) -> None:
    Path("open.yaml").write_text(f"{HEAD}claims: {{rest: {{sum: 12, parts: [3, blank]}}}}\n")
    main(["check", "open.yaml", "--format", "json"])
    (proof,) = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert (proof["least"], proof["most"]) == (3, None)


def test_proofs_hold_the_cells_of_tables_wherever_they_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    Path("people.csv").write_text("group,n\nBlack,40\nwhite,60\n")
    black, white = (f"{{table: people, where: {{group: {group}}}}}" for group in ("Black", "white"))
    Path("tabled.yaml").write_text(
        f"{HEAD}tables: {{people: {{value: n}}}}\ncounts: {{all: {{sum: [{black}, {white}]}}}}\n"
        f"claims: {{part: {{share: 40%, part: {black}, whole: all}}}}\n"
    )
    assert main(["check", "tabled.yaml", "--format", "json", "--strict"]) == HOLDS
    (proof,) = json.loads(capsys.readouterr().out)
    assert claims.read(json.dumps(proof["ledger"])).check()["verdict"].to_list() == ["reproduced"]


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "disprop", "check", "good.yaml"]
    own = {**os.environ, "PYTHONPATH": str(Path(command_line.__file__).parents[1])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=own) as running:
        running.stdout.close()  # type: ignore[union-attr]
        assert running.stderr.read() == b""  # type: ignore[union-attr]
        assert running.wait() == HOLDS
