"""Résumés made for tests: invented people with known facts, in six layouts, two formats.

``python tests/analysis/language/resume_samples.py`` prints precision and recall as they stand in
docs/models/resume-facts.md.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import typst
from docx import Document

from analysis.language.resume import ResumeFacts, resume_facts
from analysis.language.resume_text import resume_text

ROOT = Path(__file__).resolve().parents[3]
FONTS = ROOT / "static/vendor/pretendard/print"
TODAY = (2026, 11)


@dataclass(frozen=True, slots=True)
class Job:
    title: str
    employer: str
    start: tuple[int, int]
    end: tuple[int, int] | None
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """``private``: what a form asks and nobody may weigh; label and value."""

    language: str
    name: str
    jobs: tuple[Job, ...]
    skills: tuple[str, ...]
    education: tuple[tuple[str, str, str], ...]  # level, field, as written
    certificates: tuple[str, ...]
    languages: tuple[tuple[str, str], ...]  # code, as written
    private: tuple[tuple[str, str], ...]


KO_PRIVATE = (
    ("생년월일", "1991년 4월 7일"), ("성별", "여"), ("주소", "서울특별시 마포구 월드컵로 12"),
    ("종교", "불교"), ("병역", "해당 없음"), ("결혼여부", "기혼"),
)  # fmt: skip
KO_PRIVATE_2 = (
    ("생년월일", "1988.11.23"), ("성별", "남"), ("주소", "부산광역시 해운대구 센텀로 45"),
    ("병역", "육군 병장 만기제대"), ("본적", "전라북도 전주시"), ("신장", "178cm"),
)  # fmt: skip
EN_PRIVATE = (
    ("Date of birth", "7 April 1991"), ("Gender", "Female"), ("Marital status", "Married"),
    ("Nationality", "Irish"), ("Religion", "Catholic"), ("Address", "12 Harbour Lane, Leeds"),
)  # fmt: skip
EN_PRIVATE_2 = (
    ("DOB", "23/11/1988"), ("Sex", "Male"), ("Children", "two"),
    ("Military service", "completed 2010"), ("Place of birth", "Busan"),
)  # fmt: skip

PEOPLE = (
    Person(
        "ko", "김하늘",
        (Job("백엔드 개발자", "(주)가나소프트", (2022, 6), None,
             ("Kafka 기반 주문 처리 서비스를 설계하고 운영했습니다.", "Docker 이미지 빌드 시간을 12분에서 4분으로 줄였습니다.")),
         Job("서버 개발자", "두리네트웍스", (2019, 3), (2022, 5), ("MySQL 슬로우 쿼리를 개선했습니다.",))),
        ("Kafka", "Docker", "MySQL", "Python", "Redis"),
        (("bachelor", "컴퓨터공학과", "한솔대학교 컴퓨터공학과 졸업 (학사)"),),
        ("정보처리기사", "SQLD"), (("en", "TOEIC 905"),), KO_PRIVATE),
    Person(
        "ko", "박도윤",
        (Job("병동 간호사", "새봄병원", (2020, 1), (2025, 9), ("내과 병동 투약과 EMR 기록을 담당했습니다.",)),
         Job("간호사", "푸른숲요양병원", (2017, 3), (2019, 12), ("낙상 예방 교육을 진행했습니다.",))),
        ("EMR", "OCS"),
        (("bachelor", "간호학과", "온누리대학교 간호학과 졸업 (학사)"),),
        ("간호사 면허", "요양보호사"), (("en", "영어 중급"),), KO_PRIVATE_2),
    Person(
        "ko", "이서진",
        (Job("기구설계 선임", "한빛전자", (2018, 7), None, ("SolidWorks로 사출 금형 부품을 설계했습니다.",)),
         Job("설계 연구원", "대성테크", (2015, 2), (2018, 6), ("공차 분석과 FMEA를 수행했습니다.",))),
        ("SolidWorks", "FMEA", "AutoCAD"),
        (("master", "기계공학과", "가람대학교 대학원 기계공학과 석사"), ("bachelor", "기계공학과", "가람대학교 기계공학과 학사")),
        ("일반기계기사",), (("ja", "JLPT N2"), ("en", "OPIc IM2")), KO_PRIVATE_2),
    Person(
        "ko", "정유나",
        (Job("보육교사", "해맑은어린이집", (2021, 3), (2024, 2), ("만 3세반 놀이 계획안을 작성했습니다.",)),
         Job("보육교사", "꿈터어린이집", (2018, 3), (2021, 2), ("학부모 상담을 진행했습니다.",))),
        ("HWP", "Excel"),
        (("associate", "유아교육과", "미래전문대학 유아교육과 전문학사"),),
        ("보육교사 2급", "유치원정교사 2급"), (), KO_PRIVATE),
    Person(
        "ko", "최민재",
        (Job("재무팀 과장", "㈜동백식품", (2016, 4), None, ("SAP로 월 결산과 예산 통제를 맡았습니다.",)),
         Job("경리 사원", "나루물류", (2013, 1), (2016, 3), ("더존으로 전표를 처리했습니다.",))),
        ("SAP", "Douzone", "Excel"),
        (("bachelor", "회계학과", "누리대학교 회계학과 졸업 (학사)"),),
        ("전산세무 1급", "재경관리사"), (("en", "TOEIC 820"), ("zh", "HSK 4급")), KO_PRIVATE_2),
    Person(
        "ko", "한지우",
        (Job("UX 디자이너", "모아스튜디오", (2021, 9), None, ("Figma로 디자인 시스템을 구축했습니다.",)),
         Job("그래픽 디자이너", "라온에이전시", (2019, 5), (2021, 8), ("포토샵과 일러스트레이터로 상세 페이지를 만들었습니다.",))),
        ("Figma", "Photoshop", "Illustrator"),
        (("bachelor", "시각디자인과", "예담대학교 시각디자인과 졸업 (학사)"),),
        ("GTQ", "웹디자인기능사"), (("en", "영어 비즈니스 회화"),), KO_PRIVATE),
    Person(
        "en", "Maeve Brennan",
        (Job("Senior Backend Engineer", "Northwind Systems", (2021, 5), None,
             ("Ran the Kafka event platform behind order processing.", "Cut p95 latency from 900 ms to 210 ms.")),
         Job("Software Developer", "Tidewater Labs", (2017, 9), (2021, 4), ("Wrote payment services in Python and Django.",))),
        ("Kafka", "Python", "Django", "PostgreSQL", "Kubernetes"),
        (("bachelor", "Computer Science", "BSc in Computer Science, Harbour University"),),
        ("AWS Certified Developer", "CKA"), (("de", "German (B2)"), ("fr", "French (conversational)")), EN_PRIVATE),
    Person(
        "en", "Daniel Okafor",
        (Job("Charge Nurse", "St Brigid Hospital", (2019, 2), None, ("Led a 28-bed medical ward and its EMR roll-out.",)),
         Job("Staff Nurse", "Ashgrove Clinic", (2014, 10), (2019, 1), ("Ran the falls prevention audit.",))),
        ("EMR",),
        (("bachelor", "Nursing", "Bachelor of Science in Nursing, Lakeside University"),),
        ("Registered Nurse",), (("es", "Spanish (fluent)"),), EN_PRIVATE_2),
    Person(
        "en", "Priya Nair",
        (Job("Data Analyst", "Copperfield Retail Group", (2020, 8), (2025, 3), ("Built Tableau dashboards on BigQuery.",)),
         Job("Reporting Analyst", "Meridian Bank", (2016, 6), (2020, 7), ("Automated monthly reports with SQL and Excel.",))),
        ("Tableau", "BigQuery", "SQL", "Excel"),
        (("master", "Statistics", "MSc in Statistics, Northgate University"), ("bachelor", "Economics", "BA in Economics, Northgate University")),
        ("PMP",), (("en", "English (fluent)"),), EN_PRIVATE),
    Person(
        "en", "Tomasz Zielinski",
        (Job("Quality Engineer", "Baltic Motors", (2018, 3), None, ("Ran SPC and FMEA for brake housings.",)),
         Job("Production Technician", "Ironbridge Works", (2012, 1), (2018, 2), ("Kept press line PLC programs up to date.",))),
        ("SPC", "FMEA", "PLC", "Minitab"),
        (("bachelor", "Mechanical Engineering", "BEng in Mechanical Engineering, Vistula University of Technology"),),
        ("Six Sigma Green Belt",), (("en", "English (C1)"), ("de", "German (A2)")), EN_PRIVATE_2),
    Person(
        "en", "Grace Whitfield",
        (Job("Head Chef", "Saltmarsh Kitchen", (2019, 11), None, ("Rewrote HACCP plans after two site moves.",)),
         Job("Sous Chef", "The Alder Hotel", (2015, 4), (2019, 10), ("Ran the pass for 120 covers a night.",))),
        ("HACCP",),
        (("high_school", "", "Riverside High School diploma"),),
        ("Food Safety Level 3",), (("fr", "French (basic)"),), EN_PRIVATE),
    Person(
        "en", "Hana Suzuki",
        (Job("Logistics Coordinator", "Evergate Logistics", (2021, 1), None, ("Introduced WMS cycle counts.",)),
         Job("Transport Planner", "Halden Freight Ltd", (2017, 7), (2020, 12), ("Planned 60 trucks a day in TMS.",))),
        ("WMS", "TMS", "Excel"),
        (("bachelor", "Supply Chain Management", "BBA in Supply Chain Management, Westport College"),),
        ("CPIM",), (("ja", "Japanese (JLPT N1)"), ("en", "English (business)")), EN_PRIVATE_2),
)  # fmt: skip

WORDS = {
    "ko": {"experience": "경력사항", "education": "학력사항", "skills": "보유기술", "certificates": "자격증",
           "languages": "어학", "personal": "인적사항", "name": "성명", "resume": "이력서"},
    "en": {"experience": "Work Experience", "education": "Education", "skills": "Skills",
           "certificates": "Certifications", "languages": "Languages", "personal": "Personal details",
           "name": "Name", "resume": "Curriculum vitae"},
}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _when(person: Person, job: Job) -> str:
    if person.language == "ko":
        end = "현재" if job.end is None else f"{job.end[0]}.{job.end[1]:02d}"
        return f"{job.start[0]}.{job.start[1]:02d} ~ {end}"
    end = "Present" if job.end is None else f"{_MONTHS[job.end[1] - 1]} {job.end[0]}"
    return f"{_MONTHS[job.start[1] - 1]} {job.start[0]} – {end}"


def _t(text: str) -> str:
    """Typst markup that says exactly this."""
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _pdf(body: str, columns: int = 1) -> bytes:
    head = (
        f'#set page(paper: "a4", columns: {columns})\n#set text(font: "Pretendard", size: 10pt)\n'
    )
    made: bytes = typst.compile(
        (head + body).encode(), font_paths=[str(FONTS)], ignore_system_fonts=True
    )
    return made


def _private(person: Person) -> str:
    return "\n\n".join(_t(f"{label}: {value}") for label, value in person.private)


def _typst_body(person: Person, *, break_before: str = "") -> str:
    w = WORDS[person.language]
    parts = [f"= {_t(person.name)}", f"== {_t(w['experience'])}"]
    for job in person.jobs:
        parts.append(f"*{_t(job.employer)}* #h(1fr) {_t(_when(person, job))} \\\n{_t(job.title)}")
        parts += [f"- {_t(duty)}" for duty in job.duties]
    sections = {
        "education": [_t(written) for _level, _field, written in person.education],
        "skills": [_t(", ".join(person.skills))],
        "certificates": [_t(name) for name in person.certificates],
        "languages": [_t(written) for _code, written in person.languages],
        "personal": [_private(person)],
    }
    for name, lines in sections.items():
        if lines:
            parts.append(("#colbreak()\n" if name == break_before else "") + f"== {_t(w[name])}")
            parts += lines
    return "\n\n".join(parts)


def pdf_plain(person: Person) -> bytes:
    return _pdf(_typst_body(person))


def pdf_two_columns(person: Person) -> bytes:
    return _pdf(_typst_body(person, break_before="education"), columns=2)


def pdf_form(person: Person) -> bytes:
    """The Korean standard form (and an English one like it): ruled tables from top to bottom."""
    w, ko = WORDS[person.language], person.language == "ko"
    cells = [(w["name"], person.name), *person.private]
    table = ", ".join(f"[{_t(label)}], [{_t(value)}]" for label, value in cells)
    heads = (
        ("근무기간", "회사명", "직위", "담당업무")
        if ko
        else ("Period", "Company", "Position", "Duties")
    )
    rows = [
        (_when(person, job), job.employer, job.title, " ".join(job.duties)) for job in person.jobs
    ]
    listed = [heads, *rows]
    work = ", ".join(f"[{_t(cell)}]" for row in listed for cell in row)
    body = [f"= {_t(w['resume'])}", f"#table(columns: (1fr, 2fr, 1fr, 2fr), {table})"]
    body += [f"== {_t(w['experience'])}", f"#table(columns: (1.2fr, 1.2fr, 1fr, 2.4fr), {work})"]
    for name, lines in (
        ("education", [written for _l, _f, written in person.education]),
        ("skills", [", ".join(person.skills)]),
        ("certificates", list(person.certificates)),
        ("languages", [written for _c, written in person.languages]),
    ):
        if lines:
            inner = ", ".join(f"[{_t(line)}]" for line in lines)
            body += [f"== {_t(w[name])}", f"#table(columns: (1fr,), {inner})"]
    return _pdf("\n\n".join(body))


def _saved(document: object) -> bytes:
    sink = io.BytesIO()
    document.save(sink)  # type: ignore[attr-defined]
    return sink.getvalue()


def docx_plain(person: Person) -> bytes:
    document, w = Document(), WORDS[person.language]
    document.add_heading(person.name, 0)
    for label, value in person.private:
        document.add_paragraph(f"{label}: {value}")
    document.add_heading(w["experience"], 1)
    for job in person.jobs:
        joined = ", " if person.language == "en" else " / "
        document.add_paragraph(f"{job.employer}{joined}{job.title} ({_when(person, job)})")
        for duty in job.duties:
            document.add_paragraph(duty, style="List Bullet")
    for name, lines in (
        ("education", [written for _l, _f, written in person.education]),
        ("skills", [", ".join(person.skills)]),
        ("certificates", list(person.certificates)),
        ("languages", [written for _c, written in person.languages]),
    ):
        if lines:
            document.add_heading(w[name], 1)
            for line in lines:
                document.add_paragraph(line)
    return _saved(document)


def docx_form(person: Person) -> bytes:
    document, w, ko = Document(), WORDS[person.language], person.language == "ko"
    form = document.add_table(rows=0, cols=4)
    pairs = [(w["name"], person.name), *person.private]
    for n in range(0, len(pairs), 2):
        cells = form.add_row().cells
        for place, text in enumerate([text for pair in pairs[n : n + 2] for text in pair]):
            cells[place].text = text
    document.add_paragraph(w["experience"])
    heads = (
        ("회사명", "직위", "근무기간", "담당업무")
        if ko
        else ("Employer", "Job title", "Dates", "Duties")
    )
    work = document.add_table(rows=1, cols=4)
    for cell, text in zip(work.rows[0].cells, heads, strict=True):
        cell.text = text
    for job in person.jobs:
        row = (job.employer, job.title, _when(person, job), " ".join(job.duties))
        for cell, text in zip(work.add_row().cells, row, strict=True):
            cell.text = text
    for name, lines in (
        ("education", [written for _l, _f, written in person.education]),
        ("skills", [", ".join(person.skills)]),
        ("certificates", list(person.certificates)),
        ("languages", [written for _c, written in person.languages]),
    ):
        if lines:
            document.add_paragraph(w[name])
            table = document.add_table(rows=0, cols=1)
            for line in lines:
                table.add_row().cells[0].text = line
    return _saved(document)


def docx_two_columns(person: Person) -> bytes:
    """One wide table that only arranges the page: facts left, experience right."""
    document, w = Document(), WORDS[person.language]
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text = person.name
    for label, value in person.private:
        left.add_paragraph(f"{label}: {value}")
    for name, lines in (
        ("skills", [", ".join(person.skills)]),
        ("certificates", list(person.certificates)),
        ("languages", [written for _c, written in person.languages]),
    ):
        if lines:
            left.add_paragraph(w[name])
            for line in lines:
                left.add_paragraph(line)
    right.text = w["experience"]
    for job in person.jobs:
        right.add_paragraph(job.title)
        right.add_paragraph(f"{job.employer} | {_when(person, job)}")
        for duty in job.duties:
            right.add_paragraph(duty)
    right.add_paragraph(w["education"])
    for _level, _field, written in person.education:
        right.add_paragraph(written)
    return _saved(document)


LAYOUTS: dict[str, Callable[[Person], bytes]] = {
    "pdf-plain": pdf_plain,
    "pdf-two-columns": pdf_two_columns,
    "pdf-form": pdf_form,
    "docx-plain": docx_plain,
    "docx-form": docx_form,
    "docx-two-columns": docx_two_columns,
}


def expected(person: Person) -> dict[str, set[object]]:
    return {
        "role": {(j.employer.replace("㈜", "(주)"), j.title, j.start, j.end) for j in person.jobs},
        "skill": set(person.skills),
        "education": {(level, studied) for level, studied, _written in person.education},
        "certificate": {_plain(name) for name in person.certificates},
        "language": {code for code, _written in person.languages},
    }


def found(facts: ResumeFacts) -> dict[str, set[object]]:
    return {
        "role": {(r.employer, r.title, r.period.start, r.period.end) for r in facts.roles},
        "skill": {skill.name for skill in facts.skills},
        "education": {(e.level, e.field) for e in facts.education},
        "certificate": {_plain(c.name) for c in facts.certificates},
        "language": {language.code for language in facts.languages},
    }


def _plain(name: str) -> str:
    return "".join(name.split()).lower()


def read(person: Person, layout: str) -> ResumeFacts:
    return resume_facts(resume_text(LAYOUTS[layout](person)).lines, today=TODAY)


def measure() -> dict[tuple[str, str], Counter[str]]:
    """(layout, kind of fact) → expected, found, right."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for layout in LAYOUTS:
        for person in PEOPLE:
            want, got = expected(person), found(read(person, layout))
            for kind, facts in want.items():
                count = counts.setdefault((layout, kind), Counter())
                count["expected"] += len(facts)
                count["found"] += len(got[kind])
                count["right"] += len(facts & got[kind])
    return counts


if __name__ == "__main__":
    counts = measure()
    kinds = sorted({kind for _layout, kind in counts})
    total: dict[str, Counter[str]] = {kind: Counter() for kind in kinds}
    for (layout, kind), count in counts.items():
        total[kind] += count
        if count["right"] < count["expected"] or count["found"] > count["right"]:
            print(f"{layout:18} {kind:12} {dict(count)}")
    for kind, count in total.items():
        precision = count["right"] / max(1, count["found"])
        recall = count["right"] / max(1, count["expected"])
        print(f"| {kind} | {count['expected']} | {precision:.3f} | {recall:.3f} |")
