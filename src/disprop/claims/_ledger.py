"""The ledger: every claim with its finding, as a frame and as text."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from disprop._errors import refused
from disprop.claims.checks import check
from disprop.claims.claim import VERDICTS, Claim, Finding
from disprop.claims.sources import claims

COLUMNS = ("id", "report", "statement", "printed", *Finding("", "").to_dict(), "finding")


def ledger(selected: Iterable[Claim] | None = None) -> pd.DataFrame:
    """Return one row for each claim: the print, the verdict, and the figure with its interval or bounds.

    Parameters
    ----------
    selected
        The claims to check; by default every one of the two sets that come with disprop.

    Returns
    -------
    pandas.DataFrame
        Columns id, report, statement, printed, verdict, rounding, value, low, high, least, most,
        counts, missing, finding. Numbers are in the units of the print: `low` and `high` are the 95% sampling
        interval (an envelope where several counts fit), `least` and `most` what rounding allows.

    Raises
    ------
    DispropError
        As for `check`.

    Examples
    --------
    >>> from disprop import claims
    >>> frame = claims.ledger().set_index("id")
    >>> len(frame), frame.loc["bbw-175-85", "rounding"]
    (71, 'truncated')
    """
    chosen = claims().values() if selected is None else selected
    if isinstance(chosen, Claim) or not isinstance(chosen, Iterable):
        raise refused("the ledger", "takes a list of claims", chosen)
    return pd.DataFrame([_row(claim, check(claim)) for claim in chosen], columns=COLUMNS)


def ratios() -> pd.DataFrame:
    """Return the ledger of the claims with a label: the ratios between groups, for a forest plot.

    Returns
    -------
    pandas.DataFrame
        The columns of `ledger` after a column label, which names the ratio and how it is printed; value, low and
        high are missing for ratios that cannot be recomputed.

    Examples
    --------
    >>> from disprop import claims
    >>> claims.ratios()["verdict"].value_counts().sort_index().to_dict()
    {'consistent': 3, 'not recomputable': 5}
    """
    chosen = [claim for claim in claims().values() if claim.label]
    frame = ledger(chosen)
    frame.insert(0, "label", [f"{claim.label}: {_printed(claim)}" for claim in chosen])
    return frame


def verdicts(frame: pd.DataFrame) -> dict[str, int]:
    """Return how many figures of a ledger got each verdict, from the best to the worst.

    Parameters
    ----------
    frame
        A ledger.

    Returns
    -------
    dict
        Every verdict, those that nothing got with 0.

    Examples
    --------
    >>> from disprop import claims
    >>> claims.verdicts(claims.ledger())["contradicted"]
    2
    """
    return {verdict: int((frame["verdict"] == verdict).sum()) for verdict in reversed(VERDICTS)}


def _row(claim: Claim, finding: Finding) -> dict[str, object]:
    return {
        "id": claim.id,
        "report": claim.source,
        "statement": claim.statement,
        "printed": _printed(claim),
        **{name: cell for name, (cell,) in finding.to_dict().items()},
        "finding": " ".join(filter(None, [finding.sentence, claim.note])),
    }


def _printed(claim: Claim) -> str:
    figures = " / ".join(claim.figures)
    unit = f" per {claim.inputs['per']:,}" if claim.kind == "rate" else ""
    return f"not printed ({figures}{unit})" if claim.derived else f"{figures}{unit}"
