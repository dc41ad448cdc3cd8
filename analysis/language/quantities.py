"""Numbers with their units and dates, in figures and in words, Korean and English.

Rules: they work on transcripts without capitals and punctuation, where statistical taggers do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum


class Quantity(StrEnum):
    PERCENT = "percent"
    MONEY = "money"
    PEOPLE = "people"
    DURATION = "duration"
    DATE = "date"
    NUMBER = "number"  # with a unit of its own (건, 대, times) or none


_WORDS = (
    r"(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety|hundred|thousand|million|billion|dozen|half)"
)
_ENGLISH = (
    r"(?:\d[\d,]*(?:\.\d+)?(?: ?(?:thousand|million|billion|trillion|k|m|bn)\b)?"
    rf"|\b(?:an? )?{_WORDS}(?:(?:[ -]|[ ]and[ ](?:a )?){_WORDS})*\b(?: point {_WORDS})?)"
)
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_PERSONS = (
    r"(?:people|persons?|engineers?|developers?|designers?|members?|employees|customers?|clients?"
    r"|users?|patients?|residents?|students?|nurses?|doctors?|staff|colleagues?|workers?|operators?"
    r"|candidates?|guests?|children|participants?|visitors?|teammates?|interns?|stakeholders?)"
)
_TIMES = (
    r"(?:milliseconds?|seconds?|minutes?|hours?|days?|nights?|weeks?|weekends?|months?|quarters?"
    r"|years?|decades?|ms|mins?|hrs?)"
)
_BETWEEN = r"[ -](?:(?:more|other|new|full|whole|different|junior|senior) )?"
_FIGURES = r"\d[\d,]*(?:\.\d+)?"
_DIGIT = "[일이삼사오육칠팔구십백천만억조]"
_SINO = rf"(?:{_DIGIT}{{2,}} ?|{_DIGIT})"  # 이 일 is "this matter", 이십 일 twenty days
_NATIVE = (
    r"(?:(?:열|스물|서른|마흔|쉰|예순|일흔|여든|아흔)? ?(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉)"
    r"|열|스무|서른|마흔|쉰"
    r"|예순|일흔|여든|아흔|몇|여러|너댓|대여섯|두세|서너)"
)
_KOREAN = rf"(?:{_FIGURES} ?(?:여 ?)?[십백천만억조]* ?|(?<![가-힣]){_SINO})(?:여 ?)?"
_KOREAN_ANY = rf"(?:{_KOREAN}|(?<![가-힣]){_NATIVE} ?)"

_PATTERNS: tuple[tuple[Quantity, str], ...] = (
    (
        Quantity.DATE,
        rf"\b(?:in |since )?(?:early |late |mid-?)?{_MONTHS} (?:\d{{1,2}}(?:st|nd|rd"
        rf"|th)?,? )?(?:of )?(?:19|20)\d\d\b",
    ),
    (
        Quantity.DATE,
        rf"\b(?!may\b){_MONTHS}(?: \d{{1,2}}(?:st|nd|rd|th)?)?\b|\b(?:in|last|since|by"
        rf"|until) may\b",
    ),
    (
        Quantity.DATE,
        r"\b(?:last|this|next) (?:year|month|week|quarter|spring|summer|autumn|fall|winter)\b"
        r"|\byesterday\b",
    ),
    (
        Quantity.DATE,
        r"\b(?:spring|summer|autumn|winter) (?:of )?(?:19|20)\d\d\b|\b(?:first|second|third"
        r"|fourth) quarter\b|\bQ[1-4]\b",
    ),
    (
        Quantity.DATE,
        r"(?:19|20)\d\d ?년(?: ?\d{1,2} ?월(?: ?\d{1,2} ?일)?)?"
        r"|(?<!\d)\d{1,2} ?월(?: ?\d{1,2} ?일)?(?![가-힣]*요일)",
    ),
    (
        Quantity.DATE,
        r"(?<![가-힣])(?:재작년|작년|올해|내년|지난해|지난달|지난주|이번 ?달|이번 ?주|다음 ?달"
        r"|어제|상반기|하반기)|[1-4] ?분기(?!마다)",
    ),
    (
        Quantity.DATE,
        r"(?<![가-힣])(?:일|이|삼|사|오|유|칠|팔|구|시|십일|십이)월(?= |에|부터|까지|$)",
    ),
    (Quantity.PERCENT, rf"{_ENGLISH} ?(?:%|percent(?:age points?)?\b|per cent\b)"),
    (
        Quantity.PERCENT,
        rf"{_KOREAN} ?(?:%p?|퍼센트(?:포인트)?|프로(?![가-힣]*(?:젝|그|세|덕|모|파)))",
    ),
    (
        Quantity.MONEY,
        rf"[$€£₩] ?{_ENGLISH}|{_ENGLISH} ?(?:(?:us )?dollars?|won|euros?|pounds|yen|usd|krw"
        rf"|bucks)\b",
    ),
    (
        Quantity.MONEY,
        rf"{_KOREAN}(?:원(?![가-힣]*(?:인|리|칙|장|래|격|단))|달러|유로|엔(?![가-힣])|위안)",
    ),
    (Quantity.DURATION, rf"{_ENGLISH}{_BETWEEN}?{_TIMES}\b"),
    (
        Quantity.PEOPLE,
        rf"{_ENGLISH}{_BETWEEN}{_PERSONS}\b|\b(?:team|group|crew|staff) of {_ENGLISH}\b",
    ),
    (
        Quantity.PEOPLE,
        rf"{_KOREAN_ANY}(?:명|사람|인(?= |이|의|조|분|$|[.,]))|(?<![가-힣]){_NATIVE} ?분(?!기"
        rf"|야|석|류|산)",
    ),
    (
        Quantity.DURATION,
        rf"{_KOREAN_ANY}(?:시간|개월|주일|주간|주(?= |에|동|만|내|간|$)|달(?!러)|년(?:간| ?차)?"
        rf"|초(?![가-힣]*기)|밀리초)",
    ),
    (
        Quantity.DURATION,
        rf"{_KOREAN}(?:분(?!기|야|석|류|산|들|께)|일(?= |간|만|동|에|이|로|을|까|차|$))",
    ),
    (
        Quantity.DURATION,
        r"(?<![가-힣])(?:하루|이틀|사흘|나흘|닷새|엿새|이레|열흘|보름|반나절|반년)",
    ),
    (Quantity.NUMBER, rf"{_ENGLISH} ?(?:times|x\b|-?fold\b|percentile)"),
    (
        Quantity.NUMBER,
        rf"{_KOREAN_ANY}(?:개(?!월|발|선|념)|건(?!강|물|설)|대(?= |의|를|가|로|당|$)|번(?!째|역)"
        rf"|회(?!의|사|계|원|로)|배(?!포|치|송)"
        r"|곳|가지|장|권|층|톤|킬로|미터|미리|밀리미터|도(?= |까지|로|$)|점(?= "
        r"|을|으로|이|에|$)|위(?= |를|로|$)|쪽|페이지|라인)",
    ),
    (Quantity.DATE, r"\b(?:in |since )?(?:19|20)\d\d\b(?! ?[%가-힣])"),
    (Quantity.NUMBER, rf"(?<![\w.])(?!(?:a )?(?:one|half|second)\b){_ENGLISH}(?![\w+])"),
)
_COMPILED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _PATTERNS)


def quantities(text: str) -> Iterator[tuple[Quantity, int, int]]:
    """(kind, start, end) of every number and date; nothing overlaps, specific ones come first."""
    taken = [False] * len(text)
    for kind, pattern in _COMPILED:
        for found in pattern.finditer(text):
            start, end = found.span()
            lead = re.match(r"(?:in|since|by|until) ", found.group(), re.IGNORECASE)
            start += lead.end() if lead else 0
            start += len(text[start:end]) - len(text[start:end].lstrip())
            end -= len(text[start:end]) - len(text[start:end].rstrip(" ,"))
            if start < end and not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                yield kind, start, end
