"""Write the JSON Schema of claims files from the kinds of claims, for editors that complete what is typed.

python -m tools.claims_schema
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from disprop.claims.claim import FORM, KINDS

FILE = Path(__file__).parent.parent / "docs" / "reference" / "claims.schema.json"
PARTS = ("format", "report", "tables", "populations", "counts", "claims")
SCALAR = {"type": ["string", "number", "boolean"]}
SEVERAL = {"type": "array", "items": SCALAR}


def schema() -> dict[str, Any]:
    """Return the schema: what one cannot say, reading checks, such as that names are there, and quotations."""
    where = {"type": "object"}
    number = {
        "anyOf": [SCALAR, SEVERAL, an_object(FORM["number"], between=SEVERAL, where=where, sum=SEVERAL, less=SEVERAL)]
    }
    named = {
        "tables": an_object(FORM["table"], where=where),
        "populations": number,
        "counts": number,
        "claims": {"oneOf": [of_kind(kind, number) for kind in KINDS]},
    }
    parts = {name: {"type": "object", "additionalProperties": each} for name, each in named.items()}
    whole = an_object(dict.fromkeys(PARTS, ""), ("format", "claims"), report=an_object(FORM["report"]), **parts)
    whole["properties"]["format"] = {"const": FORM["format"]}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": FORM["format"], **whole}


def of_kind(kind: str, number: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schema of the claims of one kind."""
    about = KINDS[kind]
    words = {
        kind: about["prints"],
        **{name: FORM["inputs"][name]["what"] for name in about["inputs"]},
        **FORM["common"],
    }
    shapes = {**dict.fromkeys(about["inputs"], number), "at": SEVERAL, "missing": {"anyOf": [SCALAR, SEVERAL]}}
    return an_object(words, (kind, *about["must"]), **shapes)


def an_object(properties: Mapping[str, str], required: tuple[str, ...] = (), **shapes: Any) -> dict[str, Any]:
    """Return the schema of a mapping that has no other properties."""
    known = {name: {**shapes.get(name, SCALAR), "description": words} for name, words in properties.items()}
    return {"type": "object", "properties": known, "required": list(required), "additionalProperties": False}


if __name__ == "__main__":
    FILE.write_text(json.dumps(schema(), indent=1) + "\n", encoding="utf-8")
