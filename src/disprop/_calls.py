"""What is said of a call that Python itself would refuse: positions, names of other tools, what is missing."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from functools import wraps
from inspect import Parameter, Signature, isclass, isfunction, ismodule, signature
from types import ModuleType
from typing import Any, ParamSpec, TypeVar, cast, get_args, get_origin, get_type_hints

from disprop import _data
from disprop._errors import DispropError, did_you_mean

Given = ParamSpec("Given")
Found = TypeVar("Found")
Answers = TypeVar("Answers", bound=Any)
BY_KEYWORD, KEYWORDS, POSITIONS = Parameter.KEYWORD_ONLY, Parameter.VAR_KEYWORD, Parameter.VAR_POSITIONAL
NUMBERS = ("<", "Counts", "FloatArray", "Number")  # how results without an estimate begin
# What other tools call it, and what to write instead.
OTHERS: dict[str, str] = _data.read("calls.json")


def options_of(known: Callable[..., Any]) -> Callable[[Callable[Given, Found]], Callable[Given, Found]]:
    """Return a decorator that shows the `**options` of a function by name, with the defaults of the one that uses them.

    Which they are their annotation says, `Unpack` of a TypedDict.
    """

    def shows(function: Callable[Given, Found]) -> Callable[Given, Found]:
        takes = with_options(function, known)

        @wraps(function)
        def called(*args: Given.args, **kwargs: Given.kwargs) -> Found:
            takes.bind(*args, **kwargs)  # here, as the one that uses the options may take others too
            return function(*args, **kwargs)

        setattr(called, "__signature__", takes)  # noqa: B010
        return called

    return shows


def with_options(function: Callable[..., Any], known: Callable[..., Any]) -> Signature:
    """Return what a function takes, with its `**options` by name as the one that uses them has them."""
    own, (named,) = signature(function), get_args(get_type_hints(function)["options"])
    names = (get_origin(named) or named).__optional_keys__
    options = [each.replace(kind=BY_KEYWORD) for each in signature(known).parameters.values() if each.name in names]
    return own.replace(parameters=[*list(own.parameters.values())[:-1], *options])


def in_words(room: str, *made: type) -> None:
    """List what a room offers, and have it answer wrong calls in our words, as statistics do.

    It lists in `__all__` what it imports under its own name, but of classes only those that users make, `made`; the
    others are only returned. Each function and record is replaced where it is listed and where it was made, so that it
    is one thing under both names. So are the methods of records, those that are only returned included.
    """
    module, called = sys.modules[room], f"{room}.".removeprefix("disprop.")
    for name in vars(module).setdefault("__all__", _offered(module, made)):
        listed = vars(module).get(name)
        if isclass(listed) and is_dataclass(listed):
            setattr(listed, "__init__", _answering(called + name, listed.__init__, own=1))  # noqa: B010
        elif isfunction(listed) and not hasattr(listed, "statistic"):
            answering = _answering(called + name, listed)
            setattr(module, name, answering)
            setattr(sys.modules[listed.__module__], listed.__name__, answering)
    for kind in filter(is_dataclass, filter(isclass, [*vars(module).values()])):
        _methods(kind)


def answers(thing: Answers) -> Answers:
    """Have a function of `disprop` itself, or a dataclass with its methods, answer wrong calls in our words."""
    if not isclass(thing):
        return cast("Answers", _answering(thing.__name__, thing))
    setattr(thing, "__init__", _answering(thing.__name__, thing.__init__, own=1))  # noqa: B010
    _methods(thing)
    return thing


def _offered(room: ModuleType, made: tuple[type, ...]) -> list[str]:
    """Return the names that a room imports from others of its own, and the rooms within it."""
    own = {name: each for name, each in vars(room).items() if name[0] != "_" and not ismodule(each)}
    ours = [name for name, each in own.items() if getattr(each, "__module__", "disprop").startswith("disprop")]
    return sorted(name for name in ours if not isclass(own[name]) or own[name] in made)


def _methods(kind: type) -> None:
    """Have the public methods of a class, and of those it is made from, answer wrong calls, each once."""
    for own in (each for each in kind.__mro__ if each.__module__.startswith("disprop.")):
        for name, method in [*vars(own).items()]:
            function = method.__func__ if isinstance(method, classmethod) else method
            if name[0] != "_" and isfunction(function) and not hasattr(function, "__wrapped__"):
                answering = _answering("", function, own=1)
                setattr(own, name, classmethod(answering) if isinstance(method, classmethod) else answering)


def _answering(name: str, function: Callable[..., Any], own: int = 0) -> Callable[..., Any]:
    """Return a function that does the same, and whose answer to a wrong call is ours; its `own` argument is self."""

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except TypeError as error:
            known = signature(function)
            takes = known.replace(parameters=[*known.parameters.values()][own:])
            raise wrong_call(name or _method(function, args[0]), takes, args[own:], kwargs) or error from None

    return called


def _method(function: Callable[..., Any], of: Any) -> str:
    return f"{(of if isclass(of) else type(of)).__name__}.{function.__name__}"


def wrong_call(name: str, takes: Signature, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> DispropError | None:
    """Return what to say of arguments that do not fit; None where they do, so that the fault lies elsewhere."""
    with suppress(TypeError):
        takes.bind(*args, **kwargs)
        return None
    known = takes.parameters
    named = [each for each in known.values() if each.kind not in {KEYWORDS, POSITIONS}]
    anything = any(each.kind is KEYWORDS for each in known.values())
    if strange := next((each for each in kwargs if each not in known and (_instead(each, takes) or not anything)), ""):
        return _strange(name, strange, takes)
    positional = [each for each in named if each.kind is not BY_KEYWORD]
    if len(args) > len(positional):
        return _by_position(name, known, args, [each.name for each in positional])
    if twice := [each.name for each in positional[: len(args)] if each.name in kwargs]:
        return _refused(name, f"{twice[0]} is given twice", takes, kwargs[twice[0]])
    missing = [each.name for each in named if each.default is Parameter.empty and each.name not in kwargs]
    gone = missing[len([each for each in args if each is not None]) :] if positional and args else missing
    return _refused(name, f"{' and '.join(gone or missing)} {'is' if len(gone) == 1 else 'are'} missing", takes, None)


def _strange(name: str, strange: str, takes: Signature) -> DispropError:
    known = takes.parameters
    hint = _instead(strange, takes) or did_you_mean(strange, known, ".") or f"; it takes {_listed(known)}"
    return DispropError(f"{name} takes no {strange}={hint}", what=strange, hint=hint.lstrip(";. "))


def _instead(strange: str, takes: Signature) -> str:
    """Return what to write for the word of another tool, where this function has anything like it."""
    said, result = OTHERS.get(strange, ""), str(takes.return_annotation)
    if said[:1] == "." and ("Estimate" in result or ("level" in takes.parameters and not result.startswith(NUMBERS))):
        return f"; write {said} of {'the result' if 'Estimate' in result else 'an estimate in the result'}"
    return f"; write {said}" if said.partition("=")[0] in takes.parameters else ""


def _by_position(name: str, known: Mapping[str, Parameter], args: tuple[Any, ...], places: list[str]) -> DispropError:
    by_name = [each.name for each in known.values() if each.kind is BY_KEYWORD]
    needed = [each for each in by_name if known[each].default is Parameter.empty] or by_name[:1]
    written = f"write {name.rpartition('.')[2]}({', '.join([*places, *(f'{each}=...' for each in needed)])})"
    hint = written if needed else f"it takes {_listed(known)}"
    got = f"{len(args)} argument{'s' * (len(args) > 1)} by position"
    said = f"{name} was given {got}, where {len(places) or 'none'} {'is' if len(places) <= 1 else 'are'} taken: {hint}"
    return DispropError(said, what=needed[0] if needed else name, got=args[len(places)], hint=hint)


def _refused(name: str, said: str, takes: Signature, got: object) -> DispropError:
    hint = f"it takes {_listed(takes.parameters)}"
    return DispropError(f"{name}: {said}; {hint}", what=name, got=got, hint=hint)


def _listed(known: Mapping[str, Parameter]) -> str:
    written: dict[Any, str] = {BY_KEYWORD: "{}=", KEYWORDS: "any other name=", POSITIONS: "any number of {}"}
    said = [written.get(each.kind, "{}").format(name) for name, each in known.items() if name[0] != "_"]
    return ", ".join(said) or "nothing"
