"""The tables of the documentation that are written from the library when the pages are built, as Markdown."""

from __future__ import annotations

import csv
from typing import Any

from disprop import alerts, claims, datasets
from disprop.alerts._metrics import METRICS
from disprop.claims.claim import FORM
from disprop.intervals import FAMILIES, Family, Method
from tools.pages.names import DOCS
from tools.pages.works import cited


def methods_table() -> str:
    """Return every family of intervals with its methods, as Markdown."""
    return "\n\n".join(family_table(family) for family in FAMILIES.values())


Line = dict[str, str]


def coverage_study(level: str = "0.95") -> dict[tuple[str, str], Line]:
    """Return the lines of the written coverage study by family and method."""
    with (DOCS / "explanation" / "coverage.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return {(line["family"], line["method"]): line for line in lines if line["level"] == level}


STUDY = coverage_study()
NOT_STUDIED = dict.fromkeys(("mean", "minimum", "relative_width"), "nan")  # what a new method has until the study runs


def family_table(family: Family) -> str:
    """Return one family: its name, then a line for each method."""
    head = "| method | what the limits solve | coverage: mean, minimum | when to use | source |\n|---|---|---|---|---|"
    lines = (method_line(family, method) for method in family.methods.values())
    return "\n".join([f"**{family.parameter}**\n", head, *lines])


def method_line(family: Family, method: Method) -> str:
    """Return the line of one method; the defaults and the conservative ones are marked."""
    marks = [word for word, holds in marks_of(family, method).items() if holds]
    name = f"`{method.name}`" + (f" ({', '.join(marks)})" if marks else "")
    equation = method.equation.replace("|", "\\|")
    studied = STUDY.get((family.parameter, method.name), NOT_STUDIED)
    covers = f"{percent(studied['mean'])}, {percent(studied['minimum'])}"
    return f"| {name} | `{equation}` | {covers} | {when_to_use(family, method, studied)} | {cited(method.reference)} |"


def percent(share: str) -> str:
    """Return a share as a percentage with one decimal, never rounded up."""
    return "not studied" if share == "nan" else f"{int(float(share) * 1000) / 10:.1f}%"


def when_to_use(family: Family, method: Method, studied: Line) -> str:
    """Return advice that follows from the studies; the page on which interval says more."""
    minimum, width = (float(studied[name]) for name in ("minimum", "relative_width"))
    advice = {
        "unless you have a reason not to": method.name == family.default,
        "for one limit, and when the level has to be a promise": method.name == family.one_sided,
        "when the level has to be a promise": method.conservative,
        "where every heavy stratum has 5 events or more": (
            family.parameter.startswith("directly") and method.name.endswith(TOO_NARROW)
        ),
        "to reproduce the figures of others": minimum < FAR_BELOW,
        "when narrower limits matter": width < 1,
        "when your field expects it": True,
    }
    return next(words for words, holds in advice.items() if holds)


FAR_BELOW = 0.8
TOO_NARROW = ("normal", *(f"dobson-{name}" for name in FAMILIES["rate"].methods))  # see the study of rare strata


def coverage_table() -> str:
    """Return the coverage study at 95% as Markdown: a table for each family, and a plot where there is one."""
    return "\n\n".join(family_coverage(family) for family in dict.fromkeys(family for family, _ in STUDY))


def family_coverage(family: str) -> str:
    """Return the table of one family, and its plot if it has one."""
    head = "| method | mean | minimum | too low | too high | width |\n|---|---|---|---|---|---|"
    lines = [coverage_line(method, line) for (of, method), line in STUDY.items() if of == family]
    plot = f"coverage-{family.replace(' ', '-')}.svg"
    drawn = (DOCS / "explanation" / plot).exists()
    return "\n".join([f"**{family}**\n", head, *lines, "", f"![Coverage of every method]({plot})" if drawn else ""])


def coverage_line(name: str, line: Line) -> str:
    """Return the cells of one method."""
    cells = (percent(line[column]) for column in ("mean", "minimum", "interval_below", "interval_above"))
    return f"| `{name}` | {' | '.join(cells)} | {float(line['relative_width']):.2f} |"


def defaults_table() -> str:
    """Return the defaults of each family, with the mean and minimum coverage of the interval, as Markdown."""
    lines = [
        f"| {family.parameter} | `{family.default}` | {percent(line['mean'])} | {percent(line['minimum'])} "
        f"| `{family.default_for('lower')}` |"
        for family in FAMILIES.values()
        if family.denominators and (line := STUDY.get((family.parameter, family.default)))
    ]
    return "\n".join(["| of a | interval | mean coverage | minimum | one limit |\n|---|---|---|---|---|", *lines])


def marks_of(family: Family, method: Method) -> dict[str, bool]:
    """Return what is worth saying beside the name of a method."""
    of_both, of_one = (method.name == family.default_for(sides) for sides in ("two", "lower"))
    return {
        "default": of_both and of_one,
        "default of two sides": of_both and not of_one,
        "default of one side": of_one and not of_both,
        "conservative": method.conservative,
    }


def verdicts_table() -> str:
    """Return how many figures got each verdict, as Markdown."""
    counts = claims.ledger()["verdict"].value_counts()
    return "\n".join(["| verdict | figures |", "|---|---|", *(f"| {verdict} | {n} |" for verdict, n in counts.items())])


def ledger_table() -> str:
    """Return the ledger of printed figures, one table for each report, as Markdown."""
    return claims.to_markdown(claims.ledger()).replace("## ", "### ")


def kinds_table() -> str:
    """Return the kinds of claims with what each prints and its inputs, and what else a claim has, as Markdown."""
    head = "| kind | prints | inputs | needed to recompute it |\n|---|---|---|---|"
    lines = (
        f"| `{kind}` | {about['prints']} | {listed(about['inputs'])} | {listed(about['needs'])} |"
        for kind, about in claims.KINDS.items()
    )
    inputs = "\n".join(f"| `{name}` | {about['what']} |" for name, about in FORM["inputs"].items())
    common = "\n".join(f"| `{name}` | {what} |" for name, what in FORM["common"].items())
    return "\n".join(
        [head, *lines, "\n| input | what it is |\n|---|---|", inputs, "\n| also | what it is |\n|---|---|", common]
    )


def listed(names: list[str]) -> str:
    """Return names as code."""
    return ", ".join(f"`{name}`" for name in names)


def requests_table() -> str:
    """Return every rate of alerts with the counts that it needs, as Markdown."""
    head = "| question | rate | counts to ask for |\n|---|---|---|"
    lines = (
        f"| {METRICS[name].question} | `{name}` | {', '.join(f'`{count}`' for count in counts)} |"
        for name, counts in alerts.counts_needed().items()
    )
    return "\n".join([head, *lines])


def datasets_table() -> str:
    """Return the datasets with how many rows each has, as Markdown."""
    head = "| name | what it is | rows | columns |\n|---|---|---|---|"
    known = {name: datasets.describe(name) for name in datasets.names()}
    lines = (
        f"| `{name}` | {each['title']} | {rows_of(datasets.load(name)):,} | {len(fields_of(each)) or 'a claims file'} |"
        for name, each in known.items()
    )
    return "\n".join([head, *lines])


def rows_of(loaded: Any) -> int:
    """Return how many rows a table has, or a claims file claims."""
    return len(loaded["claims"] if isinstance(loaded, dict) else loaded)


def columns_table() -> str:
    """Return each dataset: what to know before using it, where it is from, and what its columns mean, as Markdown."""
    return "\n\n".join(dataset_columns(name, datasets.describe(name)) for name in datasets.names())


def dataset_columns(name: str, about: dict[str, Any]) -> str:
    """Return one dataset, and a line for each of its columns."""
    licences = ", ".join(dict.fromkeys(licence["title"] for licence in about["licenses"]))
    lines = [f"| `{field['name']}` | {field['type']} | {field['description']} |" for field in fields_of(about)]
    table = "\n".join(["| column | type | meaning |\n|---|---|---|", *lines]) if lines else ""
    return f"**{name}**\n\n{about['description']}\n\nLicence: {licences}.\n\n{table}"


def fields_of(about: dict[str, Any]) -> list[dict[str, str]]:
    """Return the columns of a dataset; claims have none."""
    fields: list[dict[str, str]] = about.get("schema", {"fields": []})["fields"]
    return fields


TABLES = {
    "coverage": coverage_table,
    "defaults": defaults_table,
    "methods": methods_table,
    "verdicts": verdicts_table,
    "ledger": ledger_table,
    "kinds": kinds_table,
    "requests": requests_table,
    "datasets": datasets_table,
    "columns": columns_table,
}
