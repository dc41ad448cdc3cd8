"""The Korean catalogue: whole, in step with the source, in one voice, with one word for one thing.

Every rule is a function from catalogues to broken sentences, so that it can be shown to fail.
"""

from __future__ import annotations

import re
import shutil
import string
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import allauth
import polib
import pytest
from django.template import engines
from django.utils import translation

from hireapp.core.messages import compile_catalogues
from hireapp.policy.purposes import PURPOSES

ROOT = Path(__file__).resolve().parents[2]
OURS = ROOT / "locale" / "ko" / "LC_MESSAGES" / "django.po"
ALLAUTH = ROOT / "locale" / "allauth" / "ko" / "LC_MESSAGES" / "django.po"
COPIED = ("hireapp", "interviews", "analysis", "templates", "static", "manage.py")
NOT_COPIED = shutil.ignore_patterns("__pycache__", "vendor", "*.mo", "woff2*")
IGNORED = ("--ignore", ".venv", "--ignore", "node_modules", "--ignore", "var")

# Units, signs and names that are the same in both languages.
SAME_IN_BOTH = {"Hz", "dBFS", "%", "°", "PDF", "{time} / {total}"}

# Where a candidate reads: these files speak 해요체 and nothing else.
CANDIDATE_FILES = (
    "templates/candidate/",
    "interviews/web/candidate/",
    "interviews/api/candidate/",
    "interviews/candidate_door.py",
    "interviews/services/answer.py",
    "interviews/services/candidate_rights.py",
    "interviews/services/consent.py",
    "interviews/services/uploads.py",
    "interviews/selectors/consent.py",
    "interviews/access.py",
    "hireapp/policy/purposes.py",
)
# Where only colleagues read: 합니다체.
PORTAL_FILES = (
    "templates/portal/",
    "templates/account/",
    "interviews/web/portal/",
    "interviews/web/report/",
    "interviews/selectors/problem_texts.py",
    "interviews/services/decision.py",
    "interviews/services/rating.py",
)
FORMAL = re.compile(r"(?<!고맙)습니다|(?:합|됩|입|줍|갑|옵|립|집|킵)니다|십시오|십시요|습니까|하오")
POLITE = re.compile(r"(?:[해돼져려봐줘와워아어여예에이]|나|가|까|네)요(?=[.!?…”)]|$)")
COMMANDING = re.compile(r"하십시오|십시요|하시오|귀하|당신")

# docs/glossary.md: what must not be said, and what is said instead.
NEVER = {
    "후보자": "지원자", "응시자": "지원자", "인터뷰": "면접", "레포트": "리포트",
    "보고서": "리포트", "컨센트": "동의", "타임 라인": "타임라인", "재촬영": "다시 녹화",
    "스크립트": "답변 기록", "패스워드": "비밀번호", "다운로드": "내려받기",
    "감사로그": "감사 로그",
    "암호 변경": "비밀번호 변경", "전자우편": "이메일", "면접자": "지원자", "점수표": "평가표",
}  # fmt: skip
# English word of the glossary (whole word) → what the Korean sentence must say, one of these.
TERMS = {
    r"candidates?": ("지원자",),
    r"interviews?": ("면접",),
    r"positions?": ("포지션",),
    r"scorecards?": ("평가표", "평가"),
    r"timeline": ("타임라인",),
    r"audit log": ("감사 로그",),
    r"blind": ("블라인드",),
    r"retakes?": ("다시 녹화", "횟수"),
    r"transcript": ("답변 기록",),
    r"receipt": ("접수",),
    r"recruiters?": ("채용 담당자",),
    r"owners?": ("소유자",),
    r"links?": ("링크",),
    r"consents?": ("동의",),
    r"practice": ("연습",),
}


def texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def key(entry: polib.POEntry) -> tuple[str | None, str, str]:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def named(text: str) -> set[str]:
    """``%(name)s``, ``%d``, ``%%``, ``{name}`` and the tags of a sentence."""
    braces = {f"{{{name}}}" for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    tags = set(re.findall(r"</?[a-z]+[^>]*>", text))
    return set(re.findall(r"%\([a-z_]+\)[sd]|%[sd](?![a-z])", text)) | braces | tags


def unfinished(catalogue: Iterable[polib.POEntry]) -> list[str]:
    return [e.msgid for e in catalogue if e.fuzzy or not all(texts(e)) or not texts(e)]


def misplaced(catalogue: Iterable[polib.POEntry]) -> list[str]:
    """The plural form names the places: "1 question" may leave its number out."""
    return [
        e.msgid
        for e in catalogue
        for text in texts(e)
        if named(text) != named(e.msgid_plural or e.msgid)
        or text.count("%%") != e.msgid.count("%%")
    ]


def left_in_english(catalogue: Iterable[polib.POEntry]) -> list[str]:
    return [e.msgid for e in catalogue if e.msgid in texts(e) and e.msgid not in SAME_IN_BOTH]


def forbidden_words(catalogue: Iterable[polib.POEntry]) -> list[str]:
    return [f"{t} ({w} → {NEVER[w]})" for e in catalogue for t in texts(e) for w in NEVER if w in t]


def wrong_terms(catalogue: Iterable[polib.POEntry]) -> list[str]:
    broken = []
    for entry in catalogue:
        for english, korean in TERMS.items():
            words = re.sub(r"%\(\w+\)s|head position", "", entry.msgid, flags=re.IGNORECASE)
            said = re.search(rf"(?<![\w“-]){english}(?![\w-])", words, re.IGNORECASE)
            if said and not all(any(k in t for k in korean) for t in texts(entry)):
                broken.append(f"{entry.msgid!r} ({english}) → {texts(entry)[0]!r}")
    return broken


def wrong_register(
    catalogue: Iterable[polib.POEntry], files: tuple[str, ...], wrong: re.Pattern[str]
) -> list[str]:
    """Sentences found only in ``files`` that speak in the other voice."""
    return [
        text
        for e in catalogue
        if e.occurrences and all(place.startswith(files) for place, _line in e.occurrences)
        for text in texts(e)
        if wrong.search(text)
    ]


@pytest.fixture(scope="module")
def ours() -> polib.POFile:
    return polib.pofile(str(OURS))


@pytest.fixture(scope="module")
def reworded() -> polib.POFile:
    return polib.pofile(str(ALLAUTH))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> polib.POFile:
    """What ``make messages`` finds today, with the places where it stands."""
    copy = tmp_path_factory.mktemp("source")
    for name in COPIED:
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, copy / name, ignore=NOT_COPIED)
        else:
            shutil.copy(path, copy / name)
    target = copy / "locale" / "ko" / "LC_MESSAGES"
    target.mkdir(parents=True)
    shutil.copy(OURS, target)
    command = [sys.executable, "-m", "django", "makemessages", "--locale", "ko", "--no-obsolete"]
    command += ["--no-wrap", "--add-location", "file", *IGNORED]
    done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return polib.pofile(str(target / "django.po"))


def test_the_catalogue_holds_the_sentences_of_the_source_and_no_others(
    ours: polib.POFile, source: polib.POFile
) -> None:
    committed, found = {key(e) for e in ours}, {key(e) for e in source}
    assert sorted(map(str, found - committed)) == [], "run `make messages` and translate these"
    assert sorted(map(str, committed - found)) == [], "run `make messages`: nothing says these"


def test_every_sentence_is_translated(ours: polib.POFile, reworded: polib.POFile) -> None:
    assert unfinished(ours) == []
    assert unfinished(reworded) == []


def test_korean_has_one_form_for_all_numbers(ours: polib.POFile) -> None:
    assert ours.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert [e.msgid for e in ours if e.msgid_plural and set(e.msgstr_plural) != {0}] == []


def test_what_is_filled_in_is_filled_in_in_korean_too(
    ours: polib.POFile, reworded: polib.POFile
) -> None:
    assert misplaced(ours) == []
    assert misplaced(reworded) == []


def test_no_percent_sign_is_mistaken_for_a_place_to_fill_in(ours: polib.POFile) -> None:
    """xgettext takes "5 % of" for a format: such lines say ``xgettext:no-python-format``."""
    suspects = [e.msgid for e in ours if "python-format" in e.flags and not re.search(
        r"%\([a-z_]+\)[sd]|%[sd](?![a-z])|%%", e.msgid)]  # fmt: skip
    assert suspects == []


def test_nothing_is_left_in_english(ours: polib.POFile, reworded: polib.POFile) -> None:
    assert left_in_english(ours) == []
    assert left_in_english(reworded) == []


def test_a_thing_has_one_name(ours: polib.POFile, reworded: polib.POFile) -> None:
    assert forbidden_words([*ours, *reworded]) == []
    assert wrong_terms(ours) == []


def test_candidates_are_spoken_to_warmly(source: polib.POFile) -> None:
    assert wrong_register(source, CANDIDATE_FILES, FORMAL) == []


def test_the_portal_speaks_plainly(source: polib.POFile) -> None:
    assert wrong_register(source, PORTAL_FILES, POLITE) == []


def test_nobody_is_commanded(ours: polib.POFile, reworded: polib.POFile) -> None:
    assert [t for e in [*ours, *reworded] for t in texts(e) if COMMANDING.search(t)] == []


def test_korean_letters_to_candidates_are_warm_too() -> None:
    folder = ROOT / "templates" / "email"
    letters = sorted([*folder.glob("invitation_ko*"), *folder.glob("room*_ko*")])
    assert letters
    assert [p.name for p in letters if FORMAL.search(p.read_text(encoding="utf-8"))] == []


def test_allauths_sentences_still_exist(reworded: polib.POFile) -> None:
    """A sentence that allauth rewrote would fall back to allauth's own Korean in silence."""
    root = Path(allauth.__file__).parent / "locale" / "ko" / "LC_MESSAGES" / "django.po"
    theirs = {(e.msgid, e.msgid_plural) for e in polib.pofile(str(root))}
    assert [e.msgid for e in reworded if (e.msgid, e.msgid_plural) not in theirs] == []


@pytest.mark.parametrize(
    ("msgid", "msgstr", "rule"),
    [
        ("Hello %(name)s", "안녕하세요 %(nane)s 님", misplaced),
        ("Page {n}", "쪽", misplaced),
        ("<b>Now</b>", "지금", misplaced),
        ("Now", "", unfinished),
        ("Now", "Now", left_in_english),
        ("The candidate is invited.", "후보자를 초대했습니다.", forbidden_words),
        ("The candidate is invited.", "초대했습니다.", wrong_terms),
    ],
)
def test_the_rules_find_what_they_are_for(msgid: str, msgstr: str, rule: object) -> None:
    assert callable(rule)
    assert rule([polib.POEntry(msgid=msgid, msgstr=msgstr)])


def test_the_rules_hear_the_wrong_voice() -> None:
    here = [("templates/candidate/a.html", "")]
    there = [("templates/portal/a.html", "")]
    stiff = polib.POEntry(msgid="a", msgstr="확인하십시오.", occurrences=here)
    soft = polib.POEntry(msgid="b", msgstr="다시 시도해 주세요. 저장했어요.", occurrences=there)
    assert wrong_register([stiff, soft], CANDIDATE_FILES, FORMAL) == ["확인하십시오."]
    assert wrong_register([stiff, soft], PORTAL_FILES, POLITE)


def test_pages_speak_korean_once_compiled() -> None:
    """Through Django: our words, allauth's reworded, and a percent sign that stays one."""
    compile_catalogues([ROOT / "locale", ROOT / "locale" / "allauth"])
    page = engines["django"].from_string(
        '{% load i18n %}{% translate "Ask for a person" %}|{% translate "Email Addresses" %}|'
        '{% translate "hatched: uncertain (under 50 %)" %}'
    )
    with translation.override("ko"):
        said = page.render({}).split("|")
        titles = [str(info.title) for info in PURPOSES.values()]
    assert said == ["담당자와 이야기하기", "이메일 주소", "빗금: 불확실(50 % 미만)"]
    assert all(re.search("[가-힣]", title) for title in titles)
