"""Which parts of a story an answer tells: situation, role, action, reason, result and more.

STAR (situation, task, action, result) is how structured interviews are judged (Levashina et al.
2014, "The structured employment interview"). Parts are told by cue words, written down here so that
a recruiter can see what counted: every part found is a span of the answer. Cues are few and
cautious; what the figures are is in docs/models/answer-story.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.questions.growth import span_of
from analysis.questions.types import Conversation, Span, Utterance
from ncs.content import Asks

_DID = (
    "built|wrote|changed|made|took|set|went|put|led|met|found|chose|split|cut|began|started|"
    "brought|taught|drew|sent|spoke|kept|held|ran|gave|got|moved|told|asked|called|checked|"
    "decided|proposed|designed|introduced|fixed|measured|wrote|tested|talked|explained|reviewed|"
    "rewrote|redesigned|organi[sz]ed|planned|prepared|replaced|traced|visited|collected|compared|"
    "suggested|negotiated|created|added|removed|documented|analy[sz]ed|worked out|learned to"
)
_ENGLISH: dict[Asks, str] = {
    Asks.SITUATION: r"\b(?:when (?:i|we|our|the)|at (?:the|that) time|back (?:then|in)|in my (?:last|"
    r"previous|first|former|current) \w+|last (?:year|month|summer|winter|spring|autumn|week)|"
    r"there was an?|we had an?|one (?:day|time|night|morning)|during (?:the|my|our|a)|while (?:i|we) "
    r"(?:was|were)|(?:a|\w+) (?:years?|months?) ago|in (?:19|20)\d\d|my (?:team|company) (?:was|had))",
    Asks.ROLE: r"\b(?:i (?:was|am) (?:responsible|in charge|the (?:one|only|lead)|asked|assigned)|"
    r"i (?:led|owned|took (?:over|on|charge|responsibility)|volunteered)|my (?:role|part|job|task|"
    r"responsibility) (?:was|is)|(?:by|for) myself|on my own|personally|i alone)\b",
    Asks.ACTION: rf"\b(?:i|we)(?: (?:also|then|first|quickly|immediately|just|personally|"
    rf"carefully|really|finally|had to))* (?:{_DID})\b",
    Asks.REASON: r"\b(?:because|so that|in order to|the reason|which is why|that(?:'s| is) why|"
    r"instead of|rather than|since (?:the|it|we|our|they)|the trade-?off|otherwise)\b",
    Asks.RESULT: r"\b(?:as a result|in the end|eventually|the result|the outcome|resulted in|"
    r"(?:was|were|got|has|have|had)? ?(?:reduced|increased|improved|dropped|fell|rose|grew|shrank|"
    r"doubled|halved|saved|decreased)|went (?:down|up|from)|(?:came|brought it|dropped|fell) down|"
    r"by \S+ per ?cent|we (?:shipped|launched|delivered|won|finished|recovered|met the)|"
    r"it worked|succeeded|no (?:more|further) (?:complaints|defects|incidents|outages|errors))\b",
    Asks.PROBLEM: r"\b(?:problems?|issues?|fail(?:ed|ure|ing|s)|broke(?:n)?|difficult(?:y|ies)?|"
    r"delay(?:s|ed)?|conflicts?|bugs?|outages?|mistakes?|challeng(?:e|es|ing)|complain(?:t|ts|ed)|"
    r"(?:did not|didn't|wouldn't|could not|couldn't) (?:work|agree|match|fit|start|load|hold)|"
    r"stuck|wrong|defects?|incidents?|shortage|overload(?:ed)?|crash(?:ed|es)?)\b",
    Asks.LEARNING: r"\b(?:i (?:have )?(?:learned|learnt|realized|realised)|what i (?:took|learned)|"
    r"next time|looking back|in hindsight|since then|from then on|if i (?:did|had|could)|lesson)\b",
}
_KOREAN: dict[Asks, str] = {
    Asks.SITUATION: r"당시|그때|이때|때였|상황(?:이|에서|은)|작년|재작년|지난\s*(?:해|달|주|분기|여름|겨울)|"
    r"[0-9]+\s*년\s*전|(?:프로젝트|현장|회사|팀|부서|매장|병원|공장|학교)에서|(?:할|하던|했을|일할|근무할)\s*때|입사",
    Asks.ROLE: r"(?:제가|저는|저의|제)[^.]{0,14}(?:맡|담당|주도|책임|총괄|전담)|담당했|담당하|맡았|맡아서?|"
    r"제\s*역할|저\s*혼자|제가\s*직접|직접\s*(?:제가|맡)|리더로|팀장으로|총괄",
    Asks.ACTION: r"(?:바꿨|바꾸었|만들었|만들어서|도입했|도입하|적용했|적용하|분석했|분석해|설계했|설계하|정리했|"
    r"정리해|확인했|확인하고|연락했|제안했|제안해|개선했|나눴|나누었|찾아냈|찾았|요청했|공유했|작성했|작성해|진행했|"
    r"시도했|측정했|조사했|설명했|설득했|교체했|점검했|추가했|줄여|옮겼|기록했|협의했|준비했|세웠|고쳤|수정했|"
    r"배포했|테스트했|검토했|구성했|운영했|실행했|시작했|회의를\s*열)",
    Asks.REASON: r"때문|왜냐하면|이유는|이유가|하기\s*위해|위해서|대신|보다는|그래야|덕분에|판단했|판단해",
    Asks.RESULT: r"결과(?:적으로|는|로|가|,)|결국|줄었|줄였|줄어들|늘었|늘렸|늘어났|향상|개선되|감소|증가|단축|"
    r"절감|달성|성공|완료|마무리|해결되|해결했|해결됐|(?:에서|부터)\s*\S+\s*(?:로|까지)\s*(?:내려|올라|떨어|줄|늘)|없어졌|사라졌|수주",
    Asks.PROBLEM: r"문제|어려(?:움|웠|운)|장애|오류|지연|실패|갈등|불량|사고|막혔|막히|안\s*되|고장|민원|클레임|"
    r"부족|충돌|누락|실수|중단",
    Asks.LEARNING: r"배웠|배운|깨달|다음에는|다음부터|돌아보면|돌이켜|이후로는|그\s*뒤로|느꼈|교훈",
}
_NUMBER = re.compile(
    r"\d[\d,.]*\s*(?:%|퍼센트|percent|배|명|건|개|일|주|개월|달|년|시간|분|초|원|만|억|톤|대|회|번|ms|"
    r"milliseconds?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|users|times|"
    r"million|thousand|dollars|won|points?|kg|km|mm)?"
    r"|\b(?:ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|half|"
    r"twice|double|dozen)\b(?: per ?cent| percent)?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen) (?:percent|times|"
    r"seconds?|minutes?|hours?|days?|weeks?|months?|years?|people|cases|units|points?|thousand|"
    r"million)\b"
    r"|절반|[일이삼사오육칠팔구십백천]+\s*퍼센트"
    r"|(?:두|세|네|다섯|여섯|일곱|여덟|아홉|열|열두|스무|서른|마흔)\s*(?:명|건|달|배|곳|개|번|시간|주)",
    re.IGNORECASE,
)
_CUES = {
    language: {part: re.compile(pattern, re.IGNORECASE) for part, pattern in cues.items()}
    for language, cues in (("en", _ENGLISH), ("ko", _KOREAN))
}
#: What makes a story whole enough to judge; problem and learning are welcome but not missing.
ESSENTIAL = (Asks.SITUATION, Asks.ACTION, Asks.ROLE, Asks.RESULT)


def story_parts(turn: int, answer: Utterance, language: str) -> Mapping[Asks, tuple[Span, ...]]:
    """Parts that the answer tells, each with its cue spans in the order they were said."""
    found: dict[Asks, tuple[Span, ...]] = {}
    for part, pattern in _CUES[language].items():
        spans = [
            span_of(turn, answer, hit.start(), hit.end())
            for hit in pattern.finditer(answer.text)
            if hit.end() > hit.start()
        ]
        if spans:
            found[part] = tuple(spans)
    return found


def numbers(turn: int, answer: Utterance) -> tuple[Span, ...]:
    """Figures in an answer, digits and spoken: what makes a result checkable."""
    return tuple(
        span_of(turn, answer, hit.start(), hit.start() + len(hit[0].rstrip(" .,")))
        for hit in _NUMBER.finditer(answer.text)
    )


def missing_parts(conversation: Conversation) -> tuple[Asks, ...]:
    """Essential parts that the story being told leaves out, the most telling one first.

    A story goes on over its follow-ups: what was said in answer to the first question counts.
    """
    told: set[Asks] = set()
    for turn in range(story_begins(conversation), len(conversation.turns)):
        told |= story_parts(turn, conversation.turns[turn].answer, conversation.language).keys()
    return tuple(part for part in reversed(ESSENTIAL) if part not in told)


def story_begins(conversation: Conversation) -> int:
    """The turn in which the story that is being told began: the last that was no follow-up."""
    for turn in range(len(conversation.turns) - 1, 0, -1):
        if not conversation.turns[turn].question_id.startswith(("node:", "general:")):
            return turn
    return 0
