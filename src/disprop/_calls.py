"""What is said of a call that Python itself would refuse: positions, names of other tools, what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, ParamSpec, TypeVar

from disprop._errors import DispropError, near

Given = ParamSpec("Given")
Found = TypeVar("Found")
# What other tools call it, and what to write instead.
OTHERS = {
    "alpha": "level=0.95 (1 - alpha)",
    "confidence": "level=0.95",
    "conf": "level=0.95",
    "conf_level": "level=0.95",
    "confidence_level": "level=0.95",
    "ci": "level=0.95",
    "per": ".per(10_000) of the result",
    "multiplier": ".per(10_000) of the result",
    "ref": "reference=",
    "ref_group": "reference=",
    "exposed": "group=",
    "unexposed": "reference=",
    "comparison": "reference=",
    "alternative": 'sides="lower" or "upper"',
    "weights": "standard=",
    "stdpop": "standard=",
}


def in_words(name: str) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Return a decorator of a function that is no statistic: it answers wrong calls in our words too."""

    def answering(function: Callable[Given, Found]) -> Callable[Given, Found]:
        takes = signature(function)

        @wraps(function)
        def called(*args: Given.args, **kwargs: Given.kwargs) -> Found:
            try:
                return function(*args, **kwargs)
            except TypeError as error:
                raise wrong_call(name, takes, args, kwargs) or error from None

        return called

    return answering


def wrong_call(name: str, takes: Signature, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> DispropError | None:
    """Return what to say of arguments that do not fit; None where they do, so that the fault lies elsewhere."""
    try:
        takes.bind(*args, **kwargs)
    except TypeError:
        pass
    else:
        return None
    known = takes.parameters
    if strange := next((each for each in kwargs if each not in known), ""):
        return _strange(name, strange, known)
    positional = [each for each in known.values() if each.kind is not Parameter.KEYWORD_ONLY]
    if len(args) > len(positional):
        return _by_position(name, known, args, len(positional))
    if twice := [each.name for each in positional[: len(args)] if each.name in kwargs]:
        return _refused(name, f"{twice[0]} is given twice", takes, kwargs[twice[0]])
    missing = [each for each in _needed(known.values()) if each not in kwargs]
    gone = missing[len([each for each in args if each is not None]) :] if positional and args else missing
    return _refused(name, f"{' and '.join(gone or missing)} {'is' if len(gone) == 1 else 'are'} missing", takes, None)


def _strange(name: str, strange: str, known: Mapping[str, Parameter]) -> DispropError:
    hint = f"; write {OTHERS[strange]}" if strange in OTHERS else near(strange, known) or f"; it takes {_listed(known)}"
    return DispropError(f"{name} takes no {strange}={hint}", what=strange, hint=hint.strip("; "))


def _by_position(name: str, known: Mapping[str, Parameter], args: tuple[Any, ...], places: int) -> DispropError:
    by_name = [each.name for each in known.values() if each.kind is Parameter.KEYWORD_ONLY]
    needed = [each for each in by_name if known[each].default is Parameter.empty] or by_name[:1]
    hint = f"write {name.rpartition('.')[2]}({', '.join(f'{each}=...' for each in needed)})"
    got = f"{len(args)} arguments by position, where {places or 'none'} {'is' if places <= 1 else 'are'} taken"
    return DispropError(f"{name} was given {got}: {hint}", what=needed[0], got=args[places], hint=hint)


def _refused(name: str, said: str, takes: Signature, got: object) -> DispropError:
    hint = f"it takes {_listed(takes.parameters)}"
    return DispropError(f"{name}: {said}; {hint}", what=name, got=got, hint=hint)


def _needed(known: Iterable[Parameter]) -> list[str]:
    taken = (each for each in known if each.kind not in {Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL})
    return [each.name for each in taken if each.default is Parameter.empty]


def _listed(known: Mapping[str, Parameter]) -> str:
    return ", ".join(f"{name}=" if each.kind is Parameter.KEYWORD_ONLY else name for name, each in known.items())
