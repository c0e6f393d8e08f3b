"""Draw the pictures of the documentation: `python -m tools.pictures` writes them, `--check` says which would differ."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from scipy import stats

from disprop import (
    alerts,
    areas,
    cleaning,
    datasets,
    disparity,
    imperfect,
    models,
    periods,
    planning,
    plot,
    proportion,
    rate,
    rate_ratio,
    risk_ratio,
    surveys,
    tables,
)
from disprop.estimate import Estimate
from tools import sheets

DOCS = Path(__file__).parents[1] / "docs"


def known_in_part() -> Axes:
    """Return three rates, two of them of counts that were withheld."""
    cells = imperfect.marked(["<5", 12, "*"], rule={"*": (5, 9)})
    labels = ["North: <5 of 900", "Centre: 12 of 2,600", "South: * (5 to 9) of 1,400"]
    axes = plot.forest(rate(cells, [900, 2_600, 1_400]).per(10_000), labels=labels)
    axes.set_xlabel("rate per 10,000")
    return axes


def averages() -> Axes:
    """Return all averages of one ratio over five areas."""
    group, reference = ([30, 0, 4, 9, 12], [1_000, 200, 300, 800, 900]), ([60, 3, 9, 2, 5], [8_000, 900, 700, 90, 800])
    return plot.forest(areas.averages(group=group, reference=reference))


def not_stated() -> Axes:
    """Return a ratio of a month of searches, by what is assumed of those whose group was not stated."""
    seen, both = {"White": 61, "Black": 24, "Asian": 48}, "White Black other"
    rows = {"White": (632, 2, 25), "Black": (1, 67, 16), "Asian": (11, 1, 348)}
    named = {code: dict(zip(both.split(), row, strict=True)) for code, row in rows.items()}
    second = imperfect.second_source(seen, group="Black", reference="White", both=named)
    black, white = (72, 72_257), (647, 1_801_352)
    return plot.forest(imperfect.not_stated(group=black, reference=white, others=405, unstated=139, second=second))


def doubts() -> Axes:
    """Return what five doubts leave of the ratio of scans in West Yorkshire."""
    ratio = rate_ratio(group=(33, 46_476), reference=(352, 1_761_205))
    ranges: dict[str, tuple[float, float]] = {
        "specificity": (0.95, 1),
        "unmeasured": (1, 2),
        "selection": (0.9, 1.2),
        "recoded": (0, 5),
        "group population": (46_476, 55_000),
    }
    return plot.tornado(imperfect.sensitivity(ratio, ranges))


def tightened() -> Axes:
    """Return the counts that a table of West Yorkshire would withhold, by their mark and by its totals."""
    searches = pd.DataFrame(datasets.load("west-yorkshire-stops-2021-08"))
    true = pd.crosstab(searches["Officer-defined ethnicity"], searches["Outcome"], margins=True, margins_name="All")
    printed = true.astype(object).mask((true > 0) & (true < 5), "<5")
    found = imperfect.tighten(printed, totals="All", rule={"<5": (1, 4)})
    rows = tables.to_frame(found).query("printed_low < printed_high").iloc[::-1].reset_index(drop=True)
    figure = Figure(figsize=(7, 3.6), layout="constrained")
    axes = figure.add_subplot()
    axes.hlines(rows.index, rows["printed_low"], rows["printed_high"], color=plot.COLOURS["bounds"], linewidth=9)
    axes.hlines(rows.index, rows["low"], rows["high"], color=plot.COLOURS["interval"], linewidth=3)
    axes.plot([*rows["low"], *rows["high"]], [*rows.index, *rows.index], "o", color=plot.COLOURS["interval"])
    axes.set_yticks(rows.index, rows["name"])
    axes.set_xticks(range(1, 5))
    axes.set_xlabel("what <5 says (band), and what the totals leave of it")
    return axes


def which_population() -> Axes:
    """Return a ratio under the populations of two censuses, and one whose population is known to 0 to 30%."""
    other, white = {"2011": 1_102, "2021": 4_351}, {"2011": 696_484, "2021": 737_532}
    days = dict(zip(other, ("2011-03-27", "2021-03-21"), strict=True))
    for people in (other, white):
        censuses = {day: people[year] for year, day in days.items()}
        people["middle of the year"] = imperfect.interpolated(censuses, period=periods.Period("2018-04", "2019-03"))
    drift = imperfect.by_population(rate_ratio, group=(48, other), reference=(5_409, white))
    ratios = {f"Lincolnshire, {name}": each for name, each in drift.population.items()}
    ratios["Lincolnshire, any of these"] = drift.together
    for cv in (0.0, 0.1, 0.2, 0.3):
        group = (33, imperfect.estimated(46_476, cv=cv))
        ratios[f"33 events, population known to {cv:.0%}"] = rate_ratio(group=group, reference=(352, 1_761_205))
    return plot.forest(ratios)


def foi_answer() -> Axes:
    """Return the ratios of an answer in which one count is withheld."""
    keys = ["Area", "Ethnicity"]
    read = cleaning.read_table(DOCS.parent / "examples" / "foi_answer.csv").frame
    known = tables.tighten_by(read, by=keys, count="Stops", totals={"Ethnicity": "Total"})
    stated = known[known["Ethnicity"] != "Not stated"]
    columns = ("Stops", "Residents")
    found = tables.compare_by(stated, rate_ratio, columns=columns, group=keys[1], reference="White", within="Area")
    compared = found[found["note"] != "reference"]
    return plot.forest(compared.assign(label=compared["Area"] + ", " + compared["Ethnicity"]))


def readings() -> Axes:
    """Return three readings of one figure of West Yorkshire."""
    found = disparity.readings(group=(143, 189_708), whole=(679, 2_226_058), reference=(352, 1_761_205))
    names = {"share": "share ratio", "others": "beside all others", "reference": "beside White residents"}
    return plot.forest({names[name]: each for name, each in found.estimates.items()})


def power() -> Axes:
    """Return the power to find a ratio of rates in West Yorkshire after one, two and five years."""
    rate, ratios = 352 / 1_761_205, [1 + step / 20 for step in range(61)]
    axes = Figure(figsize=(7, 3.6), layout="constrained").add_subplot()
    for years, style in ((1, "-"), (2, "--"), (5, ":")):
        sides = [(each * rate, years * 46_476) for each in ratios]
        reference = (rate, years * 1_761_205)
        chances = [planning.power(group=side, reference=reference, measure="rate ratio") for side in sides]
        axes.plot(ratios, chances, style, color=plot.COLOURS["interval"], label=f"{years} year{'s'[: years > 1]}")
    axes.set_xlabel("rate ratio")
    axes.set_ylabel("power: chance that it is found")
    axes.set_ylim(0, 1.02)
    axes.legend(frameon=False)
    return axes


def _one_by_one(answers: pd.Series[Any]) -> Estimate:
    """Return the share of answers as if each had been drawn by itself."""
    return surveys.Survey(weights=[1] * len(answers)).share(answers)


def survey() -> Axes:
    """Return two shares of answers drawn in clusters, each beside what it were if they had been drawn one by one."""
    schools = pd.read_csv(DOCS.parent / "examples" / "survey_schools.csv")
    drawn = surveys.Survey(weights=schools["pw"], clusters=schools["dnum"], all_clusters=schools["fpc"])
    reached = schools["sch.wide"] == "Yes"
    regions, weights = ["north"] * 120 + ["south"] * 120, [10, 12, 14, 11, 25, 30, 22, 28] * 30
    asked = surveys.Survey(weights=weights, strata=regions, clusters=list("abcdefgh") * 30)
    black = pd.Series([True, False, False, False, False] * 48)
    stopped = pd.Series([int(i * i % 23 < (6 if i % 5 == 0 else 2)) for i in range(240)])
    return plot.forest(
        {
            "schools, as if drawn one by one": _one_by_one(reached),
            "schools, by district": drawn.share(reached),
            "schools, by district, as R has it": drawn.share(reached, method="beta"),
            "Black people, as if asked one by one": _one_by_one(stopped[black]),
            "Black people, by place and weight": asked.share(stopped, among=black),
        }
    )


def looks() -> Axes:
    """Return the share of false alerts after each deployment, and the moment when a claim about it fell."""
    table = datasets.load("met-deployments-2023-2024")
    seen = disparity.monitor(table["false_alerts_confirmed"], table["alerts"], measure="proportion", claim=0.01)
    axes, top = plot.timeline(table["date"].tolist(), seen.looks, claim=seen.claim), 0.15
    beyond = table.loc[seen.looks.high > top, "date"]
    axes.plot(beyond, [top] * len(beyond), "^", clip_on=False, label=f"upper limit above {top}")
    axes.set_ylim(0, top)
    quarters = pd.date_range("2023-04", "2025-01", freq="QS")
    axes.set_xticks(quarters.to_numpy(), quarters.strftime("%b %Y").tolist())
    axes.legend(frameon=False)
    return axes


def weeks() -> Axes:
    """Return the ratio of searches in four weeks in West Yorkshire, Asian over White, with its trend."""
    asian, white = ([127, 56, 89, 124], 372_728), ([175, 149, 119, 195], 1_801_352)
    found = periods.ratio_trend(group=asian, reference=white, times=[1, 2, 3, 4])
    axes = plot.timeline([1, 2, 3, 4], rate_ratio(group=asian, reference=white), pooled=found.fitted)
    axes.set_xticks([1, 2, 3, 4], [f"week {number}" for number in (1, 2, 3, 4)])
    axes.set_ylabel("rate ratio, Asian over White")
    axes.set_ylim(0, 10)
    return axes


def courts() -> Axes:
    """Return the stages of juvenile courts in the United States in 2020."""
    black, white = [129_700, 83_400, 39_200, 13_000], [159_200, 83_500, 42_300, 9_500]
    names = ["referred", "petitioned", "adjudicated", "placed"]
    found = disparity.stages(names, group=(black, 2_468_900), reference=(white, 8_752_200))
    return plot.waterfall(found)


def thresholds() -> Axes:
    """Return hit rates of three groups of drivers in Rhode Island, and beside them the thresholds of their searches."""
    table = pd.read_csv(DOCS.parent / "tests" / "data" / "stanford_thresholds_county.csv").query("state == 'RI'")
    names: dict[str, Any] = {"stops": "num_stops", "searches": "num_searches", "hits": "num_hits"}
    how: dict[str, Any] = {"group": "driver_race", "area": "location_variable", "reference": "White drivers"}
    found = models.threshold_test(table, **names, **how)
    sums = table.groupby("driver_race")[["num_hits", "num_searches"]].sum().loc[list(found.groups)]
    figure = Figure(figsize=(9, 2.2))
    axes: list[Axes] = list(figure.subplots(1, 2))
    left, right = axes
    plot.forest(proportion(sums["num_hits"], sums["num_searches"]), labels=found.groups, ax=left)
    plot.forest(found.threshold, labels=[""] * 3, ax=right)
    left.set_xlabel("hit rate: finds of searches")
    right.set_xlabel("threshold: searched from this chance of a find on")
    figure.tight_layout()
    return right


def forces() -> Estimate:
    """Return the ratios of the use of force, Black over White, of 43 forces."""
    tactics = datasets.load("use-of-force-2018-2019").pivot_table("tactics", index="force", columns="ethnicity")
    census = datasets.load("census-2011")
    people = census.pivot_table("population", index="force", columns="group", aggfunc="sum").loc[tactics.index]
    group = tactics["Black (or Black British)"], people["Black"]
    return rate_ratio(group=group, reference=(tactics["White"], people["White"]))


def beside_the_typical() -> Axes:
    """Return the forces between the limits of the typical one."""
    x1, t1, x0, t0 = forces().data.values()
    typical = areas.pool(group=(x1, t1), reference=(x0, t0)).ratio.value
    axes = plot.funnel(areas.funnel(forces(), target=float(typical)))
    axes.set_ylim(0, 33)  # as far as the outer limits go
    return axes


def year_of_stops() -> pd.DataFrame:
    """Return the counts of 36 forces in 2021, a column for each group."""
    stops = pd.DataFrame(datasets.load("stops-2019-2021"))
    by_year = stops.pivot_table("stops", index="force", columns="year", aggfunc="sum")
    holed = by_year.index[by_year.min(axis=1) < by_year.max(axis=1) / 3]
    whole = stops[~stops["force"].isin([*holed, "South Yorkshire", "Thames Valley"]) & (stops["year"] == 2021)]
    return whole.pivot_table(index="force", columns="ethnicity", aggfunc="sum")


def stops_beside_the_typical() -> Axes:
    """Return the ratios of stops of 36 forces between the limits of the typical one."""
    table = year_of_stops()
    black, white = ((table["stops"][group], table["population"][group]) for group in ("Black", "White"))
    typical = areas.pool(group=black, reference=white).ratio.value
    return plot.funnel(areas.funnel(rate_ratio(group=black, reference=white), target=float(typical)))


def stop_and_arrest() -> Axes:
    """Return how much of the disparity of arrests is there at the stop."""
    sums = year_of_stops().sum()
    black, white = (
        ([sums["stops"][group], sums["arrests"][group]], sums["population"][group]) for group in ("Black", "White")
    )
    return plot.waterfall(disparity.stages(["stopped", "arrested"], group=black, reference=white))


def unequal() -> Axes:
    """Return the index of disparity of force used on five groups, in four forces."""
    tactics = pd.DataFrame(datasets.load("use-of-force-2018-2019"))
    force = tactics.pivot_table(index="force", columns="ethnicity", values="tactics", aggfunc="sum")
    census = pd.DataFrame(datasets.load("census-2011"))
    people = census.pivot_table(index="force", columns="group", values="population", aggfunc="sum")
    force["Black"] = force["Black (or Black British)"]
    force["Asian"] = force["Asian (or Asian British)"] + force["Chinese"]
    small, groups = ["Cumbria", "Gloucestershire", "Lincolnshire", "Warwickshire"], [*people.columns]
    found = disparity.inequality(force.loc[small, groups], people.loc[small, groups], draws=500)
    axes = plot.forest(dict(zip(small, found["disparity_index"], strict=True)), reference=0, log=False)
    axes.set_xlabel("index of disparity of force used on five groups (95% CI); 0 is equality")
    return axes


def several() -> Axes:
    """Return arrests after a search in West Yorkshire beside those of White people, with simultaneous intervals."""
    ratios = risk_ratio(group=([52, 22, 0], [413, 109, 12]), reference=(136, 720))
    found = disparity.several(dict(zip(("Asian", "Black", "Other"), ratios, strict=True)))
    axes = plot.forest(found.simultaneous)
    axes.set_xlabel("risk ratio of arrest beside White people (95% for all three at once)")
    return axes


def of_two_forces() -> Axes:
    """Return the ratios of the first tutorial, with the lowest count that a mark allows."""
    places = [(force, group) for force in ("Northshire", "Southshire") for group in ("White", "Black", "Arab")][:5]
    counts = pd.DataFrame(places, columns=["force", "ethnicity"]).assign(scans=[352, 33, 0, 120, 0])
    people = counts.assign(residents=[1_761_205, 46_476, 6_330, 900_000, 4_100])
    columns = ("scans", "residents")
    ratios = tables.compare_by(
        people, rate_ratio, columns=columns, group="ethnicity", reference="White", within="force"
    )
    compared = ratios[ratios["ethnicity"] != "White"]
    return plot.forest(compared.assign(label=compared["force"] + ", " + compared["ethnicity"]))


def whose_alerts() -> Axes:
    """Return a share of false alerts beside what the share of all faces may be."""
    found = alerts.share_vs_base(8, 10, base=(0.13, 0.30))
    low, high = found.base
    axes = plot.forest({"Black people, of 10 wrongly flagged": found.share})
    axes.axvspan(low, high, color=plot.COLOURS["bounds"], label="of all faces: 13% to 30%")
    axes.set_xlim(0, 1)
    axes.set_xlabel("share (95% CI)")
    axes.legend(frameon=False, loc="upper left", bbox_to_anchor=(0, 1.4))
    return axes


def all_levels() -> Axes:
    """Return the ratio of scans in West Yorkshire at all levels."""
    return plot.confidence_curve(rate_ratio(group=(33, 46_476), reference=(352, 1_761_205)))


def of_kent() -> Axes:
    """Return stops per 1,000 residents in Kent in three years, of two groups."""
    stops = pd.DataFrame(datasets.load("stops-2019-2021"))
    kent = stops[stops["force"] == "Kent"].assign(
        label=lambda rows: rows["ethnicity"] + ", " + rows["year"].astype(str)
    )
    rates = tables.estimate_by(
        kent, rate, columns=("stops", "population"), by=["ethnicity", "year", "label"], per=1_000
    )
    return plot.bars(rates)


def how_often_right() -> Axes:
    """Return how often 95% limits of a share of 20 hold what is true, by four methods."""
    counts, true = np.arange(21), np.linspace(0.002, 0.998, 499)
    chances = stats.binom.pmf(counts[:, np.newaxis], 20, true)
    axes = Figure(figsize=(7, 3.6), layout="constrained").add_subplot()
    methods: dict[Any, str] = {"clopper-pearson": "interval", "mid-p": "true", "wilson": "bounds", "wald": "false"}
    for method, colour in methods.items():
        found: Any = proportion(counts, 20, method=method)
        holds = (found.low[:, np.newaxis] <= true) & (true <= found.high[:, np.newaxis])
        axes.plot(true, (chances * holds).sum(axis=0), color=plot.COLOURS[colour], label=method, linewidth=1)
    axes.axhline(0.95, color=plot.COLOURS["unknown"], linestyle="--", linewidth=1)
    axes.set_xlabel("true share, of which 20 are seen")
    axes.set_ylabel("how often the limits hold it")
    axes.set_ylim(0.8, 1)
    axes.legend(frameon=False, loc="lower center", ncols=2)
    return axes


def averages_of_forces() -> Axes:
    """Return every average of the ratios of 43 forces."""
    x1, t1, x0, t0 = forces().data.values()
    return plot.forest(areas.averages(group=(x1, t1), reference=(x0, t0)))


def of_a_month() -> Axes:
    """Return the ratios of a month of searches in West Yorkshire, White residents beside each other group."""
    stops = cleaning.read_stops(datasets.load("west-yorkshire-stops-2021-08")).frame
    people = stops[stops["type"] != "Vehicle search"]
    said = {"from_": "data-police-uk-self-defined", "to": "5+1", "column": "self_defined_ethnicity"}
    grouped = tables.crosswalk(people, **said, name="group")
    searches = tables.count_by(grouped.dropna(subset="group"), by="group", name="searches")
    census = datasets.load("census-2021").query("force == 'West Yorkshire'")
    residents = census.groupby("group", as_index=False)["population"].sum()
    how: dict[str, Any] = {"columns": ("searches", "population"), "accept": "events without population"}
    joined = tables.join_population(searches, residents, on="group", **how)
    columns = how["columns"]
    found = tables.compare_by(joined, rate_ratio, columns=columns, group="group", reference="White")
    return plot.forest(found[found["group"] != "White"], labels="group")


PICTURES: dict[str, Callable[[], Axes]] = {
    "how-to/foi-answer.svg": foi_answer,
    "how-to/known-in-part.svg": known_in_part,
    "how-to/look-every-week.svg": looks,
    "how-to/before-and-after.svg": weeks,
    "how-to/plan-a-study.svg": power,
    "how-to/survey.svg": survey,
    "how-to/tighten.svg": tightened,
    "how-to/not-stated.svg": not_stated,
    "how-to/what-would-have-to-be-true.svg": doubts,
    "how-to/which-reading.svg": readings,
    "how-to/stages.svg": courts,
    "how-to/outcome-test.svg": thresholds,
    "how-to/many-areas.svg": beside_the_typical,
    "how-to/many-areas-ranks.svg": lambda: plot.forest(areas.ranks(forces())),
    "how-to/inequality.svg": unequal,
    "how-to/many-comparisons.svg": several,
    "how-to/whose-alerts.svg": whose_alerts,
    "start/first-ratio.svg": of_two_forces,
    "start/forces.svg": averages_of_forces,
    "start/stops.svg": of_a_month,
    "start/year-of-stops-funnel.svg": stops_beside_the_typical,
    "start/year-of-stops-stages.svg": stop_and_arrest,
    **sheets.pictures(),
    "reference/averages.svg": averages,
    "reference/bars.svg": of_kent,
    "reference/confidence-curve.svg": all_levels,
    "explanation/coverage-curves.svg": how_often_right,
    "explanation/which-population.svg": which_population,
}


def drawn(name: str, folder: Path) -> str:
    """Return the text of a picture, drawn anew into a folder."""
    path = folder / Path(name).name
    plot.save_svg(PICTURES[name](), path)
    return path.read_text(encoding="utf-8")


def main() -> int:
    """Write every picture, or name those that are out of date."""
    with TemporaryDirectory() as folder:
        texts = {name: drawn(name, Path(folder)) for name in PICTURES}
    if "--check" not in sys.argv:
        for name, text in texts.items():
            (DOCS / name).write_text(text, encoding="utf-8")
        return 0
    old = [name for name, text in texts.items() if (DOCS / name).read_text(encoding="utf-8") != text]
    for name in old:
        print(f"docs/{name}: drawn anew it differs; run python -m tools.pictures")
    return int(bool(old))


if __name__ == "__main__":
    sys.exit(main())
