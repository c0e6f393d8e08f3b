"""Labels of groups that are missing, that are no labels, or that are two where the eye sees one."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

from bad_tables.entry import AS_IT_IS, EAGER, EVERY, LAZY, PANDAS, Bad, adjusted, counted, each_row, estimated, three

COMPOSED, TAKEN_APART = (unicodedata.normalize(form, "Café") for form in ("NFC", "NFD"))


def twins(name: str, one: Any, other: Any, kinds: tuple[str, ...] = EVERY) -> list[Bad]:
    """Return tables with two labels that look alike, to be counted and to be estimated."""
    says = f"column 'g' has labels that look alike and would be two groups: {one!a} and {other!a}; make them one"
    return [
        Bad(name=f"{name}, {verb.__name__}", columns=three(g=[one, other, "Z"]), call=verb, says=says, kinds=kinds)
        for verb in (counted, estimated)
    ]


def spelt(name: str, label: str) -> Bad:
    columns = three(g=["White British", "White British", label])
    return Bad(name=name, columns=columns, call=estimated, findings=[("key-spelling", "g", 2)], kinds=EVERY)


BAD = [
    *(
        Bad(name=f"a key that is {what}", columns=three(g=cells), call=estimated, findings=[found], kinds=kinds)
        for found in [("missing-key", "g", 1)]
        for what, cells, kinds in (
            ("NaN", [1.0, np.nan, 3.0], EVERY),
            ("None", ["A", None, "C"], EVERY),
            ("blank", ["A", " ", "C"], EVERY),
            ("pd.NA", pd.array(["A", pd.NA, "C"], dtype="string"), PANDAS),
            ("NaT", pd.Series([pd.Timestamp(2024, 1, 31), pd.NaT, pd.Timestamp(2024, 2, 29)]), PANDAS),
            ("of no category", pd.Categorical(["A", None, "C"], categories=["A", "C", "unused"]), PANDAS),
            ("None beside integers", pd.Series([1, None, 3], dtype=object), PANDAS),
        )
    ),
    Bad(
        name="records without a group",
        columns=three(g=["A", None, None]),
        call=counted,
        findings=[("missing-key", "g", None)],
        kinds=EVERY,
    ),
    Bad(
        name="no key at all",
        columns=three(g=[None, None, None]),
        call=estimated,
        findings=each_row("missing-key", "g", 0, 1, 2),
    ),
    *twins("identifiers as numbers and as text", 1, "1", PANDAS),
    *twins("an accent in one letter and in two", TAKEN_APART, COMPOSED, EAGER),
    *twins("a Cyrillic A beside a Latin one", "A", "\u0410"),
    *twins("a Greek O beside a Latin one", "Other", "\u039fther"),
    *twins("a space of no width", "A", "A\u200b"),
    *twins("a dash that is longer", "16-24", "16\u201324"),
    *twins("an apostrophe that is curled", "Travellers' site", "Travellers\u2019 site"),
    *twins("a joiner that nobody sees", "White", "Wh\u034fite"),
    *twins("a selector of variants", "White", "White\ufe0f"),
    *twins("a number beside its name", 2024, "2024", PANDAS),
    *twins("letters of full width", "A", "\uff21"),
    spelt("a trailing space", "White British "),
    spelt("a space that does not break", "White\u00a0British"),
    spelt("other capitals", "WHITE British"),
    spelt("two spaces", "White  British"),
    *(
        Bad(
            name=f"{kind} as keys, {verb.__name__}",
            columns=three(g=[value] * 3),
            call=verb,
            findings=each_row("unusable-key", "g", 0, 1, 2),
            kinds=kinds,
        )
        for verb in (counted, estimated)
        for kind, value, kinds in (
            ("lists", ["A"], EAGER),
            ("structs", {"a": 1}, EAGER),
            ("sets", {1}, PANDAS),
            ("arrays", np.array([1, 2]), PANDAS),
        )
    ),
    *(
        Bad(
            name=f"{kind} as keys, lazily, {verb.__name__}",
            columns=three(g=cells),
            call=verb,
            findings=each_row("unusable-key", "g", 0, 1, 2),
            kinds=LAZY,
        )
        for verb in (counted, estimated)
        for kind, cells in (
            ("lists", [["A"], ["B"], ["C"]]),
            ("objects", pl.Series([{1}, {2}, {3}], dtype=pl.Object)),
        )
    ),
    Bad(
        name="a covariate without a value",
        columns=three(x=["u", None, "w"]),
        call=lambda frame: adjusted(frame, covariates="x"),
        findings=[("missing-key", "x", 1)],
    ),
    Bad(
        name="a group in the index",
        columns=pd.DataFrame(three()).set_index("g"),
        call=estimated,
        says="no column is called 'g'. It is in the index: call reset_index() first. Known: n, t",
        kinds=AS_IT_IS,
    ),
]
