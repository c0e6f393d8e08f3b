"""A page in one file: it needs no network and no script, says what its numbers rest on, and nothing gets into it."""

from __future__ import annotations

import io
import re
import runpy
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot as plt

from disprop import DispropError, areas, between, cleaning, imperfect, plot, rate, rate_ratio, report, tables
from test_report_table import HOSTILE

mpl.use("agg")
EXAMPLES = Path(__file__).parents[1] / "examples"
RATIO = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
VOID = {"meta", "br"}
SCRIPT = "from disprop import rate, report\nprint(report.page('t', rate(1, 10)))  # mine\n"


class Page(HTMLParser):
    """The tags of a page, the names of their attributes and their ids; it must be well nested."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, ...]] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.said: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))
        self.ids += [str(value) for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def made(name: str) -> str:
    """Return a page that says a name wherever one can stand, with counts of its own in the table."""
    name = name.replace("\x00", "\x01")
    file = f'Force,"{name.replace(chr(34), chr(34) * 2)}",Residents\nKent,5,100\nSurrey,"1,200",300\n'
    frame = pd.DataFrame({name: ["x", name], "n": [3, 4], "of": [10, 20]})
    found = tables.compare_by(frame, rate_ratio, columns=("n", "of"), group=name, reference="x")
    axes = plot.forest({name: rate(between(0, 4), 10), "b": rate(2, 10)})
    axes.set_title(name, parse_math=False)
    parts = (f"{name}\n\nmore", {name: RATIO, "b": RATIO}, found, axes, cleaning.read_table(io.StringIO(file)))
    text = report.page(name, *parts, code=name, when=name)
    plt.close("all")
    return str(text)


@pytest.mark.filterwarnings("ignore:Glyph")  # of what Matplotlib cannot draw
@pytest.mark.parametrize("name", HOSTILE)
def test_names_cannot_inject_anything(name: str) -> None:
    told, ordinary = Page(made(name)), Page(made("of\ntwo" if "\n" in name else "plain"))
    lines = [tag for tag in told.tags if tag not in {("li",), ("code",)}]
    assert lines == [tag for tag in ordinary.tags if tag not in {("li",), ("code",)}]
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", made(name))


def test_a_page_needs_nothing_else() -> None:
    text = made("plain")
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, *_ in page.tags}
    assert not re.search(r'(?:src|href)="(?!#)|url\((?!#)|@import', text)
    assert not any(name.startswith("on") for _, *names in page.tags for name in names)
    assert [each for each, times in Counter(page.ids).items() if times > 1] == []
    assert "default-src 'none'" in text


def test_a_page_says_what_its_numbers_rest_on() -> None:
    frame = pd.DataFrame({"group": ["White", "Black"], "n": [352, 33], "of": [1_761_205, 46_476]})
    found = tables.compare_by(frame, rate_ratio, columns=("n", "of"), group="group", reference="White")
    said = "".join(Page(str(report.page("t", found, RATIO, rate(0, 0), code=""))).said)
    assert "What was assumed" in said
    assert "reference: White" in said
    assert "events is 0 and population is 0" in said
    assert "rate ratio, 95% CI: mid-p: mid-p for x1 of x1 + x0" in said
    assert "Lancaster 1961, JASA 56: 223-234" in said
    assert said.count("Lancaster") == 1
    assert "The code" not in said
    assert "What was done" not in said


def test_methods_without_a_family_are_named() -> None:
    found = areas.averages(group=([30, 12], [1_000, 1_500]), reference=([60, 9], [8_000, 900]))
    said = "".join(Page(str(report.page("t", found))).said)
    assert "geometric mean of ratios, 95% CI: MOVER of the log score limits of the areas" in said
    assert "plain mean of ratios, 95% CI" not in said


def test_the_log_of_a_cleaning_is_on_the_page() -> None:
    raw = pd.DataFrame({"force": ["Kent", "*Essex*", "Surrey"], "stops": ["1,204", "n/k", "1.204"]})
    cleaned = cleaning.read_table(raw, columns={"stops": ["missing-marks", "thousands", "integer"]})
    text = str(report.page("t", cleaned))
    assert "In <code>stops</code> 1 cell is changed (a mark for a missing value, not 0)" in text
    assert "questions are open" in text


def test_the_code_is_what_was_given_and_nothing_more(tmp_path: Path) -> None:
    assert "<pre>" not in str(report.page("t", RATIO))  # pytest is no script of the user's
    assert "<pre><code>a &lt; b\n</code></pre>" in str(report.page("t", RATIO, code="a < b\n"))
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    assert "# mine" in str(report.page("t", RATIO, code=script))


def test_a_running_script_is_its_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")
    said = capsys.readouterr().out
    assert "# mine</code></pre>" in said.replace("\n</code>", "</code>")
    assert str(tmp_path) not in said


def test_with_its_date_a_page_is_the_same_each_time(tmp_path: Path) -> None:
    assert made("plain") == made("plain")
    path = report.page("t", RATIO, path=tmp_path / "a.html", when="Draft 2, 29 November 2026")
    text = Path(path).read_text(encoding="utf-8")
    assert text == report.page("t", RATIO, when="Draft 2, 29 November 2026")
    assert '<p class="stamp">Draft 2, 29 November 2026 · disprop ' in text
    assert re.search(r'<p class="stamp">[1-9]\d? [A-Z][a-z]+ 20\d\d · disprop', str(report.page("t", RATIO)))


def test_sentence_table_and_picture_say_the_same_numbers() -> None:
    axes = plot.forest({"Black": RATIO})
    text = "".join(Page(str(report.page("t", RATIO, axes, code=""))).said)
    assert "2.45 to 5.02" in text
    assert "3.55 (2.45 to 5.02)" in text
    assert axes.containers == []
    assert [float(axes.lines[-1].get_xdata()[0])] == [pytest.approx(float(RATIO.value))]  # type: ignore[index]
    assert "<title>rate ratio (95% CI), a row for each</title><desc>Black: 3.55 (2.45 to 5.02)</desc>" in str(
        report.page("t", axes)
    )
    assert "<title>rate ratio (95% CI), a row for each</title><desc>Black: 3.55 (2.45 to 5.02)</desc>" in str(
        report.page("t", axes.figure)
    )
    plt.close("all")


def test_results_without_estimates_have_their_columns() -> None:
    text = str(report.page("t", imperfect.e_value(RATIO), code=""))
    assert "How each number was made" not in text
    assert "<table" in text


def test_what_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DispropError, match="give an Estimate"):
        report.page("t", 3)
    with pytest.raises(DispropError, match=r"end it in \.html"):
        report.page("t", path=tmp_path / "a.pdf")
    with pytest.raises(DispropError, match="make it first"):
        report.page("t", path=tmp_path / "none" / "a.html")


@pytest.mark.parametrize(
    ("example", "file", "said"),
    [
        ("page_of_reports.py", "reports.html", "25 consistent"),
        ("page_of_a_force.py", "force.html", "2.845 (2.683 to 3.015)"),
    ],
)
def test_examples_make_pages(
    example: str, file: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr(sys, "argv", [example, "--output", str(tmp_path)])
    runpy.run_path(str(EXAMPLES / example), run_name="__main__")
    plt.close("all")
    assert said in capsys.readouterr().out
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert Page(text).tags.count(("svg", "role", "xmlns:xlink", "width", "height", "viewbox", "xmlns", "version")) == 1
    assert "def main() -&gt; None:" in text


@pytest.mark.parametrize("result", [rate(3, 100), areas.ranks(rate([3, 9], 100))], ids=["rate", "ranks"])
def test_what_no_interval_covers_is_said_of_every_number(result: Any) -> None:
    assert "An interval allows for chance alone" in str(report.page("Page", result))
    assert "allows for chance" not in str(report.page("Page", "Words alone."))
