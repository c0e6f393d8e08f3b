"""What is to be known of a statistic before it is called, and where its counts stand in a call.

They stand by themselves, in a pair, or as the fields of a record.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from inspect import Parameter, signature
from typing import Any, NamedTuple

from disprop._sets import Between, Uncertain

Path = tuple[str, str | int]  # the name of an argument, and the place or the field within it
# Arguments that hold two or three counts, unless they are counts themselves, and how a statistic moves with each.
PAIRS = {
    **dict.fromkeys(("group", "events", "mated", "non_mated"), 1),
    **dict.fromkeys(("reference", "whole", "population"), -1),
    **dict.fromkeys(("standard", "true_alerts", "false_alerts"), 0),
}
ITSELF = ""


class Statistic(NamedTuple):
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
        """Whether it compares with a reference, or with a whole, of which it takes the same counts."""
        return bool({"reference", "whole"} & {*self.sides})

    @property
    def within_whole(self) -> bool:
        """Whether it cannot do without the whole that the group is in."""
        return "whole" in self.sides and signature(self.call).parameters["whole"].default is Parameter.empty

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


def sides_of(own: Statistic) -> set[str]:
    """Return the arguments of a statistic that are pairs of counts."""
    return {*PAIRS} - {*own.counts}


def in_turn(name: str, value: Any, sides: set[str], gather: Callable[[str, Any], Any]) -> Any:
    """Return an argument with its counts gathered from lists: those of a pair one by one."""
    if name in sides and isinstance(value, (tuple, list)):
        return tuple(gather(name, each) for each in value)
    return gather(name, value)


def put(arguments: Mapping[str, Any], numbers: Mapping[Path, Any]) -> dict[str, Any]:
    """Return the arguments with numbers in place of some of their counts."""
    placed = dict(arguments)
    for name, value in arguments.items():
        own = {at: number for (whose, at), number in numbers.items() if whose == name}
        if own and ITSELF in own:
            placed[name] = own[ITSELF]
        elif own and is_dataclass(value):
            placed[name] = replace(value, **own)  # type: ignore[type-var,arg-type]
        elif own:
            placed[name] = tuple(own.get(at, each) for at, each in enumerate(value))
    return placed


def paths(name: str, value: Any, sides: set[str]) -> Iterator[tuple[Path, Any]]:
    """Yield the counts of an argument with the way to each."""
    if name in sides and isinstance(value, tuple):
        yield from (((name, at), each) for at, each in enumerate(value))
    elif is_dataclass(value) and not isinstance(value, Uncertain):
        fits = ((field.name, getattr(value, field.name)) for field in fields(value))
        yield from (((name, at), each) for at, each in fits if isinstance(each, Between))
    else:
        yield (name, ITSELF), value


def name_of(own: Statistic, path: Path) -> str:
    """Return what a count is called in a sentence."""
    name, at = path
    return f"{name}_{own.counts[at]}" if isinstance(at, int) else name
