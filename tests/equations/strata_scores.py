"""The score of all strata, and the sums of Mantel and Haenszel, from the probabilities themselves at fifty digits.

A table has a row (x1, n1, x0, n0) for each stratum.
"""

from __future__ import annotations

from typing import Any

import mpmath
from mpmath import mpf

from equations.definitions import Equation, quantile
from equations.single import logarithmic
from equations.targets import Definition, Targets, clipped

Number = Any
Rows = list[tuple[Number, ...]]
HALF, FAR = mpf("0.5"), mpf("1e-17")  # a ratio as small as that, or its inverse, is the end of its range
INFINITE = ("risk ratio", "risk difference")
NEARLY = 1 - mpf("1e-13")  # as is such a difference of risks


def bisected(f: Any, low: Number, high: Number) -> Number:
    """Return where a falling function is 0: 200 halvings are 60 digits."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if f(middle) > 0 else (low, middle)
    return (low + high) / 2


def likeliest(measure: str, row: tuple[Number, ...], t: Number) -> tuple[Number, Number]:
    """Return p1 and p0 under the value t, where the derivative of the log-likelihood with p0 is 0."""
    x1, n1, x0, n0 = row
    rate = measure.startswith("rate")

    def p1(p0: Number) -> Number:
        if measure == "odds ratio":
            return t * p0 / (1 - p0 + t * p0)
        return t * p0 if measure.endswith("ratio") else p0 + t

    def slope(p0: Number) -> Number:
        p = p1(p0)
        by = {"odds ratio": t / (1 - p0 + t * p0) ** 2}.get(measure, t if measure.endswith("ratio") else 1)
        if rate:
            return by * (x1 / p - n1) + x0 / p0 - n0
        return by * (x1 / p - (n1 - x1) / (1 - p)) + x0 / p0 - (n0 - x0) / (1 - p0)

    least, most = mpmath.mpf(0), mpmath.mpf(10**6 if rate else 1)
    if measure.endswith("difference"):
        least, most = max(least, -t), most if rate else min(most, 1 - t)
    elif measure == "risk ratio":
        most = min(most, 1 / t)
    edge = mpmath.mpf(10) ** -45
    p0 = bisected(slope, least + edge, most - edge)
    return p1(p0), p0


def weight(measure: str, row: tuple[Number, ...], risks: tuple[Number, Number], t: Number) -> Number:
    """Return 1 over the variance that Miettinen and Nurminen, or the stratum itself, gives to its contrast."""
    (_, n1, _, n0), (p1, p0) = row, risks
    s1, s0 = {
        "rate ratio": (1, t),
        "rate difference": (p1, p0),
        "risk ratio": (1 - p1, t * (1 - p0)),
        "risk difference": (p1 * (1 - p1), p0 * (1 - p0)),
    }[measure]
    return 1 / (s1 / n1 + s0 / n0)


def weighted(measure: str, rows: Any, fits: Any, t: Number, weights: str) -> list[Number]:
    """Return the weight of each stratum."""
    if measure == "odds ratio":
        return [
            1 / (1 / (n1 * p1 * (1 - p1)) + 1 / (n0 * p0 * (1 - p0)))
            for (_, n1, _, n0), (p1, p0) in zip(rows, fits, strict=True)
        ]
    found = [n1 * n0 / (n1 + n0) for _, n1, _, n0 in rows]
    if weights == "inverse-variance":
        return [weight(measure, row, fit, t) for row, fit in zip(rows, fits, strict=True)]
    for _ in range(100 if weights == "miettinen-nurminen" else 0):
        means = tuple(sum(w * fit[i] for w, fit in zip(found, fits, strict=True)) / sum(found) for i in (0, 1))
        found = [weight(measure, row, means, t) for row in rows]
    return found


def moments(measure: str, row: tuple[Number, ...], risks: tuple[Number, Number], t: Number, bias: Number) -> Any:
    """Return the contrast of a stratum, its variance and its third moment."""
    (x1, n1, x0, n0), (p1, p0) = row, risks
    factor = 1 if measure.startswith("rate") else (n1 + n0) / (n1 + n0 - 1)
    rests = (1, 1) if measure.startswith("rate") else (1 - p1, 1 - p0)
    v1, v0 = p1 * rests[0] / n1, p0 * rests[1] / n0
    tilts = (1, 1) if measure.startswith("rate") else (1 - 2 * p1, 1 - 2 * p0)
    m1, m0 = v1 * tilts[0] / n1, v0 * tilts[1] / n0
    if measure == "odds ratio":
        w1, w0 = p1 * (1 - p1), p0 * (1 - p0)
        slope = (x1 / n1 - p1) / w1 - (x0 / n0 - p0) / w0 - bias * (p1 - p0) / (n1 * w1 + n0 * w0)
        return slope, factor * (v1 / w1**2 + v0 / w0**2), m1 / w1**3 - m0 / w0**3
    times = t if measure.endswith("ratio") else 1
    distance = x1 / n1 - times * x0 / n0 - (0 if measure.endswith("ratio") else t)
    return distance, factor * (v1 + times**2 * v0), m1 - times**3 * m0


def levelled(measure: str, row: tuple[Number, ...], weights: str) -> tuple[Number, ...]:
    """Return a stratum with 1/2 more in each cell where its inverse variance would be infinite at no difference."""
    x1, n1, x0, n0 = row
    ends = [(n1, n0), (0, 0)][: ("risk ratio", "risk difference").index(measure) + 1] if measure in INFINITE else []
    return (x1 + HALF, n1 + 1, x0 + HALF, n0 + 1) if weights == "inverse-variance" and (x1, x0) in ends else row


def score(measure: str, table: Any, t: Number, weights: str, *, skewed: bool) -> tuple[Number, Number]:
    """Return sum(w S) / sqrt(sum(w^2 V)) at the value t, and its bend, a sixth of its skewness."""
    rows = [levelled(measure, tuple(map(mpf, row)), weights) for row in table if row[1] > 0 and row[3] > 0]
    fits = [likeliest(measure, row, t) for row in rows]
    parts = [moments(measure, row, fit, t, skewed) for row, fit in zip(rows, fits, strict=True)]
    found = weighted(measure, rows, fits, t, weights)
    total, variance, third = (sum(w**k * part[k - 1] for w, part in zip(found, parts, strict=True)) for k in (1, 2, 3))
    return total / mpmath.sqrt(variance), third / (6 * variance ** mpf("1.5")) if skewed else mpf(0)


def beyond(measure: str, table: Any, weights: str, z: Number, *, skewed: bool) -> Equation:
    """Return how far the score, corrected for skewness or not, is above z."""

    def excess(t: Number) -> Number:
        plain, bend = score(measure, table, t, weights, skewed=skewed)
        inside = 1 + 4 * bend * (plain + bend)
        return plain - z - (z**2 - 1) * bend if inside < 0 else 2 * (plain + bend) / (1 + mpmath.sqrt(inside)) - z

    return excess


def stratified(measure: str, weights: str, *, skewed: bool = False) -> Definition:
    """Return where the score of all strata is z and -z, or the end that it does not get to."""
    ends = {"risk difference": (-NEARLY, NEARLY), "rate difference": (-mpmath.inf, mpmath.inf)}
    least, most = ends.get(measure, (FAR, 1 / FAR))

    def definition(x1: Any, n1: Any, x0: Any, n0: Any, a: mpf) -> Targets:
        table, z = list(zip(x1, n1, x0, n0, strict=True)), quantile(a)
        low, high = (beyond(measure, table, weights, each, skewed=skewed) for each in (z, -z))
        if silent(measure, table):
            return mpf(0), mpmath.inf
        if measure == "rate difference":
            return low, high
        none = nothing(measure, table)
        return (
            round_off(least) if none[0] or low(least) <= 0 else low,
            round_off(most) if none[1] or high(most) >= 0 else high,
        )

    return definition


def round_off(end: mpf) -> mpf:
    """Return the end of the range that a number near it stands for."""
    return {FAR: mpf(0), 1 / FAR: mpmath.inf}.get(end, mpmath.sign(end))


def nothing(measure: str, table: Any) -> tuple[bool, bool]:
    """Whether a ratio is 0 or infinite in every stratum that has both sides; of odds also by what is left."""
    rows = [row for row in table if row[1] > 0 and row[3] > 0]
    of_odds = measure == "odds ratio"
    return (
        not measure.endswith("difference") and all(x1 == 0 or (of_odds and x0 == n0) for x1, _, x0, n0 in rows),
        not measure.endswith("difference") and all(x0 == 0 or (of_odds and x1 == n1) for x1, n1, x0, _ in rows),
    )


def silent(measure: str, table: Any) -> bool:
    """Whether no stratum says anything of a ratio: nothing happened, or of odds nothing else."""
    if measure.endswith("difference"):
        return False
    both = [(x1 + x0, n1 + n0) for x1, n1, x0, n0 in table if n1 > 0 and n0 > 0]
    return all(m == 0 or (measure == "odds ratio" and m == n) for m, n in both)


def mantel_haenszel(measure: str) -> Definition:
    """Return the limits around R/S or (R - S)/W; as the score of the strata where a side has no events."""
    stratum = {"odds ratio": of_odds, "risk ratio": of_risks, "rate ratio": of_rates}.get(measure, of_difference)
    weights = "inverse-variance" if measure == "odds ratio" else "mantel-haenszel"

    def definition(x1: Any, n1: Any, x0: Any, n0: Any, a: mpf) -> Targets:
        table = list(zip(x1, n1, x0, n0, strict=True))
        used = [tuple(map(mpf, row)) for row in table if row[1] > 0 and row[3] > 0]
        if silent(measure, table):
            return mpf(0), mpmath.inf
        r, s, *v = (mpmath.fsum(each) for each in zip(*(stratum(measure, row) for row in used), strict=True))
        if not r or not s or of_one_kind(measure, used):
            return stratified(measure, weights)(x1, n1, x0, n0, a)
        if measure.endswith("ratio"):
            return logarithmic(r / s, v[0] / r**2 + v[1] / (r * s) + v[2] / s**2, a)
        return difference(r, s, v, a, ends=(-1, 1) if measure == "risk difference" else (-mpmath.inf, mpmath.inf))

    return definition


def difference(r: mpf, s: mpf, sums: list[mpf], a: mpf, *, ends: Any) -> Targets:
    """Return (R - S)/W -+ z sqrt(V)/W, whose variance may follow the difference."""
    w, variance, tilt = sums
    d = (r - s) / w
    half = quantile(a) * mpmath.sqrt(max(variance + d * tilt, mpf(0))) / w
    return clipped(d - half, d + half, ends)


def of_one_kind(measure: str, rows: Rows) -> bool:
    """Whether everything happened to everybody, or for a difference of risks on one side."""
    rests = not any(n1 - x1 for x1, n1, *_ in rows), not any(n0 - x0 for *_, x0, n0 in rows)
    return {"risk ratio": all(rests), "risk difference": any(rests)}.get(measure, False)


def of_rates(_: str, row: tuple[Number, ...]) -> tuple[Number, ...]:
    """Greenland and Robins 1985."""
    x1, t1, x0, t0 = row
    t = t1 + t0
    return x1 * t0 / t, x0 * t1 / t, 0, (x1 + x0) * t1 * t0 / t**2, 0


def of_risks(_: str, row: tuple[Number, ...]) -> tuple[Number, ...]:
    """Greenland and Robins 1985."""
    x1, n1, x0, n0 = row
    n = n1 + n0
    return x1 * n0 / n, x0 * n1 / n, 0, ((x1 + x0) * n1 * n0 - x1 * x0 * n) / n**2, 0


def of_odds(_: str, row: tuple[Number, ...]) -> tuple[Number, ...]:
    """Robins, Breslow and Greenland 1986."""
    x1, n1, x0, n0 = row
    n = n1 + n0
    r, s, p, q = x1 * (n0 - x0) / n, x0 * (n1 - x1) / n, (x1 + n0 - x0) / n, (x0 + n1 - x1) / n
    return r, s, p * r / 2, (p * s + q * r) / 2, q * s / 2


def of_difference(measure: str, row: tuple[Number, ...]) -> tuple[Number, ...]:
    """Greenland and Robins 1985 for rates; Sato, Greenland and Robins 1989 for risks, whose variance follows d."""
    x1, n1, x0, n0 = row
    n = n1 + n0
    sides = x1 * n0 / n, x0 * n1 / n, n1 * n0 / n
    if measure == "rate difference":
        return *sides, (x1 * n0**2 + x0 * n1**2) / n**2, 0
    tilt = (n1**2 * x0 - n0**2 * x1 + n1 * n0 * (n0 - n1) / 2) / n**2
    return *sides, (x1 * (n0 - x0) + x0 * (n1 - x1)) / (2 * n), tilt


MEASURES = {
    "rate ratio": ("mantel-haenszel", "miettinen-nurminen", "inverse-variance"),
    "rate difference": ("mantel-haenszel", "miettinen-nurminen"),
    "risk ratio": ("mantel-haenszel", "miettinen-nurminen", "inverse-variance"),
    "risk difference": ("mantel-haenszel", "miettinen-nurminen", "inverse-variance"),
    "odds ratio": ("inverse-variance", "miettinen-nurminen"),
}
SIMPLE = {
    "rate ratio": "greenland-robins",
    "rate difference": "greenland-robins",
    "risk ratio": "greenland-robins",
    "risk difference": "sato",
    "odds ratio": "robins-breslow-greenland",
}


def named(measure: str, weights: str) -> str:
    """Return the parameter, which names the weights where they are not the first."""
    return f"{measure} in strata" + ("" if weights == MEASURES[measure][0] else f" weighted by {weights}")


IN_STRATA: dict[tuple[str, str], Definition] = {
    **{
        (named(measure, weights), name): stratified(measure, weights, skewed=name == "scas")
        for measure, known in MEASURES.items()
        for weights in known
        for name in ("score", "scas")
    },
    **{(f"Mantel-Haenszel {measure}", name): mantel_haenszel(measure) for measure, name in SIMPLE.items()},
}
