"""The long description of a package index: the README, whose links into the repository are the names of their files.

An index shows the README without the repository around it, where relative links lead nowhere.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

RELATIVE = re.compile(r"\[([^\]]+)\]\((?!https?://|#)([^)]+)\)")


class LongDescription(MetadataHookInterface):
    """What hatchling calls as it makes a package."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the long description."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": RELATIVE.sub(told, text)}


def told(link: re.Match[str]) -> str:
    """Return a link as its words, and the file that it leads to."""
    return link[1] if link[1].strip("`/") == link[2].rstrip("/") else f"{link[1]} (`{link[2]}`)"
