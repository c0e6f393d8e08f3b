"""The command line: check what a report prints, find its figures, look at a table, make a page."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from disprop import _data, claims, cleaning, report, schemas
from disprop._errors import DispropError, one_of
from disprop.claims._jointly import Joint
from disprop.claims.claim import Claim
from disprop.claims.finder._claims import ledger_of
from disprop.report._ledger import tally

COMMANDS: dict[str, Any] = _data.read("commands.json")
HOLDS, DOES_NOT, WRONG = 0, 1, 2
NEVER = ("contradicted", "impossible")
CLAIMS = (".yaml", ".yml", ".json")  # how the name of a claims file ends; anything else is a report
PAINT = {"contradicted": 31, "impossible": 31, "error": 31, "consistent": 33, "caution": 33, "reproduced": 32}
PAINTED = re.compile(rf"\b(?:{'|'.join(PAINT)})\b(?=$|:)", re.MULTILINE)
ROLES = ("keys", "counts", "populations", "dates")


class Answer(NamedTuple):
    """What a command found: its status, and how that is written in each format."""

    status: int
    written: Mapping[str, Callable[[], Any]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return its status: 0 where all holds, 1 where something does not, 2 where a file is wrong.

    Examples
    --------
    >>> from disprop.__main__ import main
    >>> main(["table", "no-such-file.csv"])
    2
    """
    given = _parser().parse_args(arguments)
    try:
        answers = [DOES[given.command](file, given) for file in given.file]
        _write([answer.written[given.format]() for answer in answers], given.output)
    except (DispropError, ImportError, OSError) as reason:
        print(f"disprop: {reason}", file=sys.stderr)
        return WRONG
    return max(answer.status for answer in answers)


def check(file: Path, given: argparse.Namespace) -> Answer:
    """Check each figure of a claims file, or of a report whose figures are found first."""
    ledger = _ledger(file)
    frame = ledger.check()
    verdicts = dict(zip(frame["id"], frame["verdict"], strict=True))
    fails = any(_fails(claim, verdicts[claim.id], strict=given.strict) for claim in ledger.claims)
    joint = _together(ledger) if given.jointly else None
    together = () if joint is None else (_told(joint),)
    below = "\n".join((tally(frame), *together))
    return Answer(
        DOES_NOT if fails or (joint is not None and joint.conflict()) else HOLDS,
        {
            "text": lambda: f"{claims.to_text(frame, width=shutil.get_terminal_size((100, 24)).columns)}\n\n{below}",
            "markdown": lambda: f"{claims.to_markdown(frame)}\n{below}",
            "html": lambda: _page(ledger, file, "", *together),
            "json": lambda: _proofs(ledger, joint),
        },
    )


def _together(ledger: claims.Ledger) -> Joint:
    """Solve a ledger as a whole, each figure read in whatever way helps, without those expected to be wrong."""
    joint = claims.jointly(ledger, rounding="any", literal=True)
    return joint.without(*(claim.id for claim in ledger.claims if claim.expect in NEVER and claim.id in joint.figures))


def _proofs(ledger: claims.Ledger, joint: Joint | None) -> Any:
    proofs = report.proofs(ledger)
    return proofs if joint is None else {"figures": proofs, "contradict": joint.conflict()}


def _told(joint: Joint) -> str:
    printed = sum(bool(figure.printed) for figure in joint.figures.values())
    return f"{joint}" if joint.conflict() else COMMANDS["together"].format(printed)


def _fails(claim: Claim, verdict: str, *, strict: bool) -> bool:
    """Return whether a verdict is not what was expected; without expectations what cannot be true fails."""
    if claim.expect:
        return verdict != claim.expect
    return verdict in NEVER or (strict and not claim.derived and verdict != "reproduced")


def find(file: Path, _: argparse.Namespace) -> Answer:
    """Find the figures of a report: the draft of a claims file, or of a request for what is missing."""
    drafts = {
        "yaml": lambda: claims.draft(file, file=file.name),
        "requests": lambda: claims.requests(claims.find(file)),
    }
    return Answer(HOLDS, drafts)


def table(file: Path, given: argparse.Namespace) -> Answer:
    """Read a table, and say what was done to it; with a schema also which of its rules are broken."""
    options = {"sheet": given.sheet}
    cleaned = cleaning.read_table(file, **options)
    if given.suggested:
        cleaned = cleaning.read_table(file, **{**options, **cleaned.suggested})
    found = _schema_report(cleaned, given) if given.schema else None
    broken = found is not None and not found.ok
    doubtful = bool(cleaned.questions) or (found is not None and bool(found.cautions))
    return Answer(
        DOES_NOT if broken or (given.strict and doubtful) else HOLDS,
        {
            "text": lambda: "\n".join(map(str, filter(None, [cleaned, found]))),
            "html": lambda: report.page(file.name, *([f"{found}"] if found else []), cleaned, code=""),
            "json": lambda: {"file": str(file), **cleaned.to_dict(), "schema": found and found.to_dict()},
        },
    )


def _schema_report(cleaned: cleaning.Cleaned, given: argparse.Namespace) -> schemas.Report:
    schema = getattr(schemas, one_of("schema", given.schema, COMMANDS["schemas"]))
    return schemas.check(cleaned.frame, schema, **{role: own for role in ROLES if (own := getattr(given, role))})


def page(file: Path, given: argparse.Namespace) -> Answer:
    """Make a page of a claims file, or of the figures of a report: each with its verdict and its proof."""
    return Answer(HOLDS, {"html": lambda: _page(_ledger(file), file, given.title)})


DOES = {"check": check, "find": find, "table": table, "page": page}


def _ledger(file: Path) -> claims.Ledger:
    """Return what a claims file says, or the figures that a report prints with what stands beside them."""
    if file.suffix in CLAIMS:
        return claims.read(file)
    return replace(ledger_of(claims.find(file)), report={"title": file.name})


def _page(ledger: claims.Ledger, file: Path, title: str = "", *more: str) -> Any:
    return report.page(title or ledger.report.get("title") or file.name, *more, ledger, code="")


def _write(found: Sequence[Any], output: Path | None) -> None:
    """Write texts one below the other, or data as JSON; colours only for a person at a terminal."""
    data = found[0] if len(found) == 1 else [*found]
    texts = [each for each in found if isinstance(each, str)]
    text = "\n\n".join(texts) if texts else json.dumps(data, indent=2)
    if output is not None:
        output.write_text(f"{text}\n", encoding="utf-8")
        return
    text = PAINTED.sub(lambda word: f"\33[{PAINT[word[0]]}m{word[0]}\33[0m", text) if _painted() else text
    try:
        print(text, flush=True)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _painted() -> bool:
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="disprop", description=COMMANDS["help"])
    parser.add_argument("--version", action="version", version=version("disprop"))
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name in DOES:
        of = COMMANDS["commands"][name]
        one = commands.add_parser(name, help=of["help"], description=of["help"])
        one.add_argument("file", type=Path, nargs=of["files"], help=of["file"])
        one.add_argument("--format", choices=of["formats"], default=of["formats"][0])
        one.add_argument("--output", type=Path, help="the file to write; left out, it is printed")
        for option, how in of["options"].items():
            one.add_argument(option, **how)
    return parser


if __name__ == "__main__":
    sys.exit(main())
