"""What is to be known of a statistic before it is called."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter


@dataclass(frozen=True, slots=True)
class Statistic:
    """A function of counts, and what is to be known of it before it is called.

    Attributes
    ----------
    name : its public name, such as "strata.mantel_haenszel".
    asks : the question that it answers.
    counts : the names of its counts: of one side, or of each.
    joins : whether it adds up over strata, the last axis of its counts.
    parts : whether the first count is a part of the second.
    pairs : whether the second is of whom the first is counted: no events without people.
    sides : which of `group=`, `reference=` and `whole=` it takes.
    models : whether it takes a frame, and the names of its columns.
    rises : how it moves with each count of a side (of the reference the other way round): 1 up, -1 down, 0 either.
    options : what else it takes.
    """

    name: str
    asks: str
    counts: tuple[str, ...]
    joins: bool
    parts: bool
    pairs: bool
    sides: tuple[str, ...]
    models: bool
    rises: Mapping[str, int]
    options: Mapping[str, Parameter]
    call: Callable[..., object]

    @property
    def compares(self) -> bool:
        """Whether it compares with a reference, of which it takes the same counts."""
        return "reference" in self.sides

    @property
    def indirect(self) -> bool:
        """Whether it sets what was observed beside what is expected."""
        return self.counts[1:] == ("expected",)

    def of_parts(self, options: Mapping[str, object]) -> bool:
        """Return whether the first count is a part of the second: of several strata the measure says so."""
        return self.parts or not str(options.get("measure", "rate ratio")).startswith("rate")

    @property
    def needs(self) -> list[str]:
        """The options that it cannot do without."""
        return [name for name, option in self.options.items() if option.default is Parameter.empty]
