"""Hostile files: every one ends in a state that a page can explain, and none takes the reader down."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from docx import Document
from pypdf import PdfWriter

from analysis.language.resume_text import (
    LARGEST_BYTES,
    ResumeProblem,
    UnreadableResume,
    file_kind,
    resume_text,
    tidy_line,
)
from tests.analysis.language.resume_samples import PEOPLE, pdf_plain


def problem_of(data: bytes, **options: float) -> ResumeProblem:
    with pytest.raises(UnreadableResume) as raised:
        resume_text(data, **options)
    return raised.value.problem


def archive(entries: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return sink.getvalue()


def word(body: str, head: str = "") -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    xml = f'<?xml version="1.0"?>{head}<w:document {space}><w:body>{body}</w:body></w:document>'
    return archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": xml.encode()})


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(stream: bytes, *, packed: bool = False) -> bytes:
    """One page with one content stream, written by hand."""
    data, filters = (
        (zlib.compress(stream, 9), b"/Filter /FlateDecode ") if packed else (stream, b"")
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
        b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (filters, len(data), data),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer << /Root 1 0 R /Size 5 >>\nstartxref\n%d\n%%%%EOF" % start


def test_a_pdf_gives_its_lines() -> None:
    text = resume_text(pdf_plain(PEOPLE[0]))
    assert text.pages == 1
    assert any("Kafka" in line for line in text.lines)
    assert resume_text(pdf(b"BT /F1 12 Tf 72 720 Td (Backend engineer) Tj ET")).lines == (
        "Backend engineer",
    )


@pytest.mark.parametrize("data", [b"", b"hello", b"MZ\x90\x00", b"PK\x03\x04 no word in it",
                                  b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>%PDF</html>"])  # fmt: skip
def test_other_files_are_known_by_content(data: bytes) -> None:
    assert file_kind(data) == ""
    assert problem_of(data) is ResumeProblem.UNKNOWN_TYPE


def test_a_file_that_is_too_large_is_not_even_opened() -> None:
    assert problem_of(b"%PDF-" + bytes(LARGEST_BYTES)) is ResumeProblem.TOO_LARGE


def test_a_pdf_with_a_password_is_told_apart() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    sink = io.BytesIO()
    writer.write(sink)
    assert problem_of(sink.getvalue()) is ResumeProblem.ENCRYPTED


def test_a_scan_has_no_text() -> None:
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    sink = io.BytesIO()
    writer.write(sink)
    assert problem_of(sink.getvalue()) is ResumeProblem.NO_TEXT
    assert problem_of(word("<w:p/>")) is ResumeProblem.NO_TEXT


def test_a_book_is_too_long() -> None:
    writer = PdfWriter()
    for _page in range(40):
        writer.add_blank_page(100, 100)
    sink = io.BytesIO()
    writer.write(sink)
    assert problem_of(sink.getvalue()) is ResumeProblem.TOO_LONG
    assert problem_of(word(paragraph("word " * 2000) * 30)) is ResumeProblem.TOO_LONG


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(range(256)) * 50,
                                  pdf_plain(PEOPLE[0])[:2000],
                                  b"PK\x03\x04" + b"word/document.xml" * 10])  # fmt: skip
def test_a_damaged_file_is_called_that(data: bytes) -> None:
    assert problem_of(data) in {ResumeProblem.DAMAGED, ResumeProblem.NO_TEXT}


def test_a_pdf_that_unpacks_to_hundreds_of_megabytes_is_refused() -> None:
    bomb = pdf(b" " * (300 * 1024**2), packed=True)
    assert len(bomb) < 1024**2
    assert problem_of(bomb) in {ResumeProblem.TOO_COMPLEX, ResumeProblem.DAMAGED}


def test_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    part = word(paragraph("a" * (90 * 1024**2)))
    assert len(part) < 1024**2
    assert problem_of(part) is ResumeProblem.TOO_COMPLEX
    many = {f"word/media/{n}.bin": b"" for n in range(3000)}
    full = archive({"word/document.xml": b"<x/>", **many})
    assert problem_of(full) is ResumeProblem.TOO_COMPLEX


def test_entities_are_never_resolved(tmp_path: object) -> None:
    outside = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    assert problem_of(word(paragraph("&e;"), outside)) is ResumeProblem.DAMAGED
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert problem_of(word(paragraph("&b;"), laughs)) is ResumeProblem.DAMAGED


def test_a_reader_that_takes_too_long_is_stopped() -> None:
    assert problem_of(pdf_plain(PEOPLE[0]), patience_s=0.01) is ResumeProblem.TOO_COMPLEX


def test_macros_and_pictures_are_not_looked_at() -> None:
    document = Document()
    document.add_paragraph("정보처리기사 자격증")
    sink = io.BytesIO()
    document.save(sink)
    with zipfile.ZipFile(sink, "a") as more:
        more.writestr("word/vbaProject.bin", b"\x00" * 1000)
        more.writestr("word/media/photo.png", b"\x89PNG broken")
    assert resume_text(sink.getvalue()).lines == ("정보처리기사 자격증",)


def test_deep_nesting_ends_without_a_crash() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + paragraph("inside") + "</w:tc></w:tr></w:tbl>" * 400
    assert problem_of(word(deep)) in {ResumeProblem.TOO_COMPLEX, ResumeProblem.DAMAGED}


def test_lines_are_tidied() -> None:
    assert tidy_line("  ㈜한빛\u200b소프트\t2019.03 ") == "(주)한빛소프트 | 2019.03"
    assert tidy_line("▪ Kafka\u00a0운영") == "• Kafka 운영"
    assert tidy_line("\ud800 a") == "a"
