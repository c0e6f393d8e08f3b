"""Write the names of methods as Literal types, from the families, so that a misspelt one is an error to type checkers.

python -m tools.method_names           write src/disprop/_methods.py
python -m tools.method_names --check   fail where it is out of date
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap

from disprop._arrays import SIDES
from disprop.intervals import FAMILIES, OF

TARGET = Path(__file__).parents[1] / "src/disprop/_methods.py"
HEAD = '''"""The names of methods and sides for type checkers; `make names` writes this file from the families."""

from typing import Literal

'''
LINE = 120
MEASURES = ("rate ratio", "risk ratio", "odds ratio", "rate difference", "risk difference")
# Each type, and the families whose methods one parameter chooses from. A family of one method alone has no choice.
TYPES = {
    "ProportionMethod": ("proportion", "share ratio"),
    "RateMethod": ("rate", f"rate {OF}"),
    "RateRatioMethod": ("rate ratio", f"rate ratio {OF}"),
    "RateDifferenceMethod": ("rate difference", f"rate difference {OF}"),
    "RiskRatioMethod": ("risk ratio",),
    "RiskDifferenceMethod": ("risk difference",),
    "OddsRatioMethod": ("odds ratio", "ratio of rate ratios"),
    "MantelHaenszelMethod": tuple(f"Mantel-Haenszel {measure}" for measure in MEASURES),
    "StratifiedScoreMethod": tuple(parameter for parameter in FAMILIES if " in strata" in parameter),
    "PooledDeploymentsMethod": ("proportion, by deployment", "mean proportion", "typical proportion", "mean rate"),
    "DirectRateMethod": ("directly standardised rate",),
    "DirectRateRatioMethod": ("directly standardised rate ratio", "directly standardised rate ratio to the whole"),
    "DirectRateDifferenceMethod": ("directly standardised rate difference",),
    "McNemarMethod": ("odds ratio of discordant pairs",),
    "PairedDifferenceMethod": ("difference of paired proportions", "difference of paired proportions, by person"),
    "PairedRatioMethod": ("ratio of paired proportions", "ratio of paired proportions, by person"),
    "RocAreaMethod": ("area under the ROC curve",),
    "PredictiveValueMethod": (*(name for name in FAMILIES if "predictive value" in name), "break-even prevalence"),
    "PredictedCountMethod": ("predicted count",),
}
IN_BOTH = {"RiskMethod": ("risk ratio", "risk difference")}  # one choice for two families: what both have
BESIDE = {"PooledDeploymentsMethod": ("clopper-pearson",)}  # of deployments that are taken to be alike
# What several families make alike of two intervals by MOVER, and two of them.
MOVERS = {
    "MoverOfRates": ("rate ratio", "rate difference"),
    "MoverOfProportions": ("risk ratio", "risk difference"),
    "MoverOfDirectRates": ("directly standardised rate ratio", "directly standardised rate difference"),
}
# The method follows from the model and the clusters, or belongs to an estimator that has some of them.
UNASKED = ("adjusted rate ratio", "pooled log ratio", "pooled ratio")


def text() -> str:
    """Return the file: the type of sides, and those of methods."""
    types = {"Sides": [*SIDES]}
    types |= {name: [*dict.fromkeys(_methods(of)), *BESIDE.get(name, ())] for name, of in TYPES.items()}
    types |= {name: _in_both(*of) for name, of in IN_BOTH.items()}
    movers = {name: [each for each in _in_both(*of) if each.startswith("mover-")] for name, of in MOVERS.items()}
    shared = [_type(name, words, {}) for name, words in movers.items()]
    return HEAD + "".join([*shared, *(_type(name, words, movers) for name, words in types.items())])


def _methods(families: Iterable[str]) -> list[str]:
    return [method for family in families for method in FAMILIES[family].methods]


def _in_both(one: str, other: str) -> list[str]:
    return [method for method in FAMILIES[one].methods if method in FAMILIES[other].methods]


def untyped() -> list[str]:
    """Return the families that leave a choice of methods and have no type."""
    typed = {*UNASKED, *(family for families in TYPES.values() for family in families)}
    return [parameter for parameter, family in FAMILIES.items() if len(family.methods) > 1 and parameter not in typed]


def _type(name: str, words: list[str], movers: dict[str, list[str]]) -> str:
    """Return a type, in several lines if it is long; what two families make alike by MOVER has a type of its own."""
    within = [mover for mover, own in movers.items() if {*own} <= {*words}]
    quoted = [f'"{word}"' for word in words if not any(word in movers[mover] for mover in within)]
    rest = "".join(f" | {mover}" for mover in within)
    if len(line := f"{name} = Literal[{', '.join(quoted)}]{rest}\n") <= LINE + 1:
        return line
    lines = wrap(", ".join(quoted), LINE - len(f"{name} = Literal[]"), break_on_hyphens=False)
    listed = [*(f"Literal[{line.rstrip(',')}]" for line in lines), *within]
    apart = " | " if len(" | ".join(listed)) <= LINE - len("    ") else "\n    | "
    return f"{name} = (\n    {apart.join(listed)}\n)\n"


def main() -> int:
    """Write the file, or say that it is out of date."""
    faults = [f"{parameter}: has methods and no type in tools/method_names.py" for parameter in untyped()]
    if "--check" not in sys.argv:
        TARGET.write_text(text(), encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != text():
        faults.append(f"{TARGET.name}: the families have other methods; run `make names`")
    print("\n".join(faults) or f"{len(TYPES)} types name the methods of {len(FAMILIES)} families")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
