"""Why a question is suggested, in one sentence for the people who read the report."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.questions.options import Proposal
from analysis.questions.slots import fill
from analysis.questions.types import AnswerState, QuestionKind
from ncs.content import Asks, JobContent

_ASKS: dict[Asks | None, dict[str, str]] = {
    Asks.SITUATION: {"ko": "그 상황", "en": "the situation"},
    Asks.ROLE: {"ko": "본인의 역할", "en": "the candidate's own part"},
    Asks.ACTION: {"ko": "실제로 한 일", "en": "what was actually done"},
    Asks.REASON: {"ko": "그렇게 한 이유", "en": "the reason for it"},
    Asks.RESULT: {"ko": "결과", "en": "what came of it"},
    Asks.PROBLEM: {"ko": "막혔던 점", "en": "what went wrong"},
    Asks.LEARNING: {"ko": "배운 점", "en": "what was learned"},
    Asks.KNOWLEDGE: {"ko": "관련 지식", "en": "the knowledge behind it"},
    None: {"ko": "자세한 내용", "en": "more about it"},
}
_STATES: dict[str, dict[str, str]] = {
    AnswerState.EMPTY: {
        "ko": "답변이 들리지 않아 다시 여쭙니다.",
        "en": "No answer was heard, so it is asked again.",
    },
    AnswerState.SHORT: {
        "ko": "답변이 짧아 예를 하나 더 듣습니다.",
        "en": "The answer was short; an example would help.",
    },
    AnswerState.REFUSAL: {
        "ko": "답하기 어렵다고 하여 다른 경험을 여쭙니다.",
        "en": "The candidate would rather not answer this; another experience may be easier.",
    },
    AnswerState.GIBBERISH: {
        "ko": "답변을 알아듣지 못해 다시 여쭙니다.",
        "en": "The answer could not be understood, so it is asked again.",
    },
    AnswerState.PROFANE: {
        "ko": "거친 말이 있어 차분히 다시 여쭙니다.",
        "en": "There was strong language; the question is put again calmly.",
    },
    AnswerState.INSTRUCTION: {
        "ko": "시스템에 지시하는 말이 있어 본인의 경험을 여쭙니다.",
        "en": "The answer spoke to the machine; the candidate's own experience is asked for.",
    },
    AnswerState.ECHO: {
        "ko": "질문을 되읽어 본인의 답을 여쭙니다.",
        "en": "The question was read back; the candidate's own answer is asked for.",
    },
    AnswerState.OTHER_LANGUAGE: {
        "ko": "다른 언어로 답하여 면접 언어로 여쭙니다.",
        "en": "The answer was in another language than the interview.",
    },
    AnswerState.OFF_TOPIC: {
        "ko": "질문과 거리가 있어 이어지는 점을 여쭙니다.",
        "en": "The answer was far from the question; the connection is asked for.",
    },
    AnswerState.DOUBTFUL: {
        "ko": "받아쓰기가 확실하지 않아 핵심을 다시 여쭙니다.",
        "en": "The transcript is doubtful; the main point is asked for again.",
    },
}


def reason_for(
    proposal: Proposal, content: JobContent, state: AnswerState, *, last: int
) -> Mapping[str, str]:
    """One sentence in each interface language. ``last``: the newest turn."""
    kind = proposal.option.kind
    if kind is QuestionKind.CLARIFICATION:
        return _STATES[state]
    if kind is QuestionKind.OPENING:
        name = content.competency(proposal.option.competency).name
        return {
            "ko": f"아직 {fill('{term}을(를)', name.ko)} 다루지 않았습니다.",
            "en": f"Nothing has been said yet about {name.en}.",
        }
    asks = _ASKS[proposal.option.asks]
    said = proposal.path.spans[-1].text if proposal.path.spans else ""
    if kind is QuestionKind.COMPANY:
        return {
            "ko": "회사가 이 역량에 대해 정해 둔 질문입니다.",
            "en": "The company's own question about this competency.",
        }
    if not said:
        return {
            "ko": f"답변에 {fill('{term}이(가)', asks['ko'])} 빠져 있습니다.",
            "en": f"The answer leaves out {asks['en']}.",
        }
    trail = {lang: " › ".join(terms) for lang, terms in proposal.path.terms.items()}
    if kind is QuestionKind.GENERAL or not trail["en"]:
        return {
            "ko": f"“{said}” 이야기에 {fill('{term}이(가)', asks['ko'])} 빠져 있습니다.",
            "en": f"“{said}” was mentioned, but not {asks['en']}.",
        }
    if proposal.near:
        return {
            "ko": f"답변이 다음 주제와 가깝습니다({trail['ko']}). "
            f"{fill('{term}을(를)', asks['ko'])} 더 묻습니다.",
            "en": f"The answer comes close to {trail['en']}; this asks for {asks['en']}.",
        }
    earlier = proposal.path.spans[-1].turn < last
    return {
        "ko": f"{'앞선 답변' if earlier else '답변'}에서 “{said}” 이야기가 나왔고({trail['ko']}), "
        f"{fill('{term}을(를)', asks['ko'])} 더 묻습니다.",
        "en": f"{'An earlier' if earlier else 'The'} answer mentioned “{said}” ({trail['en']}); "
        f"this asks for {asks['en']}.",
    }
