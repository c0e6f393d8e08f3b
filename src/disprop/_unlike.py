"""What does not compare: two estimates that differ in a word of what they rest on."""

from collections.abc import Callable, Iterable, Sequence

from disprop import _data
from disprop._errors import DispropError, advised, one_of, refused
from disprop.estimate import Estimate
from disprop.periods import Period, parse
from disprop.periods._rates import PERSON_YEARS, is_timed, years_of

# Why two estimates that differ in a word do not compare; of populations that are estimates the interval has the errors.
WHY: dict[str, str] = _data.read("unlike.json")
NEVER = ("counted", "over")
UNVERIFIED = "unverified"
NONE, NO_EFFECT, EITHER_WAY = "none", "of no effect", "taken either way"  # what became of alerts never verified
ACCEPTABLE = tuple(word for word in WHY if word not in NEVER)
CARRIED = (NONE, NO_EFFECT, EITHER_WAY)  # what these alerts may be is in least and most


def words_of(accept: str | Sequence[str], known: Sequence[str] = ACCEPTABLE) -> tuple[str, ...]:
    """Return the words in which two sides may differ, each one that is known."""
    if not isinstance(accept, Iterable):
        raise refused("accept", f"must be words such as {known[0]!r}", accept)
    words = (accept,) if isinstance(accept, str) else tuple(accept)
    for word in words:
        one_of("thing to accept", word, known)
    return words


def refuse_unlike(group: Estimate, reference: Estimate, accepted: Sequence[str]) -> None:
    """Refuse two estimates that differ in a word, unless that is accepted; unlike lengths of time never are."""
    _refuse_lengths(group, reference)
    for word in WHY:
        why = RULES.get(word, _differ)(word, group, reference)
        if why and word not in accepted:
            hint = "" if word in NEVER else f'; accept="{word}" compares them all the same'
            both = f"{_said(group, word)} for group and {_said(reference, word)} for reference"
            got = (group.basis.get(word), reference.basis.get(word))
            raise advised(f"{word} is {both}: {why}", hint, what=word, got=got)


def _said(side: Estimate, word: str) -> str:
    return repr(side.basis[word]) if word in side.basis else "not said"


def _differ(word: str, group: Estimate, reference: Estimate) -> str:
    """Return why two texts of a word do not compare; nothing where they are one."""
    return WHY[word] if group.basis.get(word) != reference.basis.get(word) else ""


def _fates(word: str, group: Estimate, reference: Estimate) -> str:
    """Return why two fates of alerts never verified do not compare."""
    carried = all(side.basis.get(word) in CARRIED for side in (group, reference))
    return "" if carried else _differ(word, group, reference)


def _periods(word: str, group: Estimate, reference: Estimate) -> str:
    """Return why two periods do not compare: of days that are in both, the events are on both sides."""
    one, other = (_period(side) for side in (group, reference))
    if one is None or other is None:
        return _differ(word, group, reference)
    if one == other or not (common := one.common(other)):
        return ""
    return (
        f"events of {common} would be on both sides, and the interval takes the sides for independent. Compare periods "
        "without a common day, unless the people are different"
    )


RULES: dict[str, Callable[[str, Estimate, Estimate], str]] = {"period": _periods, UNVERIFIED: _fates}


def _period(side: Estimate) -> Period | None:
    """Return the period of an estimate; none where it says none, or one in other words."""
    try:
        return parse(side.basis["period"])
    except (KeyError, DispropError):
        return None


def _refuse_lengths(group: Estimate, reference: Estimate) -> None:
    """Refuse two rates over periods of unlike lengths: a longer one has more events."""
    sides = (group, reference)
    if not all(is_timed(side) and _period(side) for side in sides) or years_of(group) == years_of(reference):
        return
    one, other = (_length(side) for side in sides)
    hint = "; compare periods.annualised(group) with periods.annualised(reference)"
    said = f"period is {one} for group and {other} for reference: rates over different lengths of time do not compare"
    raise advised(said, hint, what="period", got=(group.basis["period"], reference.basis["period"]))


def _length(rate: Estimate) -> str:
    period = parse(rate.basis["period"])
    if PERSON_YEARS in rate.data:
        return f"a year ({period}, annualised)"
    return f"{period.length if years_of(rate).is_integer() else f'{period.days} days'} ({period})"
