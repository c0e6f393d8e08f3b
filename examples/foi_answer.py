"""From an answer to a Freedom of Information request to bounded ratios, in one go: foi_answer.csv is invented.

    python examples/foi_answer.py [--output DIR]

Prints what was read, what was asked, and a sentence for each ratio; writes the ratios, and a forest plot of them.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from disprop import cleaning, plot, rate_ratio, schemas, tables

ANSWER = Path(__file__).with_name("foi_answer.csv")
KEYS = ["Area", "Ethnicity"]


def main() -> None:
    """Print sentences, and write ratios.csv and ratios.svg."""
    parser = argparse.ArgumentParser(description="Read an answer to a request, and compare its groups.")
    parser.add_argument("--output", type=Path, default=Path("output"), help="the folder to write to")
    folder = parser.parse_args().output
    folder.mkdir(parents=True, exist_ok=True)

    cleaned = cleaning.read_table(ANSWER)
    print(cleaned)
    known = tables.tighten_by(cleaned.frame, by=KEYS, count="Stops", totals={"Ethnicity": "Total"})
    stated = known[known["Ethnicity"] != "Not stated"]  # whose ethnicity is not known has no population
    print(schemas.check(stated, schemas.Events, keys=KEYS, counts="Stops", populations="Residents"))
    how: dict[str, Any] = {"columns": ("Stops", "Residents"), "group": "Ethnicity", "reference": "White"}
    ratios = tables.compare_by(stated, rate_ratio, **how, within="Area")
    compared = ratios[ratios["note"] != "reference"]
    for row in compared.to_dict("records"):
        print(sentence(row))

    ratios.to_csv(folder / "ratios.csv", index=False)
    mpl.use("Agg")
    labelled = compared.assign(label=compared["Area"] + ", " + compared["Ethnicity"])
    plot.save_svg(plot.forest(labelled), folder / "ratios.svg")
    plt.close("all")


def sentence(row: Mapping[Any, Any]) -> str:
    """Return what a row of the result says."""
    span = f"{row['least']:.2f}" if row["least"] == row["most"] else f"between {row['least']:.2f} and {row['most']:.2f}"
    interval = f"({row['level']:.0%} CI {row['low']:.2f} to {row['high']:.2f})"
    return f"{row['Area']}: {row['Ethnicity']} people were stopped {span} times as often as White people {interval}"


if __name__ == "__main__":
    main()
