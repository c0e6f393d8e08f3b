"""Recompute every figure of the reports, and write the ledger and a forest plot of the ratios.

    python examples/reproduce_reports.py --output DIR

Each printed figure is reproduced with an interval, bounded by what its rounding allows, or refused with the reason.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib import pyplot as plt

from disprop import claims, plot


def main() -> None:
    """Print the ledger and write ledger.csv, ledger.md, forest.svg and forest.png."""
    parser = argparse.ArgumentParser(description="Recompute every figure of the reports.")
    parser.add_argument("--output", type=Path, default=Path("output"), help="the folder to write to")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)

    ledger = claims.ledger()
    print(f"{claims.KEY}\n\n{claims.to_text(ledger)}")
    print(f"\n{len(ledger)} printed figures")
    for verdict, number in claims.verdicts(ledger).items():
        print(f"{number:4} {verdict}: {claims.MEANINGS[verdict]}")

    ledger.to_csv(folder / "ledger.csv", index=False)
    page = f"# Printed figures\n\n{claims.KEY}\n\n{claims.to_markdown(ledger)}"
    (folder / "ledger.md").write_text(page, encoding="utf-8")
    draw(ledger.query("label != ''"), folder)
    print(f"\nWritten to {folder}: {', '.join(sorted(path.name for path in folder.iterdir()))}")


def draw(ratios: pd.DataFrame, folder: Path) -> None:
    """Draw the ratios with their sampling intervals, and behind them what the rounded counts allow."""
    mpl.use("agg")
    figure, axes = plt.subplots(figsize=(9.5, 5), layout="constrained")
    plot.forest(ratios.assign(label=ratios["label"] + ": " + ratios["printed"], note=ratios["verdict"]), ax=axes)
    axes.set_xlabel("ratio (intervals: 95%, for every count that the print allows)")
    plot.save_svg(axes, folder / "forest.svg")
    figure.savefig(folder / "forest.png", dpi=150)


if __name__ == "__main__":
    main()
