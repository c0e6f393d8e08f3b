"""The smallest set of figures that contradict each other."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from disprop.imperfect._solver.rows import Box, Row
from disprop.imperfect._solver.search import Clock, OutOfTimeError, Search, asked


def conflict(figures: Mapping[Any, Sequence[Row]], firm: Sequence[Row], box: Box, clock: Clock) -> list[Any]:
    """Return the fewest figures that no counts in a finite box fit together; none where counts fit all of them.

    `firm` rows, such as that a total is the sum of its parts, are never blamed. Every contradictory set hits every
    escape: figures without which the rest fit. So the smallest set that hits all escapes found so far contradicts
    itself, and is then the smallest, or shows a new one (Ignatiev, Previti, Liffiton and Marques-Silva 2015).
    """
    escapes: list[set[Any]] = []
    while True:
        chosen = _smallest_hitting(escapes, list(figures), clock)
        escape = _escape(figures, firm, box, chosen, clock)
        if not escape:
            return chosen if escape is None else []
        escapes.append(escape)


def _escape(
    figures: Mapping[Any, Sequence[Row]], firm: Sequence[Row], box: Box, chosen: Collection[Any], clock: Clock
) -> set[Any] | None:
    """Return the figures that counts miss which fit the chosen ones, and miss the others by little; None for none."""
    rows, steps = [*firm, *(row for name in chosen for row in figures[name])], Box()
    for name in figures.keys() - set(chosen):
        for at, row in enumerate(figures[name]):
            least, most = row.ends(box)
            steps[step := ("off by", name, at)] = 0, max(row.low - least, most - row.high, 0)
            rows += [Row({**row.weights, step: 1}, low=row.low), Row({**row.weights, step: -1}, high=row.high)]
    found = Search(rows, [*box, *steps], clock).fitting({**box, **steps}, dict.fromkeys(steps, -1))
    return (
        None if found is None else {name for name, own in figures.items() if not all(row.holds(found) for row in own)}
    )


def _smallest_hitting(sets: Sequence[set[Any]], names: list[Any], clock: Clock) -> list[Any]:
    """Return the fewest names of which every set has one, in their order."""
    from scipy.optimize import LinearConstraint

    if not sets:
        return []
    hit = LinearConstraint(np.array([[name in each for name in names] for each in sets], float), 1, np.inf)
    found = asked(np.ones(len(names)), hit, (0, 1), clock)
    if found.status != 0:
        raise OutOfTimeError
    return [name for name, taken in zip(names, found.x, strict=True) if taken > 0.5]
