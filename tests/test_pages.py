"""What the documentation writes of the library: a page for each name, words that lead to it, scripts that draw."""

from __future__ import annotations

import builtins
import dis
import tomllib
from pathlib import Path

import pytest

from tools.docs_look.links import broken
from tools.pages import find, functions, gallery
from tools.pages.names import DOCS, meant, named, names
from tools.pages.transforms import COLUMNS, PROMPT
from tools.pages.works import cited, works

QUICK = ("how-to/known-in-part.svg", "how-to/stages.svg", "start/first-ratio.svg")


def test_the_top_bar_has_at_most_six_places() -> None:
    _, _, after = (DOCS / "index.md").read_text(encoding="utf-8").partition(":hidden:\n\n")
    places = after.partition("\n```")[0].splitlines()
    assert "find" in places
    assert 4 <= len(places) <= 6


def test_every_name_has_a_page_of_its_own_where_capitals_do_not_count() -> None:
    pages = [one.page.lower() for one in names().values()]
    assert len(set(pages)) == len(pages) > 250


@pytest.mark.parametrize(
    ("text", "room", "full"),
    [
        ("alerts.pool(false_alerts, all_alerts)", "", "disprop.alerts.pool"),
        ("rate_ratio", "", "disprop.rate_ratio"),
        ("disprop.rate", "", "disprop.rate"),
        ("pool", "disprop.areas", "disprop.areas.pool"),
        ("rate", "disprop.areas", "disprop.rate"),
        ("rate", "", None),  # a word, or a column
        ("rate(3, 100)", "", "disprop.rate"),
        ("pool", "", None),
        ("surveys.Survey.share", "", "disprop.surveys.Survey.share"),
        ("Estimate.excludes(1)", "", "disprop.Estimate.excludes"),
        ("Estimate.sentence(group=)", "", "disprop.Estimate.sentence"),  # of what every result is
        ("Estimate.value", "", None),  # a field, which has no place of its own
        ("alerts.nothing", "", None),
        (".excludes(1)", "", None),
    ],
)
def test_code_means_what_it_names(text: str, room: str, full: str | None) -> None:
    found = meant(text, room)
    assert (found and found.full) == full


def test_an_argument_is_no_function() -> None:
    assert meant("rate", "disprop", {"rate"}) is None


@pytest.mark.parametrize("said", find.said(), ids=lambda said: said.words[0])
def test_what_people_say_leads_to_a_function_and_a_page(said: find.Said) -> None:
    first, *others = (named(f"disprop.{name}") for name in said.functions)
    assert first
    assert all(others)
    assert (DOCS / f"{said.page}.md").exists()
    assert f":: single: {said.words[0]}\n" in functions.page_of(names()[first.owner or first.full])


def test_each_word_is_said_once() -> None:
    words = [word for one in find.said() for word in one.words]
    assert sorted(set(words)) == sorted(words)


def test_a_page_names_where_it_is_used_and_its_neighbours() -> None:
    text = functions.page_of(names()["disprop.areas.funnel"])
    assert "- :doc:`/how-to/many-areas`\n" in text
    assert "- :py:obj:`plot.funnel <disprop.plot.funnel>`" in text
    assert ".. image:: /how-to/many-areas.svg\n   :alt: " in text


@pytest.mark.parametrize("name", gallery.drawn())
def test_a_script_of_the_gallery_imports_all_that_it_uses(name: str) -> None:
    script = compile(gallery.code(name), name, "exec")
    steps = list(dis.get_instructions(script))
    bound = {each.argval for each in steps if each.opname == "STORE_NAME"} | {*dir(builtins), "__annotations__"}
    inner = [code for code in script.co_consts if hasattr(code, "co_code")]
    used = {each.argval for each in steps if each.opname == "LOAD_NAME"}
    used |= {each.argval for code in inner for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"}
    assert used <= bound


@pytest.mark.parametrize("name", QUICK)
def test_a_script_of_the_gallery_draws_its_picture(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    exec(gallery.code(name), {})  # noqa: S102 - this is what a reader does with it
    assert (tmp_path / Path(name).name).read_text(encoding="utf-8") == (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (">>> f(\n...     1\n... )\nabout 3.6 times", False),
        ("x = 1  # one", False),
        ("group  value\nBlack  2.77", True),
    ],
)
def test_what_stands_in_columns_does_not_go_on_below(text: str, *, columns: bool) -> None:
    assert bool(COLUMNS.search(PROMPT.sub("", text))) is columns


def test_a_source_is_cited_by_the_number_of_its_work() -> None:
    number = works()["work-wilson-1927"]
    text = (DOCS / "reference" / "bibliography.md").read_text(encoding="utf-8")
    assert text.partition("\n- Wilson, E. B. (1927)")[0].count("\n- ") == number - 1
    assert cited("Wilson 1927, JASA 22: 209-212").endswith(f" {{ref}}`[{number}] <work-wilson-1927>`")


def test_the_page_of_installing_names_every_extra() -> None:
    text = (DOCS / "start" / "install.md").read_text(encoding="utf-8")
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert [name for name in project["optional-dependencies"] if f'".[{name}]"' not in text] == []


def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text('<a href="two.html#there">x</a><a href="#no">y</a><img src="no.svg">', "utf-8")
    (tmp_path / "two.html").write_text('<h1 id="there">x</h1><a href="https://example.org/no">z</a>', "utf-8")
    assert list(broken(tmp_path)) == ["one.html: #no has no such anchor", "one.html: no.svg is not there"]
