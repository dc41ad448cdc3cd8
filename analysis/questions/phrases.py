"""What people say when they do not answer: silence, refusals, abuse, in two languages.

Patterns, not a model: each can be read, argued about and tested. All are linear in the text.
"""

from __future__ import annotations

import re

from analysis.language.tokens import bare, key_of


def one_of(*alternatives: str) -> re.Pattern[str]:
    """Any of the patterns, whatever its letters' case."""
    return re.compile("|".join(f"(?:{each})" for each in alternatives), re.IGNORECASE)


# What a recogniser trained on subtitles writes where nobody spoke (Whisper; Koenecke et al. 2024,
# "Careless Whisper"). It counts only where nothing else was said.
_HALLUCINATED = one_of(
    r"thank(?:s| you)(?: so much| very much)? for watching",
    r"please subscribe(?: to my channel)?",
    r"subtitles by .{0,40}",
    r"시청해 ?주셔서 감사합니다",
    r"구독과 좋아요.{0,20}",
    r"다음 (?:영상|시간)에 (?:만나요|뵙겠습니다)",
    r"(?:한글 ?)?자막 ?(?:제공|by).{0,30}",
    r"MBC 뉴스.{0,20}입니다",
)
_HESITATION = re.compile(
    r"(?:u+h+|u+m+|e+r+m*|h+m+|a+h+|m+|well|so|like|음+|어+|으+음*|아+|에+|흠+|저+|그+)"
)
_REFUSAL = one_of(
    r"\bi(?:'m| am)? (?:(?:really|honestly|just|actually) )?(?:do not|don'?t|did not|didn'?t|can'?t"
    r"|cannot|could not|couldn'?t) (?:(?:really|honestly|actually) )?(?:know|remember|recall|answer"
    r"|say|think of (?:anything|one|any|an example))\b",
    r"\bi (?:do not|don'?t) (?:really )?have (?:an? |any |a good )?(?:such )?"
    r"(?:answer|idea|example|experience)(?: (?:with|of|in|for) (?:that|this|it))?\b",
    r"\b(?:i(?:'m| am) )?not (?:really |so |very )?sure\b",
    r"\b(?:i )?dunno\b",
    r"\b(?:i(?:'ve| have) )?(?:no|not any) (?:idea|clue|answer|such experience|experience|example)"
    r"(?: (?:with|of|in|for|like) (?:that|this|it))?\b",
    r"\bi(?:'d| would)? (?:rather|prefer) not(?: to)?\b",
    r"\bi (?:refuse|decline|do not want|don'?t want|won'?t|will not)(?: to)? "
    r"(?:answer|say|talk|discuss|tell)\b",
    r"\bi(?:'ve| have)? never (?:done|been in|experienced|faced|seen|had) "
    r"(?:that|this|it|such|one|any(?:thing)?|a situation)\b",
    r"\bi(?:'d| would)? (?:like|want) to (?:skip|pass)\b",
    r"\bno comment\b",
    r"\b(?:can|could|let'?s|may) (?:(?:we|i|us) )?(?:please )?(?:skip|pass|move on)\b",
    r"^\W*(?:i(?:'ll| will)? )?(?:pass|skip)\b(?: (?:on )?(?:this|that|it)\b)?",
    r"\bnext (?:question|one)\b(?!.{0,12}\b(?:from|was|is)\b)",
    r"\b(?:nothing comes to mind|none that i can think of)\b",
)
_UNSAID_KO = (
    r"(?:하고 ?싶지|드리고 ?싶지|하지 ?않|드리지 ?않|안 ?[하할해했]|못 ?[하할해했]|못 ?드리"
    r"|하기 ?어렵|하기 ?곤란|하기 ?싫|드리기 ?어렵"
    r"|드리기 ?곤란|드리기 ?싫|거부|거절|할 ?수 ?없|드릴 ?수 ?없|드릴 ?것[이은]? ?없)"
)
_REFUSAL_KO = one_of(
    r"(?:잘 ?)?(?:모르(?:겠|는데|는 ?것|네)|모릅니다|몰라|몰랐습니다$)[가-힣]*",
    r"(?<![가-힣])패스(?:하|할|요|입|$)[가-힣]*",
    r"노 ?코멘트[가-힣]*",
    r"다음 ?질문(?:으로|이?요|부탁|을 ?주|$)[가-힣]*",
    r"(?:넘어가|건너뛰|넘길|넘기)(?:겠|고 ?싶|면 ?안|주|도 ?될|도 ?되|ㄹ게|자)[가-힣]*",
    r"넘어가 ?(?:주|줘)[가-힣]*",
    rf"(?:답변|대답|답|말씀|말|이야기|얘기)[은을를이가도]? ?{_UNSAID_KO}[가-힣]*(?: ?않[가-힣]*)?",
    r"(?:생각|기억)[이은]? ?(?:잘 ?|전혀 ?)?(?:안 ?[나났납난]|나지 ?않|없)[가-힣]*",
    r"(?:생각|기억)나는 ?(?:게|것이|건|것은) ?없[가-힣]*",
    r"떠오르지 ?않[가-힣]*",
    r"(?:딱히|별로|특별히) ?없[가-힣]*(?: 것 같[가-힣]*)?",
    r"(?:경험|적|사례|일)[이은]? ?(?:한 ?번도 ?|아직 ?|전혀 ?|딱히 ?|별로 ?)?없[가-힣]*",
    r"할 ?말[이은]? ?없[가-힣]*",
)
# What may stand around a refusal without making it an answer (English: stems, see ``key_of``).
_POLITE = """
sorry afraid question answer honest honestl pleas thank example exampl experienc moment mind topic
right situation happen kind specific skip pass anywa abl remember recall ask now talk
그런 그러한 그것 그거 해당 질문 부분 내용 관련 대해서는 솔직히 사실 현재 당장 지금은 특별히 딱히
아직 해 본 그건 이건 잘 답변 말씀 대답 직접 한번도 하겠습니다 갑자기 정확히 전혀 별로 글쎄요 글쎄
죄송 죄송한데 죄송하지만 죄송합니다 죄송해요 미안 미안합니다 미안해요
"""
_AROUND = frozenset(_POLITE.split())
_FOUL = one_of(
    r"\b(?:mother)?fuck\w*",
    r"\b(?:bull)?shit\w*",
    r"\b(?:bitch\w*|assholes?|arseholes?|cunts?|dickheads?|bastards?|wankers?|whores?|sluts?)\b",
    r"[씨시쉬]발(?![점역대자주된행])",
    r"씹[새할]|ㅅㅂ|ㅆㅂ|ㅂㅅ|ㅈㄹ|병신|지랄|썅|엠창|빡대가리|또라이",
    r"개[새쌔]끼|(?<![가-힣])새끼[야들]",
    r"[좆좃]|존나|미친[놈년]",
)
_AIMED = one_of(
    r"\b(?:fuck (?:you|off|this|yourself)|go to hell|suck my|kill yourself|screw you|piss off)\b",
    r"\b(?:you|u)(?: are|'re)? (?:an? )?(?:\w+ )?(?:idiot|moron|bitch|asshole|bastard|fucking"
    r"|piece of shit)",
    r"\bshut (?:the fuck )?up\b",
    r"꺼져|닥쳐|뒈져|죽어 ?버려|엿 ?먹어",
)
_AIMED_WORDS = 15  # a longer answer with "shut up" in it tells of somebody who said so


def nothing_said(text: str) -> bool:
    """No letter or digit, only sounds of hesitation, or what a recogniser writes into silence."""
    words = [word for word in map(bare, text.split()) if any(c.isalnum() for c in word)]
    if all(_HESITATION.fullmatch(word) for word in words):
        return True
    return bool(_HALLUCINATED.fullmatch(" ".join(text.split()).strip(" .!?~")))


def refuses(text: str, most_left: int) -> bool:
    """A refusal or "I don't know" with at most ``most_left`` content words besides it."""
    rest, english = _REFUSAL.subn(" ", text.replace("’", "'"))
    rest, korean = _REFUSAL_KO.subn(" ", rest)
    left = {key_of(word) for word in rest.split()} - _AROUND - {""}
    return english + korean > 0 and len(left) <= most_left


def abuses(text: str, most_share: float) -> bool:
    """Abuse of whoever listens, or so much foul language that little else is said.

    A foul word in a story ("a patient shouted ...") is part of the story.
    """
    words = text.split()
    if len(words) <= _AIMED_WORDS and _AIMED.search(text):
        return True
    return sum(bool(_FOUL.search(word)) for word in words) > most_share * len(words)
