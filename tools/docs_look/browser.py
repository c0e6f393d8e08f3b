"""A browser without a window, spoken to through two pipes: it opens pages, runs scripts on them, makes pictures."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

WAIT = 60  # seconds until a page that says nothing is given up
COMMAND = 'exec "$0" "$@" 3<&{0} 4>&{1}'
OPTIONS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe")


class Browser:
    """Chromium, with one page."""

    def __init__(self, program: str) -> None:
        """Start it."""
        theirs, self._to = _pipe()
        self._from, theirs_too = _pipe()
        command = ["sh", "-c", COMMAND.format(theirs, theirs_too), program, *OPTIONS, "about:blank"]
        self._running = subprocess.Popen(command, pass_fds=(theirs, theirs_too), stderr=subprocess.DEVNULL)
        os.close(theirs)
        os.close(theirs_too)
        self._count, self._read, self._session, self.events = 0, b"", "", list[dict[str, Any]]()
        page = next(each for each in self.send("Target.getTargets")["targetInfos"] if each["type"] == "page")
        self._session = self.send("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for part in ("Page", "Runtime", "Log", "Network"):
            self.send(f"{part}.enable")

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._session = ""
        self.send("Browser.close")
        self._running.wait()

    def send(self, method: str, **what: Any) -> dict[str, Any]:
        """Ask for something and return the answer; what happens meanwhile is kept in `events`."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": what}
        session = {"sessionId": self._session} if self._session else {}
        os.write(self._to, json.dumps({**message, **session}).encode() + b"\0")
        while (said := self._next()).get("id") != self._count:
            self.events.append(said)
        if "error" in said:
            raise RuntimeError(f"{method}: {said['error']}")
        return dict(said["result"])

    def _next(self) -> dict[str, Any]:
        """Return the next thing that it says."""
        while b"\0" not in self._read:
            if not select.select([self._from], [], [], WAIT)[0]:
                raise TimeoutError(f"the browser said nothing for {WAIT} seconds")
            self._read += os.read(self._from, 1 << 20)
        said, _, self._read = self._read.partition(b"\0")
        return dict(json.loads(said))

    def view(self, width: int, height: int, scheme: str) -> None:
        """Take a size of the window, and light or dark."""
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        wanted = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce"}
        features = [{"name": name, "value": value} for name, value in wanted.items()]
        self.send("Emulation.setEmulatedMedia", features=features)

    def open(self, address: str) -> None:
        """Open a page and wait until all of it is there."""
        self.events.clear()
        self.send("Page.navigate", url=address)
        while not any(said.get("method") == "Page.loadEventFired" for said in self.events):
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """Return what a script gives on the page."""
        said = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in said:
            raise RuntimeError(str(said["exceptionDetails"])[:500])
        return said["result"].get("value")

    def faults(self) -> list[str]:
        """Return the errors of the console since a page was opened, and what was asked of another machine."""
        return [text for said in self.events if (text := _fault(said["method"], said["params"]))]

    def picture(self, path: Path) -> None:
        """Write what is seen."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))


def _pipe() -> tuple[int, int]:
    """Return both ends of a pipe, on none of the numbers that the browser takes."""
    ends = os.pipe()
    read, write = (fcntl.fcntl(end, fcntl.F_DUPFD, 5) for end in ends)
    for end in ends:
        os.close(end)
    return read, write


def _fault(method: str, params: dict[str, Any]) -> str:
    """Return what is wrong in one event, or nothing."""
    if method == "Runtime.exceptionThrown":
        return f"an error of a script: {params['exceptionDetails'].get('text')}"
    if method == "Log.entryAdded" and params["entry"]["level"] == "error":
        return f"an error of the console: {params['entry']['text']} {params['entry'].get('url', '')}"
    if method == "Network.requestWillBeSent":
        address = params["request"]["url"]
        return "" if address.startswith(("file:", "data:", "about:", "blob:")) else f"asks for {address}"
    return ""
