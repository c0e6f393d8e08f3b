"""Look at the built documentation as its readers do: `python -m tools.docs_look build/docs`, or `make docs-look`.

Every link is followed within the pages. Then a browser opens them, wide and narrow, light and dark: no error of a
script, nothing asked of another machine, nothing wider than the window, the top bar in reach, 80 columns of code, no
heading hidden, nothing serious that axe finds; and the search finds what people say. What was seen is written to
build/look, for people to look at.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tools.docs_look.browser import Browser
from tools.docs_look.links import broken

AXE, CHROMIUMS = "axe-core@4.14.1", ("chromium", "chromium-browser", "google-chrome")
VIEWS = {
    "wide": (1280, 900, "light"),
    "wide-dark": (1280, 900, "dark"),
    "narrow": (390, 844, "light"),
    "narrow-dark": (390, 844, "dark"),
}
THOROUGH = ("wide", "narrow-dark")  # both widths and both schemes, in which axe looks
SAID = {
    "league table": "areas.ranks",
    "four-fifths": "disparity.selection",
    "8 of 10 wrong alerts were Black": "alerts.share_vs_base",
    "funnel plot": "areas.funnel",
}


def script(name: str) -> str:
    """Return one of the scripts that are run on a page."""
    return Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8")


def program(*names: str) -> str:
    """Return the path of the first program that is there, or say what to install."""
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        sys.exit(f"docs-look needs {names[0]}, and it is not installed")
    return found


def axe_of(folder: Path) -> str:
    """Return the script that looks for what keeps people out; npm fetches it once."""
    path = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not path.exists():
        command = [program("npm"), "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), AXE]
        subprocess.run(command, check=True)
    return path.read_text(encoding="utf-8")


def pages_of(built: Path, *, every: bool) -> list[str]:
    """Return the pages that people wrote, and of the pages of functions the first of each module, or every one."""
    found = sorted(path.relative_to(built).as_posix() for path in built.rglob("*.html"))
    written = [name for name in found if not name.startswith(("functions/", "_static/"))]
    rooms = {name.rpartition("/")[2].split(".")[0]: name for name in reversed(found) if name.startswith("functions/")}
    return found if every else [*written, *rooms.values()]


def faults_of(browser: Browser, built: Path, name: str, axe: str, look: Path) -> Iterator[str]:
    """Yield what is wrong with one page, in every view."""
    for view, (width, height, scheme) in VIEWS.items():
        browser.view(width, height, scheme)
        browser.open((built / name).resolve().as_uri())
        wrong = [*browser.run(script("measure")), *browser.faults()]
        if view in THOROUGH:
            browser.run(f"{axe};0")
            wrong += browser.run(script("serious"))
        browser.picture(look / f"{name.removesuffix('.html').replace('/', '-')}-{view}.png")
        yield from (f"{name} ({view}): {text}" for text in wrong)


def unfound(browser: Browser, built: Path) -> Iterator[str]:
    """Yield what people say and the search does not find among its first three results."""
    for words, function in SAID.items():
        browser.open(f"{(built / 'search.html').resolve().as_uri()}?q={words.replace(' ', '+')}")
        first = browser.run(script("results"))[:3]
        if not any(f"functions/{function}.html" in str(link) for link in first):
            yield f'search for "{words}": {function} is not among {json.dumps(first)}'


def main() -> int:
    """Run every check; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("built", type=Path, help="the folder of the built pages")
    parser.add_argument("--links", action="store_true", help="follow the links only, which needs no browser")
    parser.add_argument("--all", action="store_true", help="open the page of every function too")
    asked = parser.parse_args()
    faults = list(broken(asked.built))
    if not asked.links:
        axe, look = axe_of(asked.built.parent / "axe"), asked.built.parent / "look"
        with Browser(program(*CHROMIUMS)) as browser:
            faults += unfound(browser, asked.built)
            for name in pages_of(asked.built, every=asked.all):
                faults += faults_of(browser, asked.built, name, axe, look)
    print("\n".join(faults) or "nothing wrong was seen")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
