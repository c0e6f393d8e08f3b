"""What a prompt shows: help that begins with the call and what it gives, and names after a dot that are of use."""

from __future__ import annotations

import pydoc
from typing import Any

import pytest

import disprop
from disprop import Record, areas, disparity, rate

SCREEN, USED = (
    60,
    [
        "rate",
        "rate_ratio",
        "rate_difference",
        "proportion",
        "risk_ratio",
        "risk_difference",
        "odds_ratio",
        "between",
        "indirect_ratio",
        "alerts.both_conventions",
        "areas.funnel",
        "areas.ranks",
        "cleaning.read_table",
        "disparity.readings",
        "disparity.several",
        "periods.trend",
        "plot.forest",
        "plot.bars",
        "report.page",
        "report.sentence",
    ],
)
OF_ALL = {"to_dict", "to_json", "from_json", "sentence"}
OF_AN_ESTIMATE = {
    *(
        "value",
        "low",
        "high",
        "least",
        "most",
        "level",
        "method",
        "measure",
        "unit",
        "data",
        "basis",
        "sides",
        "remark",
    ),
    *("per", "percent", "excludes", "p_value", "why"),
}


def found(name: str) -> Any:
    own: Any = disprop
    for part in name.split("."):
        own = getattr(own, part)
    return own


@pytest.mark.parametrize("name", USED)
def test_help_has_the_call_the_answer_and_the_parameters_on_its_first_screen(name: str) -> None:
    lines = pydoc.render_doc(found(name), renderer=pydoc.plaintext).splitlines()  # type: ignore[attr-defined]
    assert lines[2].startswith(f"{name.rsplit('.', maxsplit=1)[-1]}(")
    assert lines[3].strip().endswith((".", "?", ","))
    assert [line.strip() for line in lines].index("Returns") < SCREEN - 10


def test_after_a_dot_are_names_of_use() -> None:
    def public(each: Any) -> set[str]:
        return {name for name in dir(each) if not name.startswith("_")}

    ratio = rate([3, 5], [900, 800])
    assert public(ratio) == OF_ALL | OF_AN_ESTIMATE
    for record in (areas.ranks(ratio), disparity.several(disprop.rate_ratio(group=(3, 900), reference=(5, 800)))):
        assert isinstance(record, Record)
        assert public(record) >= {*OF_ALL, "estimates"}
    assert {"forest", "bars", "save_svg", "COLOURS"} <= public(disprop.plot)
    assert not public(disprop.plot) & {"annotations", "Axes", "np", "Any", "TYPE_CHECKING"}
