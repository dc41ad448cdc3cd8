"""Opens one résumé file that nobody trusts. Run by ``resume_text`` as a process of its own.

    python -I resume_child.py pdf|docx  < file  > JSON

A parser of a hostile file may loop, swell or crash: it happens here, with little memory, little
processor time, no right to write a file, and nothing else in the process worth taking. Imports
nothing of ours, so that a start costs 0.2 s. Macros, scripts, links and embedded files are never
looked at: only the parts that hold text are opened.
"""

from __future__ import annotations

import io
import json
import logging
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

MEMORY_BYTES = 768 * 1024**2
CPU_SECONDS = 20
MOST_PAGES = 30
MOST_CHARACTERS = 200_000
# DOCX: a word processor's own files stay far below; a bomb does not.
MOST_ENTRIES = 2_000
MOST_UNPACKED = 100 * 1024**2
MOST_XML = 24 * 1024**2
LARGEST_RATIO = 300  # document.xml of honest files packs up to about 40:1
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CELL = " | "


class Refused(Exception):
    """The file is not read. ``state``: a ``ResumeProblem`` of ``resume_text``."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def pdf_lines(data: bytes) -> tuple[list[str], int]:
    """Lines and the number of pages. Raises Refused."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted")
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise Refused("too_long")
        lines: list[str] = []
        for page in reader.pages:
            lines += _page_lines(page)
            if sum(map(len, lines)) > MOST_CHARACTERS:
                raise Refused("too_long")
    except PyPdfError as error:
        bomb = "limit" in type(error).__name__.lower() or "limit" in str(error).lower()
        raise Refused("too_complex" if bomb else "damaged") from error
    return lines, pages


def _page_lines(page: Any) -> list[str]:
    """Lines in the order in which the file draws them, which is how people read most producers'
    columns; pieces on one height with a wide gap between them are cells of a row.
    """
    pieces: list[_Piece] = []

    def see(text: str, matrix: Any, place: Any, _font: Any, size: float) -> None:
        x = place[4] * matrix[0] + place[5] * matrix[2] + matrix[4]
        y = place[4] * matrix[1] + place[5] * matrix[3] + matrix[5]
        scale = abs(place[3] or 1.0) * abs(matrix[3] or 1.0)
        height = abs(size) * scale or 10.0
        for n, part in enumerate(text.split("\n")):
            if part.strip():
                pieces.append(_Piece(x, y - n * 1.2 * height, height, part))

    plain: str = page.extract_text(visitor_text=see) or ""
    lines = _rows_of(pieces)
    kept, drawn = (len(re.sub(r"[\s|]", "", text)) for text in ("".join(lines), plain))
    return lines if abs(kept - drawn) <= 0.1 * drawn else plain.splitlines()


@dataclass
class _Piece:
    """Text that stands at (x, y), in points, y upwards; ``size`` of its letters."""

    x: float
    y: float
    size: float
    text: str

    @property
    def end(self) -> float:
        """Where it ends, roughly: widths of a common sans serif, in ems."""
        return self.x + self.size * sum(map(_width, self.text.strip()))


def _width(sign: str) -> float:
    if ord(sign) > 0x1100:
        return 0.87
    if sign in "iIjlt.,:;'!|()[]- ":
        return 0.29
    return 0.8 if sign in "mwMW" else 0.64 if sign.isupper() else 0.53


@dataclass
class _Row:
    y: float
    cells: list[list[_Piece]]

    @property
    def last(self) -> _Piece:
        return self.cells[-1][-1]

    def takes_over(self, piece: _Piece) -> bool:
        """Whether a piece further up goes on with this row: the next cell of a table."""
        return abs(self.y - piece.y) < 1.5 and piece.x > self.cells[-1][0].x + piece.size


def _rows_of(pieces: list[_Piece]) -> list[str]:
    rows: list[_Row] = []
    borders: set[int] = set()  # where cells of a table of three or more columns begin
    for piece in pieces:
        row = rows[-1] if rows else None
        if row is None:
            rows.append(_Row(piece.y, [[piece]]))
        elif abs(row.last.y - piece.y) < 1.5 and piece.x >= row.last.x:
            parted = piece.text[:1].isspace() or row.last.text[-1:].isspace()
            if parted and (round(piece.x) in borders or piece.x - row.last.end > 0.9 * piece.size):
                row.cells.append([piece])
                if len(row.cells) > 2:
                    borders |= {round(cell[0].x) for cell in row.cells[1:]}
            else:
                row.cells[-1].append(piece)
        elif piece.y > row.last.y and (above := _row_beside(rows, piece)) is not None:
            for wrapped in rows[above + 1 :]:
                rows[above].cells[-1] += [p for cell in wrapped.cells for p in cell]
            del rows[above + 1 :]
            rows[above].cells.append([piece])
        elif len(row.cells) > 2 and _wraps(row, piece):
            row.cells[-1].append(piece)
        else:
            rows.append(_Row(piece.y, [[piece]]))
    return [CELL.join(_joined(cell) for cell in row.cells) for row in rows]


def _row_beside(rows: list[_Row], piece: _Piece) -> int | None:
    """The row, at most five lines back, whose next cell the piece begins."""
    for index in range(len(rows) - 1, max(-1, len(rows) - 6), -1):
        if rows[index].takes_over(piece):
            return index
    return None


def _wraps(row: _Row, piece: _Piece) -> bool:
    below = 0 < row.last.y - piece.y < 2 * piece.size
    return below and abs(row.cells[-1][0].x - piece.x) < 2


def _joined(cell: list[_Piece]) -> str:
    text = cell[0].text
    for before, piece in pairwise(cell):
        apart = abs(before.y - piece.y) > 1.5  # gaps in a line are in the text already
        text += (" " if apart else "") + piece.text
    return text.strip()


def docx_lines(data: bytes) -> list[str]:
    """Paragraphs and table rows in their order. Raises Refused."""
    from lxml import etree  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_archive(archive)
            document = _unpacked(archive, "word/document.xml")
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError) as error:
        raise Refused("damaged") from error
    if re.search(rb"<!(?:DOCTYPE|ENTITY)", document[:4096] + document[-4096:], re.IGNORECASE):
        raise Refused("damaged")  # no word processor writes one
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        body = etree.fromstring(document, parser).find(f"{WORD}body")
    except etree.XMLSyntaxError as error:
        raise Refused("damaged") from error
    if body is None:
        raise Refused("damaged")
    lines: list[str] = []
    size = 0
    for line in _blocks(body):
        lines.append(line)
        size += len(line)
        if size > MOST_CHARACTERS:
            raise Refused("too_long")
    return lines


def _check_archive(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED:
        raise Refused("too_complex")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Refused("encrypted")
        if entry.file_size > 1024**2 and entry.file_size > LARGEST_RATIO * entry.compress_size:
            raise Refused("too_complex")


def _unpacked(archive: zipfile.ZipFile, name: str) -> bytes:
    """What an entry says of its size is not believed: reading stops at the limit."""
    with archive.open(name) as entry:
        data = entry.read(MOST_XML + 1)
    if len(data) > MOST_XML:
        raise Refused("too_complex")
    return data


def _blocks(parent: Any) -> Iterator[str]:
    for child in parent:
        if child.tag == f"{WORD}p":
            yield from _paragraph(child)
        elif child.tag == f"{WORD}tbl":
            yield from _table(child)
        elif child.tag in (f"{WORD}sdt", f"{WORD}sdtContent", f"{WORD}customXml", f"{WORD}ins"):
            yield from _blocks(child)


def _paragraph(paragraph: Any) -> Iterator[str]:
    """Its text, then that of text boxes that hang on it. What was deleted stays deleted."""
    boxes = list(paragraph.iter(f"{WORD}txbxContent"))
    inside = {id(node) for box in boxes for node in box.iter()}
    text = ""
    for node in paragraph.iter():
        if id(node) in inside:
            continue
        if node.tag == f"{WORD}t":
            text += node.text or ""
        elif node.tag == f"{WORD}tab":
            text += "\t"
        elif node.tag in (f"{WORD}br", f"{WORD}cr"):
            text += "\n"
    yield from (line for line in text.split("\n") if line.strip())
    for box in boxes[:1]:  # the second is the same box for older programs
        yield from _blocks(box)


def _table(table: Any) -> Iterator[str]:
    """A row of short cells is one line; a table that only arranges a page is its paragraphs."""
    for row in table.iter(f"{WORD}tr"):
        if next(row.iterancestors(f"{WORD}tbl")) is not table:
            continue  # of a table inside a cell: comes with its cell
        cells = [list(_blocks(cell)) for cell in row if cell.tag == f"{WORD}tc"]
        if all(len(lines) <= 1 for lines in cells):
            yield CELL.join(lines[0].strip() for lines in cells if lines)
        elif len(cells) > 1 and all(len(lines) <= 4 for lines in cells) and len(cells) > 2:
            yield CELL.join(" ".join(lines).strip() for lines in cells if lines)
        else:
            for lines in cells:
                yield from lines


def read(kind: str, data: bytes) -> dict[str, Any]:
    """What goes back to ``resume_text``: lines and pages, or the state that says why not."""
    try:
        lines, pages = pdf_lines(data) if kind == "pdf" else (docx_lines(data), 1)
    except Refused as refused:
        return {"state": refused.state}
    except (MemoryError, RecursionError):
        return {"state": "too_complex"}
    except Exception:  # noqa: BLE001  whatever a parser stumbles over is the file's doing
        return {"state": "damaged"}
    if not any(re.search(r"\w{2}", line) for line in lines):
        return {"state": "no_text"}
    return {"state": "ok", "lines": lines, "pages": pages}


def main() -> None:
    data = sys.stdin.buffer.read()
    _confine()
    answer = read(sys.argv[1], data)
    sys.stdout.buffer.write(json.dumps(answer).encode())  # ASCII: lone surrogates survive


if __name__ == "__main__":
    main()
