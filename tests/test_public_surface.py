"""What can be imported, and how it is called. A change here is a change for everyone."""

from __future__ import annotations

import pkgutil
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest

import disprop
from disprop import alerts
from tools import public as generated

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
MODULES = {
    *("alerts", "areas", "claims", "classifications", "cleaning", "datasets", "disparity", "imperfect"),
    *("models", "paired", "periods", "planning", "plot", "report", "schemas", "strata", "surveys", "tables"),
}


def test_the_public_surface_is_the_snapshot() -> None:
    """After a change that is meant, `python -m tools.public` writes it, the index of questions and the reference."""
    stale = [path.name for path, text in generated.written().items() if path.read_text(encoding="utf-8") != text]
    assert stale == []


def test_every_statistic_asks_a_question_of_its_own() -> None:
    asked = [each.asks for each in generated.statistics()]
    assert len(set(asked)) == len(asked)
    assert all(question.endswith("?") for question in asked)


ROOMS = [disprop, alerts.scores, *(getattr(disprop, name) for name in sorted(MODULES))]


@pytest.mark.parametrize("module", ROOMS, ids=lambda module: module.__name__)
def test_no_file_hides_a_function_of_its_name(module: ModuleType) -> None:
    files = {file.name for file in pkgutil.iter_modules(getattr(module, "__path__", ()))}
    assert files & set(generated.public(module)) <= MODULES


# Names that several modules share, and the one thing that each means.
SHARED = {
    "rate": "events over a population: in disprop of no period, in periods of the one that is given",
    "pool": "many units, areas or deployments, into one estimate",
    "names": "what comes with the library, of its kind",
    "load": "one of what comes with the library, by its name",
    "check": "whether something is in order: a table by a schema, a claim by its counts",
    "det": "the DET curve of scores: found in alerts.scores, drawn in plot",
    "funnel": "areas between the limits of a target: found in areas, drawn in plot",
    "Finding": "what a check found: of a claim, of a cell",
    "tipping_share": "which share of what nobody knows decides a claim: alerts never verified, groups not stated",
    "Rule": "what is looked for in a table, by its name: with its repair in cleaning, with advice in schemas",
}


def test_no_two_things_of_one_name_mean_different_things() -> None:
    held: dict[str, set[int]] = {}
    for room in ROOMS:
        for name in set(generated.public(room)) | set(room.__all__) - MODULES:
            held.setdefault(name, set()).add(id(getattr(room, name)))
    assert {name for name, things in held.items() if len(things) > 1} == set(SHARED)


def test_the_names_are_few() -> None:
    listed = [len(set(room.__all__) - MODULES) for room in ROOMS if room is not alerts.scores]
    assert sum(listed) <= 219


@pytest.mark.parametrize("room", ROOMS[1:], ids=lambda room: room.__name__)
def test_the_reference_lists_every_room(room: ModuleType) -> None:
    page = (REFERENCE / f"{room.__name__.split('.')[1]}.md").read_text(encoding="utf-8")
    assert f"```{{functions-of}} {room.__name__}\n" in page  # with a page for each name, what is only returned too


def test_what_disprop_lists() -> None:
    assert set(vars(disprop)["__all__"]) == set(dir(disprop)) >= MODULES
    with pytest.raises(AttributeError, match="module 'disprop' has no attribute 'odds'"):
        disprop.odds  # type: ignore[attr-defined]  # noqa: B018 (asking is the test)


def test_the_version_is_that_of_the_package() -> None:
    assert disprop.__version__ == version("disprop")
    assert "__version__" not in vars(disprop)  # it is read when it is asked for


@pytest.mark.parametrize("name", sorted(MODULES))
def test_a_module_loads_when_it_is_asked_for(name: str) -> None:
    assert getattr(disprop, name).__name__ == f"disprop.{name}"


def test_errors_are_value_errors() -> None:
    assert issubclass(disprop.DispropError, ValueError)
