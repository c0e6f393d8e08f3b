"""A page on the three reports on fingerprint scans: each printed ratio, what its counts allow, and every verdict.

    python examples/page_of_reports.py [--output DIR]

Prints how many figures got each verdict, and the ratios; writes reports.html, one file that needs nothing else.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl

from disprop import claims, plot, report

INTRODUCTION = """Three reports count how often the police scanned fingerprints in the street, and whose. Each figure
that they print is worked out again here from the counts printed beside it.

A ratio whose counts were not published cannot be worked out again. It stays in the table, with what is missing."""


def main() -> None:
    """Print the verdicts and the ratios, and write the page."""
    parser = argparse.ArgumentParser(description="Write a page on the reports on fingerprint scans.")
    parser.add_argument("--output", type=Path, default=Path("output"), help="the folder to write to")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)

    ledger = claims.ledger()
    ledger = ledger[ledger["id"].str.match("R[123]-")]
    ratios = claims.ledger().query("label != ''").assign(measure="ratio", level=0.95)
    ratios["label"] += ": " + ratios["printed"]
    ratios["note"] = "not published: " + ratios["missing"]
    ratios = ratios[["label", "value", "low", "high", "least", "most", "level", "measure", "note"]]
    for verdict, number in claims.verdicts(ledger).items():
        print(f"{number:3} {verdict}: {claims.MEANINGS[verdict]}")
    print(f"\n{report.table(ratios, to='markdown')}")

    mpl.use("agg")
    figures = [
        f"{row['statement']} Printed in {row['report'].split(':')[0]}: {row['printed']}. {row['finding']}"
        for row in ledger.to_dict("records")
    ]
    title = "What the reports on fingerprint scans print, and what their counts say"
    parts = (INTRODUCTION, ratios, plot.forest(ratios), "Each printed figure:", *figures)
    report.page(title, *parts, path=folder / "reports.html")
    print("\nWritten: reports.html")


if __name__ == "__main__":
    main()
