"""What a résumé says that no employer should weigh, recognised so that it can be left out.

Korean standard forms (이력서) still ask for birth date, sex, family, military service and a photo;
Fair Hiring Procedure Act Art. 4-3 forbids to collect most of it. Lines are counted, not kept: not
even a log says what they said. Employers and duties stay ("육군본부 전산실" as a family's line is
gone, "군인공제회" as an employer is not).
"""

from __future__ import annotations

import re

CELL = " | "

#: Labels of a form whose value is protected. The value is what follows, up to the next label.
_LABELS = (
    r"생년\s*월일|생\s*일|연\s*령|나\s*이|주민\s*(?:등록)?\s*번호|외국인\s*등록\s*번호|성\s*별|결혼\s*(?:여부|유무)?"
    r"|혼인\s*(?:여부)?|기혼|미혼|배우자|가족\s*(?:관계|사항)?|자녀|부양\s*가족|종\s*교|병\s*역\s*(?:사항|구분|여부|필)?"
    r"|군\s*별|군\s*복무|복무\s*기간|계\s*급|제대\s*구분|전역\s*구분|보훈\s*(?:대상|여부)?|장애\s*(?:여부|등급|유형)?|국\s*적"
    r"|본\s*적|출신\s*(?:지|지역)|출생지|고\s*향|거주지|주\s*소|현주소|신\s*장|체\s*중|몸무게|혈액형|시\s*력|사\s*진"
    r"|정당|노조\s*가입|재산|주거\s*형태"
)
_ENGLISH_LABELS = (
    r"date of birth|birth ?date|birthday|d\.?o\.?b\.?|born(?: on| in)?|place of birth|age|gender|sex"
    r"|marital status|marriage|spouse|husband|wife|children|dependants|dependents|family(?: status)?"
    r"|number of children|religion|faith|military(?: service| status)?|national service|nationality"
    r"|citizenship|ethnicity|ethnic origin|race|hometown|home ?town|region of origin|home address"
    r"|address|residence|height|weight|blood type|photo(?:graph)?|disability|health|ssn"
    r"|social security(?: number)?|passport(?: no\.?| number)?|political\w*|union member\w*"
)
#: Harmless labels of the same forms: they end a protected value.
_OTHER_LABELS = (
    r"성\s*명|이\s*름|영문|한글|한자|연락처|전화(?:번호)?|휴대\s*(?:폰|전화)|핸드폰|이메일|e-?mail|phone|mobile|tel|name"
    r"|학력|경력|자격증|어학|지원\s*(?:분야|부문|직무)|희망\s*(?:연봉|직무|근무지)|기술|취득일|발급처"
)
_LABELLED = re.compile(
    rf"(?:^|(?<=\| )|(?<=[\s,/(]))(?P<label>{_LABELS}|{_ENGLISH_LABELS})(?P<mark>\s*[:：]|\s*\|)",
    re.IGNORECASE,
)
_FORM_LABEL = re.compile(rf"(?:{_LABELS})(?=\s|$|\|)")
_CELL_LABEL = re.compile(rf"^(?:{_LABELS}|{_ENGLISH_LABELS})\s*[:：]?$", re.IGNORECASE)
_LINE_LABEL = re.compile(rf"^(?:{_LABELS}|{_ENGLISH_LABELS})\s*[:：|]", re.IGNORECASE)
#: Labels without any mark, told apart by the value: "국적 대한민국", but not "성별 분석 화면".
_BARE_LABEL = re.compile(
    r"생\s*년\s*월\s*일.*|(?:^|(?<=[\s,/(]))(?:성\s*별\s+[남여]\S*|국\s*적\s+\S+(?=$|\s*[,/|])|병\s*역\s+\S+|본\s*적\s+\S+.*"
    r"|종\s*교\s+(?:무교|기독교|천주교|불교|원불교|없음)\S*|혈액형\s+\S+|건강\s*(?:상태)?\s*[:：]?\s*(?:양호|좋음|이상)\S*"
    r"|(?:현\s*)?주\s*소\s+[가-힣]+(?:시|도|군|구)\s.*)"
)
_LONE_SEX = re.compile(r"^[(\s]*(?:남|여|남성|여성|남자|여자|M|F)[)\s]*$")
_NEXT_LABEL = re.compile(rf"(?:{_OTHER_LABELS})\s*[:：|]?(?=\s|$)", re.IGNORECASE)

#: What is protected wherever it stands.
_ANYWHERE = re.compile(
    r"""
      \b\d{6}\s?-\s?[1-8](?:\d{6}|[*xX●]{6}|\d?[*xX●]+)       # resident registration number
    | \b\d{3}-\d{2}-\d{4}\b                                   # social security number
    | \b(?:19|20)\d\d\s*년\s*생\b | (?:19|20)\d\d년\s*\d{1,2}월\s*\d{1,2}일\s*(?:생|출생)
    | (?:\(|^|\s)만\s*\d{2}\s*세 | \(\s*\d{2}\s*세\s*\) | \b\d{2}[\s-]years?[\s-]old\b
    | \b(?:i\s+am|i'm)\s+(?:a\s+)?(?:married|single|divorced|widowed|pregnant)\b
    | \b(?:mother|father)\s+of\s+(?:a|one|two|three|four|\d)\b
    | \bborn:?\s+(?:in|on|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)
    | \b(?:married|divorced|widowed)(?=\s*(?:,|$|\||with|;))|\b(?:one|two|three|four|\d)\s+(?:children|kids|sons|daughters)\b | \bmy\s+(?:husband|wife|children|kids|parents|religion)\b
    | (?:\d|[일이삼사오육])\s*남\s*(?:\d|[일이삼사오육])\s*녀 | 장남|장녀|차남|차녀|외동(?:딸|아들)|막내(?:로|딸|아들)
    | (?:에서|으로|로)\s*태어나|태어났|출생
    | (?:부모님|아버지|어머니|아버님|어머님)(?:께서|의|은|는|과|와|를|을|이|가|\s)
    | (?:기독교|천주교|불교|원불교)\s*(?:신자|인으로|가정|신앙)|독실한|신앙\s*생활|(?:교회|성당|절)에\s*다니
    | \b(?:devout|practising|practicing|born-again)\s+\w+\b
    | 병장\s*(?:만기\s*)?(?:제대|전역)|만기\s*(?:제대|전역)|군\s*(?:복무|필)|군필|미필\b|병역\s*(?:필|면제|특례|의무)
    | (?:육군|해군|공군|해병대|카투사|의경)\s*(?:병장|상병|하사|중사|소위|중위|대위|복무|제대|전역|입대|만기|현역|예비역)
    | 사회복무요원|공익\s*근무|산업기능요원|전문연구요원|예비군
    | \bmandatory\s+(?:military|national)\s+service\b|\bhonou?rabl[ey]\s+discharge\w*
    | \b(?:military\s+service|served\s+in\s+the\s+(?:\w+\s+)?(?:army|navy|air\s+force|marine\s+corps|military))
    | \b(?:US|U\.S\.|ROK|Korean)\s+(?:Army|Navy|Air\s+Force|Marine\s+Corps)\b
    | (?:고향은|고향이|출신으로\s*(?:자라|성장)) | 기혼|미혼|이혼 | 장애인?\s*\d?\s*급
    | ^(?:남|여|남성|여성|남자|여자|male|female|married|single)$
    | (?:^|\s)(?:\d{5}\s)?(?:[가-힣]+(?:특별시|광역시|특별자치시|도)|서울시?|부산시?|대구시?|인천시?|광주시?|대전시?|울산시?|세종시?|경기도?|강원도?|제주도?)
      \s+(?:[가-힣]+[시군구]\s+)*[가-힣0-9]+(?:로|길|동|읍|면)\s*\d
    """,
    re.IGNORECASE | re.VERBOSE,
)
#: Sections of which nothing is kept.
SECTION = re.compile(
    r"^(?:가족\s*(?:관계|사항)?|병역\s*(?:사항|관계)?|군\s*경력|신체\s*사항|보훈\s*사항|family(?: background| details)?"
    r"|military(?: service)?|marital status|personal life|religion)$",
    re.IGNORECASE,
)
_NATIVE = re.compile(r"원어민|모국어|네이티브|native(?:\s+speaker|\s+language)?|mother tongue|first language",
                     re.IGNORECASE)  # fmt: skip


def without_protected(line: str) -> tuple[str, int]:
    """The line without what is protected ("" when nothing is left), and how many entries were."""
    kept, skipped, left_out = [], False, 0
    for cell in line.split(CELL):
        if skipped:  # the value beside a label's cell
            skipped = False
            continue
        if _CELL_LABEL.match(cell.strip()):
            skipped = True
            left_out += 1
            continue
        rest, gone = _without_labelled(cell)
        left_out += gone
        if rest and _ANYWHERE.search(rest):
            rest, left_out = _sentences_without(rest), left_out + 1
        if rest:
            kept.append(rest)
    return CELL.join(kept), left_out


def _without_labelled(cell: str) -> tuple[str, int]:
    """A form's labels and their values, written in one line: "성명 홍길동 생년월일 1990.01.02"."""
    form = len(_FORM_LABEL.findall(cell)) + len(_NEXT_LABEL.findall(cell)) > 1
    pattern = _FORM_LABEL if form and _FORM_LABEL.search(cell) else _LABELLED
    gone = 0
    for _turn in range(8):
        found = pattern.search(cell) or _LINE_LABEL.match(cell)
        if found is None:
            break
        after = _NEXT_LABEL.search(cell, found.end())
        cell = (cell[: found.start()] + (cell[after.start() :] if after else "")).strip(" ,/(")
        gone += 1
    if found := _BARE_LABEL.search(cell):
        after = _NEXT_LABEL.search(cell, found.start() + 4)
        cell = (cell[: found.start()] + (cell[after.start() :] if after else "")).strip(" ,/(")
        gone += 1
    return cell, gone


def _sentences_without(text: str) -> str:
    sentences = re.split(r"(?<=[.!?다요])\s+(?=\S)", text)
    if len(sentences) == 1:
        parts = re.split(r"\s*[,·/]\s*", text)
        return (
            ", ".join(p for p in parts if not (_ANYWHERE.search(p) or _LONE_SEX.match(p)))
            if len(parts) > 1
            else ""
        )
    return " ".join(s for s in sentences if not _ANYWHERE.search(s))


def without_native(text: str) -> str:
    """A language's line without that it is one's first: that says where somebody is from."""
    return re.sub(r"\s*[(:,–-]?\s*\)?$", "", _NATIVE.sub("", text)).strip(" |,·-")


def is_native(text: str) -> bool:
    return _NATIVE.search(text) is not None
