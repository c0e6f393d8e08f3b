"""The schemas of facial recognition: deployments, searches, and scores."""

from typing import Any

from disprop.alerts._deployment import PRINTED
from disprop.schemas._declared import Declared, Facts
from disprop.schemas._deployments import DEPLOYMENT, SCORES, SEARCHES
from disprop.schemas.column import day, flag, label, number, outcome, score, setting, text


class Deployments(Declared):
    """Deployments of live facial recognition, one row each, as the police print them.

    `alerts` is needed, and true and false alerts in one of two layouts: `true_alerts` and `false_alerts`, or
    each split into `_confirmed` and `_unconfirmed`. All other columns may be absent.

    What makes a row unusable is an error. What makes it other than it seems is a caution, so that the tables
    pass as published, with their traps named.

    Examples
    --------
    >>> from disprop import datasets, schemas
    >>> report = schemas.check(datasets.load("met-deployments-2023-2024"), schemas.Deployments)
    >>> report.ok
    True
    >>> print(next(f for f in report.cautions if f.rule == "alerts-do-not-sum").value)
    1, but their sum is 2
    """

    alerts: Any = outcome(of="faces_seen")
    true_alerts: Any | None = outcome(of="alerts")
    false_alerts: Any | None = outcome(of="alerts")
    true_alerts_confirmed: Any | None = outcome(of=("true_alerts", "engaged_alerts", "alerts"))
    true_alerts_unconfirmed: Any | None = outcome(of="alerts")
    false_alerts_confirmed: Any | None = outcome(of=("false_alerts", "engaged_alerts", "alerts"))
    false_alerts_unconfirmed: Any | None = outcome(of="alerts")
    unverified_alerts: Any | None = outcome(of="alerts")
    rejected_alerts: Any | None = outcome(of="alerts")
    lost_alerts: Any | None = outcome(of="alerts")
    engaged_alerts: Any | None = outcome(of="alerts")
    stops_on_true_alerts: Any | None = outcome(of=("true_alerts", "engaged_alerts", "alerts"))
    stops_on_false_alerts: Any | None = outcome(of=("false_alerts", "engaged_alerts", "alerts"))
    arrests_on_true_alerts: Any | None = outcome(of=("stops_on_true_alerts", "true_alerts", "arrests"))
    arrests_on_false_alerts: Any | None = outcome(of=("stops_on_false_alerts", "false_alerts", "arrests"))
    arrests_or_disposals: Any | None = outcome(of="alerts")
    arrests: Any | None = outcome(of="alerts")
    de_arrests: Any | None = outcome(of="arrests")
    charges: Any | None = outcome(of="arrests")
    other_disposal: Any | None = outcome()
    no_action: Any | None = outcome()
    faces_seen: Any | None = outcome()
    mated_passes: Any | None = outcome()
    non_mated_passes: Any | None = outcome()
    watchlist: Any | None = setting()
    threshold: Any | None = setting(whole=False)
    duration_minutes: Any | None = setting(whole=False)
    date: Any | None = day()
    date_as_printed: Any | None = day()
    location: Any | None = text()
    purpose: Any | None = text()
    use_case: Any | None = text()
    adjudicated_by: Any | None = text()
    printed_false_alert_rate: Any | None = text()
    flags: Any | None = text()

    _facts = Facts(
        rules=DEPLOYMENT, layouts=(tuple(PRINTED), tuple(name for names in PRINTED.values() for name in names))
    )


class Searches(Declared):
    """Searches of one image against many, such as those of custody images: one row for each month, force or system.

    A mated search is one of somebody who is in the bank. Who is has to be known for either error rate, so both kinds
    may be absent; false matches belong to the searches that are not mated. Candidates are images, and can be more than
    the searches.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame(
    ...     {"searches": [900], "mated_searches": [300], "non_mated_searches": [500], "bank": [20_000]}
    ... )
    >>> [(f.rule, f.value) for f in schemas.check(frame, schemas.Searches).cautions]
    [('searches-do-not-sum', '900, but their sum is 800')]
    """

    searches: Any = outcome()
    mated_searches: Any | None = outcome(of="searches")
    non_mated_searches: Any | None = outcome(of="searches")
    true_matches: Any | None = outcome(of=("mated_searches", "searches"))
    false_matches: Any | None = outcome(of=("non_mated_searches", "searches"))
    unverified_matches: Any | None = outcome(of="searches")
    candidates: Any | None = outcome()
    bank: Any | None = setting()
    candidates_at_most: Any | None = setting()
    threshold: Any | None = setting(whole=False)
    date: Any | None = day()
    system: Any | None = text()
    purpose: Any | None = text()
    adjudicated_by: Any | None = text()

    _facts = Facts(rules=SEARCHES)


class Scores(Declared):
    """Scores of a face recogniser, one row for each comparison or each candidate of a search.

    A mated score compares two images of one person. Where a search gives several candidates, `search` tells them apart,
    and `person` is who was in front of the camera. Where only some scores were kept, `kept_from` is the least of
    them, or `kept_to` the largest distance.

    Examples
    --------
    >>> import pandas as pd
    >>> from disprop import schemas
    >>> frame = pd.DataFrame({"score": [0.91, 0.55, 0.62], "mated": [1, 0, "no"], "kept_from": 0.6})
    >>> [(f.rule, f.position, f.value) for f in schemas.check(frame, schemas.Scores).errors]
    [('score-not-kept', 1, '0.55, but kept_from 0.6'), ('not-a-flag', 2, 'no')]
    """

    score: Any = score()
    mated: Any = flag()
    person: Any | None = label()
    search: Any | None = label()
    group: Any | None = label()
    system: Any | None = label()
    threshold: Any | None = number()
    kept_from: Any | None = number()
    kept_to: Any | None = number()
    date: Any | None = day()

    _facts = Facts(rules=SCORES)
