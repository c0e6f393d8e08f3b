"""Figures that the reports do not print but that follow from their counts; each is computed, bounded or refused."""

import math
from typing import Any

import pandas as pd

from disprop import _data, alerts, proportion
from disprop._errors import DispropError
from disprop.alerts import Deployment
from disprop.alerts._deployment import COUNTS
from disprop.claims.checks._readings import limits, number
from disprop.claims.sources import observed
from disprop.estimate import Estimate, remade
from disprop.imperfect._spans import Span

COLUMNS = ("question", "outcome", "value", "low", "high", "finding")
Row = tuple[str, str, float, float, float, str]
UNKNOWN = (math.nan, math.nan, math.nan)
BANK = 200_000_000  # images that Mobile Fortify searches, as 404 Media reported
FALSE_POSITIVES = 0.001  # 1 in 1,000 searches, the limit of NIST SP 800-63A
NPL_RATE, NPL_WATCHLIST = 1 / 6_000, 10_000  # National Physical Laboratory, March 2023

_COUNTS: dict[str, Any] = {name: count for name, count in observed("met-2018-12").items() if name in COUNTS}
ESSEX = "Met trials seen by Essex"
TRIALS = observed("essex-2019")
WRONG = TRIALS["stopped"] - TRIALS["verified_correct"]
UNVERIFIED = TRIALS["rejected_by_operators"] + TRIALS["lost"]
ALL_TRIALS = Deployment(true_alerts=TRIALS["verified_correct"], false_alerts=WRONG, unverified_alerts=UNVERIFIED)
DEPLOYMENTS = {"Met, December 2018": Deployment(**_COUNTS), ESSEX: ALL_TRIALS}
# Of each question the deployments that it asks of, and the function of their counts that answers it.
QUESTIONS: list[tuple[str, str, str, dict[str, Any]]] = _data.read("claims", "derived.json")


def also_computed() -> pd.DataFrame:
    """Return figures on alerts that were not printed, each computed, bounded, or refused with the reason.

    Returns
    -------
    pandas.DataFrame
        Columns question, outcome ("computed", "bounded" or "refused"), value, low, high, finding. `low` and
        `high` are the 95% interval of a computed figure, and for a bounded one the interval of its bounds.

    Examples
    --------
    >>> from disprop import claims
    >>> claims.also_computed().query("outcome == 'refused'")["finding"].iloc[0]
    'false_alert_rate divides by faces_seen, which this deployment did not publish...'
    """
    share = proportion(TRIALS["verified_correct"], TRIALS["stopped"])
    share = remade(share, phrase="{part} of {whole} people stopped were the person on the watchlist")
    stopped = _computed(f"{ESSEX}: which share of the people stopped was on the watchlist?", share)
    return pd.DataFrame([*(_answer(*each) for each in QUESTIONS), stopped, _unverified(), *_banks()], columns=COLUMNS)


def _answer(of: str, asked: str, statistic: str, options: dict[str, Any]) -> Row:
    try:
        return _computed(f"{of}: {asked}", getattr(alerts, statistic)(DEPLOYMENTS[of], **options))
    except DispropError as reason:
        return f"{of}: {asked}", "refused", *UNKNOWN, str(reason)


def _computed(question: str, found: Estimate) -> Row:
    return question, "computed", float(found.value), float(found.low), float(found.high), str(found)


def _unverified() -> Row:
    """Bound the share of true alerts when each of those never verified may have been either."""
    found = alerts.precision(ALL_TRIALS)
    shares = Span(100 * float(found.least), 100 * float(found.most))
    never = f"{UNVERIFIED} of {TRIALS['alerts']} alerts were never verified and may have been either."
    question = f"{ESSEX}: which share of alerts can have been true?"
    return question, "bounded", math.nan, float(found.low), float(found.high), f"{limits(shares)}%: {never}"


def _banks() -> list[Row]:
    """Say what the size of an image bank does; these follow from no counts and have no interval."""
    needed = float(alerts.fmr_needed(FALSE_POSITIVES, BANK))
    smaller = float(alerts.rescale_fpir(NPL_RATE, from_size=NPL_WATCHLIST, to_size=NPL_WATCHLIST // 10))
    searches = f"1 in 6,000 at {NPL_WATCHLIST:,} becomes 1 in {number(1 / smaller, 6)}, printed as 1 in 60,000."
    rate = f"A search of {BANK:,} images needs a false match rate of {needed:.3g} for that."
    asked = "A bank of 200 million images: which false match rate gives 1 false positive in 1,000 searches?"
    other = "NPL, watchlist of 1,000: how many searches for one false positive?"
    numbers = ((asked, needed, rate), (other, 1 / smaller, searches))
    return [(question, "computed", value, *UNKNOWN[1:], finding) for question, value, finding in numbers]
