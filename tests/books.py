"""Workbooks and archives for tests, written with nothing but the standard library."""

import io
import re
import zipfile
from xml.sax.saxutils import escape

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"


def _cell(text: str) -> str:
    if NUMBER.fullmatch(text):
        return f"<c><v>{text}</v></c>"
    return f"<c t='inlineStr'><is><t xml:space='preserve'>{escape(text)}</t></is></c>"


def xlsx(sheets: dict[str, list[list[str]]]) -> bytes:
    """Return a workbook of these cells; what reads as a number is one."""
    names = "".join(f"<sheet name='{name}' sheetId='{i}' r:id='r{i}'/>" for i, name in enumerate(sheets, start=1))
    links = "".join(
        f"<Relationship Id='r{i}' Type='{OFFICE}/worksheet' Target='worksheets/s{i}.xml'/>"
        for i in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f"<Types xmlns='{PACKAGE}content-types'/>",
        "_rels/.rels": f"<Relationships xmlns='{PACKAGE}relationships'>"
        f"<Relationship Id='r1' Type='{OFFICE}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{OFFICE}'><sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}relationships'>{links}</Relationships>",
    }
    for i, rows in enumerate(sheets.values(), start=1):
        lines = "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
        parts[f"xl/worksheets/s{i}.xml"] = f"<worksheet xmlns='{MAIN}'><sheetData>{lines}</sheetData></worksheet>"
    return zipped(parts)


def zipped(files: dict[str, str]) -> bytes:
    """Return an archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()
