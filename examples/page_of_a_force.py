"""A page on one force: how often it used force on Black and White people, and where it stands among 43 forces.

    python examples/page_of_a_force.py [--force "West Yorkshire"] [--output DIR]

Prints the ratio and the rates; writes force.html, one file that needs nothing else.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd

from disprop import datasets, plot, rate, rate_ratio, report, tables

TWO = ["Black", "White"]
ASIDE = """Use of force as the police recorded it from April 2018 to March 2019, beside residents at the census of 2011.
An incident counts once for each tactic, and not everyone on whom force is used lives in the area: a rate says how much
force was used for every 10,000 residents, not how likely a resident is to meet it."""


def compared() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rates of both groups in each force, and the ratios of Black people to White."""
    used = datasets.load("use-of-force-2018-2019").replace("Black (or Black British)", "Black")
    census = datasets.load("census-2011").groupby(["force", "group"], as_index=False)["population"].sum()
    people = census.rename(columns={"group": "ethnicity"})
    used, people = (each[each["ethnicity"].isin(TWO)] for each in (used, people))
    names = {"tactics": "uses of force", "population": "residents"}
    used, people = used.rename(columns=names), people.rename(columns=names)
    counts: dict[str, Any] = {"columns": (*names.values(),)}
    both = tables.join_population(used, people, on=["force", "ethnicity"], **counts)
    rates = tables.estimate_by(both, rate, **counts, by=["force", "ethnicity"], per=10_000)
    ratios = tables.compare_by(both, rate_ratio, **counts, group="ethnicity", reference="White", within="force")
    return pd.DataFrame(rates), pd.DataFrame(ratios[ratios["note"] != "reference"])


def main() -> None:
    """Print what was found of one force, and write the page."""
    parser = argparse.ArgumentParser(description="Write a page on the use of force by one police force.")
    parser.add_argument("--force", default="West Yorkshire", help="the name of the force")
    parser.add_argument("--output", type=Path, default=Path("output"), help="the folder to write to")
    chosen = parser.parse_args()
    chosen.output.mkdir(parents=True, exist_ok=True)
    rates, ratios = compared()
    own, ratio = (each[each["force"] == chosen.force] for each in (rates, ratios))
    print(report.table(own, to="markdown"), report.table(ratio, to="markdown"), sep="\n\n")

    mpl.use("agg")
    title, forest = f"Use of force by the police of {chosen.force}", plot.forest(ratios, labels="force")
    parts = (ASIDE, own, ratio, "All 43 forces:", forest, ratios)
    report.page(title, *parts, path=chosen.output / "force.html")
    print("\nWritten: force.html")


if __name__ == "__main__":
    main()
