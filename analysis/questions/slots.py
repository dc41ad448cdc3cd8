"""Puts the word that was said into a question, grammatically.

English needs nothing. Korean particles change with the sound before them: 을/를, 이/가, 은/는,
와/과, (으)로. Templates write both forms, as Koreans do in forms: "{term}을(를)". What a word ends
in is read off Hangul exactly; off digits as they are read out; off Latin letters by how the word is
usually written in Hangul (Docker 도커, Slack 슬랙, SQL 에스큐엘).
"""

from __future__ import annotations

import re
from enum import Enum

from ncs.content import SLOT

_HANGUL_FIRST, _HANGUL_LAST, _FINALS, _RIEUL = 0xAC00, 0xD7A3, 28, 8
# Pair as written → (after a consonant, after a vowel).
_PAIRS = {
    "을(를)": ("을", "를"),
    "를(을)": ("을", "를"),
    "이(가)": ("이", "가"),
    "가(이)": ("이", "가"),
    "은(는)": ("은", "는"),
    "는(은)": ("은", "는"),
    "와(과)": ("과", "와"),
    "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
    "(이)라": ("이라", "라"),
    "(이)나": ("이나", "나"),
    "(이)란": ("이란", "란"),
    "(이)든": ("이든", "든"),
    "(이)에": ("이에", "예"),
}
_PAIR = re.compile(f"({SLOT})({'|'.join(map(re.escape, _PAIRS))})?")
_BRACKETS = re.compile(r"\s*[(\[].*?[)\]]\s*$")
# How letters are read out one by one: 엘, 엠, 엔, 알 end in a consonant.
_LETTERS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ", "r": "ㄹ"}
_DIGITS = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}
_CONSONANT = re.compile(
    r"""(?:
      [mn]e? | ng |                                 # 스프링, 노션, 타임, 파이프라인
      (?<=[aeiouy])(?:ck|[kpt]) | (?<=[aeiouy])pp   # 슬랙, 깃, 포토숍; not 리액트, 테스트
    )$""",
    re.VERBOSE,
)
_LONG_VOWEL = re.compile(
    r"(?:ee|ea|oa|oo|ou|ai|ay|ie|ui)[kpt]$"
)  # 비트, 소프트: no final consonant


class Ending(Enum):
    VOWEL = "vowel"
    RIEUL = "rieul"  # a consonant, but (으)로 takes 로
    CONSONANT = "consonant"


def ending(word: str) -> Ending:
    """What the word ends in when a Korean reads it aloud."""
    word = _BRACKETS.sub("", word).rstrip("\"'”’.!?,…·) ") or word
    last = word[-1:]
    if last and _HANGUL_FIRST <= ord(last) <= _HANGUL_LAST:
        final = (ord(last) - _HANGUL_FIRST) % _FINALS
        if final == 0:
            return Ending.VOWEL
        return Ending.RIEUL if final == _RIEUL else Ending.CONSONANT
    if last.isdigit():
        return _of(_DIGITS.get(last, ""))
    tail = re.split(r"[\s\-_/.+#]", word)[-1] or word
    if tail.isupper() or len(tail) == 1:
        return _of(_LETTERS.get(last.lower(), ""))
    tail = tail.lower()
    if tail.endswith(("l", "le")):  # 엑셀, 오라클, 파일
        return Ending.RIEUL
    if _CONSONANT.search(tail) and not _LONG_VOWEL.search(tail):
        return Ending.CONSONANT
    return Ending.VOWEL


def _of(final: str) -> Ending:
    if not final:
        return Ending.VOWEL
    return Ending.RIEUL if final == "ㄹ" else Ending.CONSONANT


def fill(template: str, term: str) -> str:
    """``template`` with ``term`` in its slot and the particles that go with it."""
    kind = ending(term)

    def put(found: re.Match[str]) -> str:
        pair = found[2]
        if not pair:
            return term
        after_consonant, after_vowel = _PAIRS[pair]
        vowel = kind is Ending.VOWEL or (kind is Ending.RIEUL and pair == "(으)로")
        return term + (after_vowel if vowel else after_consonant)

    return _PAIR.sub(put, template)
