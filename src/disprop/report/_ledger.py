"""A checked ledger on a page: each figure with its verdict, and the proof from which anyone can work it out again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from disprop import _data
from disprop._tabled import in_html
from disprop.claims import Ledger, check, verdicts
from disprop.claims._amounts import Reading
from disprop.claims._ledger import referred
from disprop.claims.claim import Claim
from disprop.claims.text import reason, recomputed

PROVED = ("verdict", "said", "roundings", "value", "interval", "least", "most", "missing")
SECTIONS: dict[str, str] = _data.read("report", "sections.json")
READ_BY = "half-up"  # which rounding does not matter to what a table holds


def proofs(ledger: Ledger) -> list[dict[str, Any]]:
    """Return for each figure of a ledger all that is needed to work it out again, as plain data.

    Parameters
    ----------
    ledger : claims.Ledger
        What `claims.read` gave.

    Returns
    -------
    list of dict
        For each claim its id, the verdict and the finding, value, interval, least and most in the units of the print,
        the method of the interval, the version of disprop, the hash (SHA-256) of the claims file, and `ledger`: a
        claims file with this claim and whatever it rests on alone. Cells of tables are in it as numbers. A limit that
        is infinite is None.

    Examples
    --------
    >>> import json
    >>> from disprop import claims, report
    >>> claim = claims.Claim("oppose", "share", "93%", {"whole": "survey"})
    >>> (proof,) = report.proofs(claims.Ledger((claim,), populations={"survey": 115}))
    >>> proof["verdict"], proof["interval"]
    ('consistent', [87.21..., 96.71...])
    >>> claims.read(json.dumps(proof["ledger"])).check()["verdict"].to_list()
    ['consistent']
    """
    return [_proof(ledger, claim) for claim in ledger.claims]


def _proof(ledger: Ledger, claim: Claim) -> dict[str, Any]:
    finding = check(claim, ledger)
    method = "" if finding.estimate is None else finding.estimate.method
    made = {"method": method, "disprop": version("disprop"), "sha256": ledger.sha256}
    found = json.loads(json.dumps({name: getattr(finding, name) for name in PROVED}), parse_constant=lambda _: None)
    return {"claim": claim.id, **found, **made, "ledger": _alone(ledger, claim)}


def _alone(ledger: Ledger, claim: Claim) -> dict[str, Any]:
    """Return a claims file with a claim and what it rests on."""
    reading, todo, kept = Reading(ledger, READ_BY), [claim.id], dict[str, Any]()
    known = {**ledger.numbers, **{name: each.inputs for name, each in ledger.by_id.items()}}
    while todo:
        name = todo.pop()
        kept[name] = _untabled(known[name], reading)
        todo += [other for other in referred(kept[name]) if other in known and other not in kept]
    people, counts = ({n: kept[n] for n in own if n in kept} for own in (ledger.populations, ledger.counts))
    own = [replace(each, inputs=kept[each.id]) for each in ledger.claims if each.id in kept]
    return Ledger(tuple(own), populations=people, counts=counts).to_dict()


def _untabled(value: Any, reading: Reading) -> Any:
    """Return a number, or whatever holds numbers, with the cells of tables in it as numbers."""
    if isinstance(value, (list, tuple)):
        return [_untabled(each, reading) for each in value]
    if not isinstance(value, Mapping):
        return value
    if "table" in value and (cell := reading.number(value)):
        return {"between": [cell[0], cell[-1]]}
    return {name: _untabled(each, reading) for name, each in value.items()}


def in_page(ledger: Ledger) -> str:
    """Return every figure of a ledger in the order of the reports, each with its verdict and its proof."""
    frame = ledger.check()
    parts = [in_html(tally(frame)).join(("<p>", "</p>"))]
    for source, rows in frame.groupby("report", sort=False):
        parts.append("" if len(rows) == len(frame) else f"<h2>{in_html(source)}</h2>")
        parts += [_figure(row, ledger) for row in rows.to_dict("records")]
    return "".join(parts)


def tally(frame: Any) -> str:
    """Return how many figures there are, and how many got each verdict."""
    found = [f"{count} {verdict}" for verdict, count in verdicts(frame).items() if count]
    return f"{len(frame)} figure{'s' * (len(frame) != 1)}: {', '.join(found) or 'none was found'}"


def _figure(row: dict[Any, Any], ledger: Ledger) -> str:
    proof = json.dumps(_proof(ledger, ledger.by_id[row["id"]]), ensure_ascii=False, indent=1)
    cells = {**row, "recomputed": recomputed(row), "reason": reason(row), "proof": proof}
    return SECTIONS["figure"].format_map({name: in_html(cell) for name, cell in cells.items()})
