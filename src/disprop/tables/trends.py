"""The trend of a rate, or of a ratio, for every group of a frame."""

from typing import Any

from disprop._compare import ACCEPTABLE, WHY
from disprop._errors import advised, in_line
from disprop.periods import ratio_trend, trend
from disprop.schemas._frames import Frame, Names, known, listed
from disprop.tables._asked import LeftOut
from disprop.tables._engine import columns_of_frame, in_pandas
from disprop.tables.verbs import compare_by, estimate_by


def trend_by(  # noqa: PLR0913 (each names columns of the frame, or rows of it)
    frame: Frame,
    *,
    columns: tuple[str, str],
    time: str,
    by: Names = (),
    group: str | None = None,
    reference: Any = None,
    level: float = 0.95,
    accept: Names = (),
    leave_out: LeftOut = (),
) -> Frame:
    """Return by how much a rate, or a ratio to a reference, changes in a year, for every group and place."""
    places, accepted = listed(by, "by="), listed(accept, "accept=")
    keys = [*places, *([] if group is None else [group])]
    _refuse_breaks(frame, keys, {*keys, *columns, time, *accepted})
    kinds = [each for each in accepted if each not in ACCEPTABLE]
    how: dict[str, Any] = {"columns": columns, "strata": time, "level": level, "accept": kinds, "leave_out": leave_out}
    if group is None:
        return estimate_by(frame, trend, by=places, **how)
    return compare_by(frame, ratio_trend, group=group, reference=reference, within=places, **how)


def _refuse_breaks(frame: Frame, keys: list[str], others: set[str]) -> None:
    """Refuse a series of which a word of the basis changes on the way, unless that is accepted."""
    words = [name for name in columns_of_frame(known(frame)) if name in WHY and name not in others]
    rows = in_pandas(known(frame).select([*keys, *words]).to_native()) if words else {}
    for word in words:
        texts = rows.groupby(keys, dropna=False)[word].unique()
        if any(changed := texts.map(len) > 1):
            said = f"{word} of {texts.index[changed][0]} is {in_line(map(repr, texts[changed].iloc[0]))} in turn: {WHY[word]}"
            raise advised(said, f'; accept="{word}" draws one line all the same', what=word)
