"""Every rule of the schemas by name: how grave it is and what to do. Those of rows are shared with the door."""

import json
from importlib import resources

from disprop._rules import RULES as OF_ROWS, Rule

OF_CELLS = "cells"  # the part of rules.json before which the rules of rows stand
_PARTS = json.loads(resources.files("disprop.schemas").joinpath("rules.json").read_text(encoding="utf-8"))
RULES: dict[str, Rule] = {}
for _part, _rules in _PARTS.items():
    RULES |= OF_ROWS if _part == OF_CELLS else {}
    RULES |= {_name: Rule(_severity, _advice) for _name, (_severity, _advice) in _rules.items()}
