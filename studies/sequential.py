"""Both errors of sequential plans, and how many passes they take, added up exactly: here, and with Wald's bounds.

Run it with `make sequential-study`; it writes docs/explanation/sequential.md. Nothing is drawn: every course that a
trial can take is added up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from disprop.planning import SequentialPlan
from disprop.planning.sequential import Lines, outcome
from studies.machine import PAGES, stamp, table

RATES = (
    (1 / 60_000, (1 / 20_000, 1 / 6_000)),
    (1 / 6_000, (1 / 4_000, 1 / 3_000, 1 / 1_000)),
    (0.01, (0.015, 0.02, 0.05, 0.1)),
    (0.1, (0.15, 0.2, 0.3, 0.6)),
    (0.3, (0.5, 0.9)),
)
ALLOWED = ((0.05, 0.05), (0.05, 0.1), (0.01, 0.2), (0.2, 0.05))


@dataclass(frozen=True, slots=True)
class Enumerated:
    """What is allowed, and what Wald's bounds and ours give: both errors, and the passes at the unacceptable rate."""

    plan: SequentialPlan
    wald: tuple[float, float, float]
    ours: tuple[float, float, float]
    formula: float

    @property
    def allowed(self) -> tuple[float, float]:
        """Return both errors that the plan allows."""
        return self.plan.reject_wrongly, self.plan.accept_wrongly

    def exceeds(self) -> bool:
        """Return whether an error of Wald's bounds is above what is allowed."""
        return any(got > allowed for got, allowed in zip(self.wald, self.allowed, strict=False))


def measured(plan: SequentialPlan, lines: Lines) -> tuple[float, float, float]:
    """Return both errors, and the mean number of passes at the unacceptable rate."""
    good, bad = outcome(lines, plan.acceptable), outcome(lines, plan.unacceptable)
    return good.rejected, bad.accepted, bad.passes


def formula(plan: SequentialPlan, lines: Lines) -> float:
    """Return the passes at the unacceptable rate by Wald's formula, which leaves out the overshoot."""
    drift = plan.unacceptable * lines.error + (1 - plan.unacceptable) * lines.silence
    return (plan.accept_wrongly * lines.low + (1 - plan.accept_wrongly) * lines.high) / drift


def study() -> Iterator[Enumerated]:
    """Yield what every plan gives."""
    for acceptable, others in RATES:
        for unacceptable in others:
            for a, b in ALLOWED:
                plan = SequentialPlan(
                    acceptable=acceptable, unacceptable=unacceptable, reject_wrongly=a, accept_wrongly=b
                )
                wald = Lines(*plan.steps, float(np.log(b / (1 - a))), float(np.log((1 - b) / a)))
                ours = measured(plan, Lines(*plan.steps, *plan.bounds))
                yield Enumerated(plan, measured(plan, wald), ours, formula(plan, wald))


PAGE = """# Both errors of a sequential plan

[`planning.SequentialPlan`](../reference/planning) looks after every pass and stops when the answer is clear. It
promises two things: a system with the acceptable error rate is not rejected more often than is allowed, and one with
the unacceptable rate not accepted more often. Wald's bounds, log(b / (1 - a)) and log((1 - b) / a), take a trial to end
exactly at a bound. It ends beyond it, so that one of the errors may be larger than allowed, and a trial takes longer
than his formula says. Here the bounds are those nearest to 0 at which neither error is larger.

Each line is one plan. Nothing is drawn: the chances of every course of a trial are added up, and are exact.
"Wrongly" is rejected at the acceptable rate, and accepted at the unacceptable one. Passes are the mean at the
unacceptable rate.

{table}

{summary}

{stamp}
"""
HEAD = (
    "acceptable",
    "unacceptable",
    "allowed",
    "Wald: wrongly",
    "here: wrongly",
    "Wald: passes",
    "his formula",
    "here",
)


def row(found: Enumerated) -> tuple[object, ...]:
    """Return one line of the table."""
    plan = found.plan
    errors = (" and ".join(f"{each:.2%}" for each in pair[:2]) for pair in (found.wald, found.ours))
    passes = (
        f"{each:,.4g}" if each < 1_000 else f"{each:,.0f}" for each in (found.wald[2], found.formula, found.ours[2])
    )
    return _rate(plan.acceptable), _rate(plan.unacceptable), _allowed(found), *errors, *passes


def _rate(rate: float) -> str:
    return f"1 in {1 / rate:,.0f}" if rate < 0.01 else f"{rate:.3g}"


def _allowed(found: Enumerated) -> str:
    return " and ".join(f"{each:.0%}" for each in found.allowed)


def summary(found: list[Enumerated]) -> str:
    """Return in words how often Wald's bounds exceed what they allow, and by how much his formula is off."""
    over = sum(each.exceeds() for each in found)
    most = max(got / allowed for each in found for got, allowed in zip(each.wald, each.allowed, strict=False))
    ours = max(got / allowed for each in found for got, allowed in zip(each.ours, each.allowed, strict=False))
    short = max(1 - each.formula / each.wald[2] for each in found)
    saved = [1 - each.ours[2] / each.wald[2] for each in found]
    return (
        f"Of {len(found)} plans Wald's bounds exceed what is allowed in {over}, by up to {most - 1:.1%} of it.\n"
        f"His formula is up to {short:.0%} too low. Here no error exceeds it: the largest is {ours:.2%} of it.\n"
        f"A trial of the unacceptable rate takes {min(saved):.0%} to {max(saved):.0%} fewer passes than by his bounds."
    )


def main() -> None:
    """Run the study and write its page."""
    found = list(study())
    page = PAGE.format(
        table=table(HEAD, [row(each) for each in found]),
        summary=summary(found),
        stamp=stamp("make sequential-study", "disprop", "numpy", "scipy"),
    )
    (PAGES / "sequential.md").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
