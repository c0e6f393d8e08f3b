"""What a column of a table holds."""

from dataclasses import dataclass
from typing import Literal, get_args

Key = Literal["key", "age"]
Number = Literal["count", "population", "outcome", "setting", "score", "level", "number"]
Kind = Key | Number | Literal["label", "flag", "date", "text"]
KEYS: tuple[Kind, ...] = get_args(Key)
NUMBERS: tuple[Kind, ...] = get_args(Number)


@dataclass(frozen=True, slots=True)
class Role:
    """What a column holds. `of` names the columns that it is a part of; without `needed` it may be absent.

    `ends` are the columns of the smallest and the largest number that a count may be, where it has such. Numbers may be
    `whole` only, with `gaps`, `signed` (below 0 too) and `endless` (infinite too).
    """

    kind: Kind
    whole: bool = False
    gaps: bool = False
    signed: bool = False
    endless: bool = False
    of: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    needed: bool = True

    @property
    def rules(self) -> tuple[str, ...]:
        """Return the rules that its numbers keep, in the order in which a cell is asked."""
        asked = {
            "missing": True,
            "infinite": not self.endless,
            "negative": not self.signed,
            "fractional": self.whole,
            "too-large": self.whole,
            "impossible-unit": self.kind == "population",
        }
        return tuple(rule for rule, is_asked in asked.items() if is_asked)
