"""Tables of deployments that are no deployments."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bad_tables.entry import AS_IT_IS, EAGER, EVERY, Bad, Columns, each_row
from disprop import alerts
from disprop.tables import deployment_of

SOUND: Columns = {"alerts": [3, 4], "true_alerts": [2, 2], "false_alerts": [1, 2], "faces_seen": [100, 200]}


def lists(name: str, *findings: Any, kinds: tuple[str, ...] = EVERY, **columns: Any) -> Bad:
    """Return the table with other columns; those that are None are left out."""
    changed = {column: cells for column, cells in {**SOUND, **columns}.items() if cells is not None}
    return Bad(name=name, columns=changed, call=deployment_of, findings=findings, kinds=kinds)


def says(name: str, sentence: str, **columns: Any) -> Bad:
    return Bad(name=name, columns={**SOUND, **columns}, call=deployment_of, says=sentence, kinds=EVERY)


BAD = [
    lists("no false alerts", ("missing-column", "false_alerts", None), false_alerts=None),
    lists("a misspelt column", ("misspelt-column", "face_seen", None), faces_seen=None, face_seen=[100, 200]),
    lists("faces as text", *each_row("thousands-separator", "faces_seen", 0, 1), faces_seen=["1,000", "2,000"]),
    lists("fewer than no faces", ("negative", "faces_seen", 0), faces_seen=[-1, 200]),
    lists("half an alert", ("fractional", "alerts", 1), alerts=[3.0, 4.5]),
    lists("alerts that are true", *each_row("boolean", "true_alerts", 0, 1), true_alerts=[True, True]),
    lists("a row without faces", ("missing", "faces_seen", 1), faces_seen=[100, None]),
    lists("more alerts than faces", ("part-above-whole", "alerts", 0), faces_seen=[2, 200]),
    lists("days as Excel counts them", *each_row("date-unreadable", "date", 0, 1), date=[43_831, 43_832]),
    lists("a day that is none", ("date-unreadable", "date", 1), date=["2024-01-31", "31 February 2024"]),
    lists(
        "no rows",
        ("empty-frame", None, None),
        kinds=EAGER,
        **dict.fromkeys(SOUND, pd.Series([], dtype=float)),
    ),
    says(
        "alerts that do not add up",
        "alerts must not exceed true_alerts + false_alerts; got 9 of 4 in row 1; one of the two is wrong: "
        "mend it, or leave the row out and say so; alerts of which nobody "
        "established which they were belong in unverified_alerts",
        alerts=[3, 9],
    ),
    says(
        "rows that two decided",
        "one adjudicated_by at a time; got 'officers', 'a panel': split the table by it",
        adjudicated_by=["officers", "a panel"],
    ),
    says(
        "a number for who decided",
        "adjudicated_by must be text, such as 'officers'; got 1",
        adjudicated_by=[1, 1],
    ),
    *(
        Bad(
            name=f"a deployment of {kind}",
            columns=frame,
            call=deployment_of,
            says=f"frame must be a data frame such as pandas or Polars; got {kind}",
            kinds=AS_IT_IS,
        )
        for kind, frame in (("dict", SOUND), ("NoneType", None), ("list", [3, 4]))
    ),
    Bad(
        name="a deployment with a misspelt count",
        columns={"true_alert": 2, "false_alerts": 1},
        call=lambda counts: alerts.Deployment(**counts),
        says="alerts.Deployment takes no true_alert=. Did you mean 'true_alerts'?",
        kinds=AS_IT_IS,
    ),
]
