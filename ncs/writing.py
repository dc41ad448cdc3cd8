"""First drafts made of a job's content: an advertisement, a list of questions, a message.

Nothing is invented: every line is the content's own, or stands below for everybody to read. Drafts
are Markdown of the plainest kind (#, -, 1.), because people go on writing in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from ncs.content import Asks, Competency, JobContent, Node, Text
from ncs.protected import protected_topic

_DUTIES, _KNOWLEDGE, _ATTITUDES, _SHOWN_KEYWORDS = 7, 4, 4, 6


class Style(StrEnum):
    OPENINGS = "openings"
    FOLLOW_UPS = "follow_ups"
    BOTH = "both"


class Occasion(StrEnum):
    INVITATION = "invitation"
    SOURCING = "sourcing"


@dataclass(frozen=True, slots=True)
class Advertisement:
    """What a recruiter says of an opening; "" is left out."""

    title: str
    company: str
    place: str = ""
    employment: str = ""
    pay: str = ""
    deadline: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """``friendly`` or formal, ``short`` or with what the work is about."""

    title: str
    company: str
    sender: str
    occasion: Occasion
    friendly: bool
    short: bool


@dataclass(frozen=True, slots=True)
class Generated:
    """One question with why it is asked and what to listen for, in one language."""

    competency: str
    text: str
    reason: str
    listen_for: tuple[str, ...]


_HEADS = {
    "facts": Text("한눈에 보기", "At a glance"),
    "about": Text("회사 소개", "About us"),
    "summary": Text("어떤 일인가요", "The job"),
    "duties": Text("맡게 될 일", "What you will do"),
    "needs": Text("이런 역량이 필요합니다", "What you need"),
    "attitudes": Text("이렇게 일하는 분과 잘 맞습니다", "How we like to work"),
    "process": Text("채용 절차", "How we hire"),
}
_FACTS = {
    "company": Text("회사", "Company"),
    "place": Text("근무지", "Place"),
    "employment": Text("고용 형태", "Employment"),
    "pay": Text("급여", "Pay"),
    "deadline": Text("지원 기한", "Apply by"),
}
_PROCESS = (
    Text("지원서 검토", "We read your application"),
    Text(
        "녹화 면접: AI 면접관이 질문하고, 답변의 말 내용을 정리해 면접관에게 보여 줍니다. 무엇을 볼지는 지원자가 고르고, 원하면 언제든 담당자와"
        " 직접 이야기할 수 있습니다.",
        "Recorded interview: an AI interviewer asks the questions and sums up what you said for our"
        " interviewers. You choose what may be looked at, and you can ask for a person at any time.",
    ),
    Text("면접관과의 대화", "A conversation with our interviewers"),
    Text(
        "합격 여부는 사람이 결정합니다. AI는 결정하지 않습니다.",
        "People decide. No decision is made by a machine.",
    ),
)
_EQUAL = Text(
    "나이, 성별, 혼인 여부, 출신 지역, 종교, 장애를 이유로 차별하지 않습니다. 면접에 필요한 편의가 있으면 알려 주세요.",
    "We do not discriminate by age, sex, marriage, origin, religion or disability. Tell us if you need"
    " an adjustment for the interview.",
)
_ASKS = {
    Asks.SITUATION: Text("상황", "the situation"),
    Asks.ROLE: Text("본인의 역할", "their own part"),
    Asks.ACTION: Text("실제로 한 행동", "what they did"),
    Asks.REASON: Text("판단의 근거", "why they did it"),
    Asks.RESULT: Text("결과", "the result"),
    Asks.PROBLEM: Text("어려웠던 점", "what was difficult"),
    Asks.LEARNING: Text("배운 점", "what they learned"),
    Asks.KNOWLEDGE: Text("지식", "knowledge"),
}


def description(content: JobContent, said: Advertisement, language: str) -> str:
    """An advertisement: duties, requirements, attitudes, and an honest line about the process."""
    blocks = [f"# {_line(said.title)}"]
    facts = [
        f"- {head[language]}: {_line(value)}"
        for name, head in _FACTS.items()
        if (value := getattr(said, name))
    ]
    if facts:
        blocks += [f"## {_HEADS['facts'][language]}", "\n".join(facts)]
    if said.about:
        blocks += [f"## {_HEADS['about'][language]}", said.about.strip()]
    blocks += [f"## {_HEADS['summary'][language]}", content.summary[language]]
    needs = (*content.description["knowledge"][:_KNOWLEDGE], *content.description["skills"])
    for head, lines in (
        ("duties", content.description["duties"][:_DUTIES]),
        ("needs", needs),
        ("attitudes", content.description["attitudes"][:_ATTITUDES]),
    ):
        blocks += [f"## {_HEADS[head][language]}", _bullets(lines, language)]
    steps = "\n".join(f"{n}. {step[language]}" for n, step in enumerate(_PROCESS, start=1))
    return "\n\n".join([*blocks, f"## {_HEADS['process'][language]}", steps, _EQUAL[language]])


def _bullets(lines: Iterable[Text], language: str) -> str:
    return "\n".join(f"- {line[language]}" for line in lines)


def _line(text: str) -> str:
    return " ".join(text.split())


def questions(
    content: JobContent, competencies: Iterable[str], number: int, style: Style, language: str
) -> list[Generated]:
    """At most ``number``, one competency after the other; nothing that may not be asked."""
    chosen = [c for c in content.competencies if c.id in set(competencies)]
    rows = [list(_of(content, competency, style, language)) for competency in chosen]
    made: list[Generated] = []
    while any(rows) and len(made) < number:
        for row in rows:
            if row and len(made) < number:
                made.append(row.pop(0))
    order = [competency.name[language] for competency in chosen]
    return sorted(made, key=lambda each: order.index(each.competency))


def _of(
    content: JobContent, competency: Competency, style: Style, language: str
) -> Iterator[Generated]:
    openings = list(_openings(competency, language)) if style is not Style.FOLLOW_UPS else []
    following = (
        [
            question
            for tree in content.trees
            for node in tree.walk()
            if node.competency == competency.id
            for question in _follow_ups(content, competency, node, language)
        ]
        if style is not Style.OPENINGS
        else []
    )
    for place in range(max(len(openings), len(following))):
        yield from openings[place : place + 1]
        yield from following[place : place + 1]


def _openings(competency: Competency, language: str) -> Iterator[Generated]:
    name, about = competency.name[language], competency.about[language]
    reason = (
        f"{name} 역량의 첫 질문입니다. {about}"
        if language == "ko"
        else f"Opens the competency “{name}”: {about}"
    )
    terms = tuple(k.terms(language)[0] for k in competency.keywords[:_SHOWN_KEYWORDS])
    for text in competency.openings:
        if protected_topic(text[language]) is None:
            yield Generated(name, text[language], reason, terms)


def _follow_ups(
    content: JobContent, competency: Competency, node: Node, language: str
) -> Iterator[Generated]:
    name, term = competency.name[language], node.term[language]
    terms = tuple(
        content.keywords[keyword].terms(language)[0] for keyword in node.keywords[:_SHOWN_KEYWORDS]
    )
    for question in node.questions:
        text = question.text[language]
        if question.slotted or protected_topic(text) is not None:
            continue
        after = _ASKS[question.asks][language]
        reason = (
            f"답변에서 “{term}” 이야기가 나왔을 때 이어서 묻습니다. 듣고 싶은 것: {after}"
            if language == "ko"
            else f"Follows when “{term}” comes up. It asks for {after}."
        )
        yield Generated(name, text, reason, terms)


def question_list(made: Iterable[Generated], title: str, language: str) -> str:
    """The draft: questions by number, under each why it is asked and what to listen for."""
    why, listen = ("이유", "귀담아들을 말") if language == "ko" else ("Why", "Listen for")
    blocks, last = [f"# {_line(title)}"], ""
    for number, each in enumerate(made, start=1):
        if each.competency != last:
            blocks.append(f"## {each.competency}")
            last = each.competency
        lines = [f"{number}. {each.text}", f"- {why}: {each.reason}"]
        if each.listen_for:
            lines.append(f"- {listen}: {', '.join(each.listen_for)}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def outreach(content: JobContent, said: Message, language: str) -> str:
    """A message; names of people are left as places to fill in, so that no draft holds them."""
    return _korean(content, said) if language == "ko" else _english(content, said)


def _korean(content: JobContent, said: Message) -> str:
    title, company, sender = _line(said.title), _line(said.company), _line(said.sender)
    hello = f"[이름] 님, 안녕하세요{'!' if said.friendly else '.'} {company}의 {sender}입니다."
    duties = "\n".join(f"- {line.ko}" for line in content.description["duties"][:3])
    if said.occasion is Occasion.INVITATION:
        first = (
            f"“{title}” 포지션에 지원해 주셔서 고마워요. 다음 단계인 녹화 면접에 초대해요."
            if said.friendly
            else f"“{title}” 포지션에 지원해 주셔서 감사합니다. 다음 단계인 녹화 면접에 초대합니다."
        )
        how = (
            "편한 시간에 휴대전화나 컴퓨터로 볼 수 있어요. 질문은 AI 면접관이 하지만, 결정은 사람이 해요. 사람과 먼저 이야기하고 싶으면 언제든"
            " 알려 주세요."
            if said.friendly
            else "편하신 시간에 휴대전화나 컴퓨터로 응시하실 수 있습니다. 질문은 AI 면접관이 하지만 결정은 사람이 합니다. 담당자와 먼저 이야기를"
            " 나누고 싶으시면 언제든 알려 주시기 바랍니다."
        )
        end = "[면접 링크]"
    else:
        first = (
            f"“{title}” 포지션을 함께할 분을 찾다가 연락드려요. {content.summary.ko}"
            if said.friendly
            else f"“{title}” 포지션과 관련하여 연락드립니다. {content.summary.ko}"
        )
        how = (
            "관심이 있으면 편하게 답장해 주세요. 궁금한 점부터 이야기 나눠요."
            if said.friendly
            else "관심이 있으시면 회신 부탁드립니다. 궁금하신 점에 먼저 답해 드리겠습니다."
        )
        end = "원하지 않으시면 다시 연락드리지 않겠습니다."
    work = "" if said.short else f"맡게 될 일은 다음과 같습니다.\n{duties}"
    return "\n\n".join(
        part for part in (hello, first, work, how, end, f"{sender}\n{company}") if part
    )


def _english(content: JobContent, said: Message) -> str:
    title, company, sender = _line(said.title), _line(said.company), _line(said.sender)
    hello = "Hi [name]," if said.friendly else "Dear [name],"
    duties = "\n".join(f"- {line.en}" for line in content.description["duties"][:3])
    if said.occasion is Occasion.INVITATION:
        first = (
            f"Thanks for applying for {title} at {company}. We would love to hear more from you in a"
            " recorded interview."
            if said.friendly
            else f"Thank you for applying for {title} at {company}. We would like to invite you to"
            " the next step, a recorded interview."
        )
        how = (
            "You can do it whenever it suits you, on a phone or a computer. An AI interviewer asks the"
            " questions; people decide. If you would rather talk to a person first, just say so."
        )
        end = "[interview link]"
    else:
        first = (
            f"I am hiring for {title} at {company} and thought of you. {content.summary.en}"
            if said.friendly
            else f"I am writing to you about the position {title} at {company}. {content.summary.en}"
        )
        how = (
            "If that sounds interesting, reply whenever you like and ask me anything."
            if said.friendly
            else "If you are interested, I would be glad to answer your questions first."
        )
        end = "If you would rather not hear from us, tell me and I will not write again."
    work = "" if said.short else f"What you would do:\n{duties}"
    bye = f"{'Best' if said.friendly else 'Kind regards'},\n{sender}\n{company}"
    return "\n\n".join(part for part in (hello, first, work, how, end, bye) if part)
