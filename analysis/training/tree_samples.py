"""Made-up interviews whose right next question is known, because the answers were made for it.

What decides is never which words occur: an answer names several topics (some waved aside, some only
the way into what mattered), by any of their synonyms, after turns on other topics, and tells some
parts of its story (``Asks``) but not others. Right is, in this order:

    node      a question of the topic that the last answer is about, not asked yet, after a part of
              the story that was not told (children and parents that share the term are left out)
    general   the topic's questions are told or asked: the general question for the missing part
    opening   everything was told: the one competency that nobody spoke about yet

These are rules of ours, so agreement with them says that the network learned the rules, not that
people would ask the same. Real interviews are reported apart.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from analysis.questions.growth import grow
from analysis.questions.slots import fill
from analysis.questions.types import (
    Conversation,
    Growth,
    QuestionKind,
    QuestionOption,
    Turn,
    Utterance,
)
from analysis.training.patterns import (
    AGAIN,
    FILLER,
    FOCUS,
    PARTS,
    PASSING,
    TURNING,
    Pair,
)
from analysis.training.samples import Sample
from ncs.content import SLOT, Asks, JobContent, Node
from ncs.general import general_questions

TELLABLE = tuple(asks for asks in Asks if asks is not Asks.KNOWLEDGE)
HALVES = ("train", "measure")
OPTIONS = 40  # at most; the product ranks about 60
_SLOT = re.compile(r"\{([tu])([가-힣]*)\}")
_PARTICLES = {"을": "을(를)", "이": "이(가)", "은": "은(는)", "와": "와(과)", "로": "(으)로"}


@dataclass(slots=True)
class _Maker:
    """One sample in the making. ``half`` says which sentences may be used."""

    job: JobContent
    language: str
    half: str
    random: random.Random
    asked: list[str] = field(default_factory=list)  # option ids
    turns: list[Turn] = field(default_factory=list)

    def pick(self, pair: Pair) -> str:
        return self.random.choice(pair[HALVES.index(self.half)])

    def term(self, keyword: str) -> str:
        """A word for the keyword, rather one that is not the shown one."""
        shown, *others = self.job.keywords[keyword].terms(self.language)
        return self.random.choice(others) if others and self.random.random() < 0.8 else shown

    def say(self, sentence: str, term: str = "", other: str = "") -> str:
        def word(match: re.Match[str]) -> str:
            particle = _PARTICLES[match[2]] if match[2] else ""
            return fill(SLOT + particle, term if match[1] == "t" else other)

        text = _SLOT.sub(word, sentence)
        text = text.replace("{n}", str(self.random.randint(2, 9)))
        text = text.replace("{p}", str(self.random.randint(10, 60)))
        return text[:1].upper() + text[1:]


def tree_samples(job: JobContent, language: str, count: int, *, seed: int = 0) -> Iterator[Sample]:
    """``count`` for each half. The same job, language and seed make the same samples."""
    for half in HALVES:
        source = random.Random(f"{seed}/{job.code}/{language}/{half}")  # noqa: S311 - not a secret
        made = 0
        while made < count:
            sample = _made(_Maker(job, language, half, source), made)
            if sample is not None:
                made += 1
                yield sample


def _made(maker: _Maker, number: int) -> Sample | None:
    chance = maker.random.random()
    kind = "node" if chance < 0.7 else "general" if chance < 0.85 else "opening"
    nodes = list(maker.job.nodes.values())
    maker.random.shuffle(nodes)
    focus, *others = nodes
    for node in others[: maker.random.choice((0, 0, 1, 1, 2, 3))]:
        _earlier_turn(maker, node)
    keyword = maker.random.choice(focus.keywords)
    opener = _question_before(maker, focus, maker.random.random())
    truth, told = _truth(maker, kind, focus, opener)
    if truth is None or opener.id == truth.id:
        return None
    strangers = [node for node in others if keyword not in node.keywords]
    answer = _answer(maker, focus, keyword, told, strangers)
    maker.turns.append(Turn(opener.text, Utterance(answer), opener.id, opener.competency))
    maker.asked.append(opener.id)
    options = _options(maker, truth, keyword, told)
    grown = truth.kind is not QuestionKind.FOLLOW_UP or any(
        o.id == truth.id and o.terms for o in options
    )
    if not grown or len(options) < 6 or truth.id in maker.asked:
        return None
    return Sample(
        f"tree/{maker.job.code}/{maker.language}/{maker.half}/{number}",
        "tree",
        maker.job.code,
        Conversation(maker.language, tuple(maker.turns)),
        tuple(options),
        [option.id for option in options].index(truth.id),
        maker.half,
        maker.job.code,
    )


def node_options(
    job: JobContent, node: Node, language: str, said: Sequence[str] = ()
) -> list[QuestionOption]:
    """``said``: what was said that grew the node; without it, a slot takes the node's own word."""
    word = said[-1] if said else job.keywords[node.keywords[0]].terms(language)[0]
    return [
        QuestionOption(
            f"node:{node.id}/{index}",
            QuestionKind.FOLLOW_UP,
            fill(question.text[language], word),
            question.asks,
            node.id,
            node.competency,
            tuple(said),
        )
        for index, question in enumerate(node.questions)
    ]


def opening_options(job: JobContent, language: str) -> list[QuestionOption]:
    return [
        QuestionOption(
            f"opening:{competency.id}/{index}",
            QuestionKind.OPENING,
            opening[language],
            None,
            "",
            competency.id,
        )
        for competency in job.competencies
        for index, opening in enumerate(competency.openings)
    ]


def general_options(language: str, term: str) -> list[QuestionOption]:
    return [
        QuestionOption(
            f"general:{each.id}", QuestionKind.GENERAL, fill(each.text[language], term), asks
        )
        for asks, questions in general_questions().story.items()
        for each in questions
    ]


def _truth(
    maker: _Maker, kind: str, focus: Node, opener: QuestionOption
) -> tuple[QuestionOption | None, frozenset[Asks]]:
    """The right question, and the parts of the story that the answer has to tell for it."""
    own = node_options(maker.job, focus, maker.language)
    told: set[Asks]
    if kind == "node":
        truth = maker.random.choice(own)
        others = [part for part in TELLABLE if part is not truth.asks]
        told = {*maker.random.sample(others, maker.random.randint(1, 3))}
        told.update(o.asks for o in own if o.asks is not None and o.asks is not truth.asks)
        return truth, frozenset(told) - {Asks.KNOWLEDGE}
    if kind == "general":
        missing = maker.random.choice([p for p in TELLABLE if p not in {o.asks for o in own}])
        told = {part for part in TELLABLE if part is not missing}
        leave = maker.random.sample(sorted(told), 2)  # their questions are not offered
        told -= {part for part in leave if part not in {o.asks for o in own}}
        fitting = [o for o in general_options(maker.language, "") if o.asks is missing]
        return maker.random.choice(fitting), frozenset(told)
    touched = {turn.competency for turn in maker.turns} | {focus.competency, opener.competency}
    fresh = [o for o in opening_options(maker.job, maker.language) if o.competency not in touched]
    if not fresh:
        return None, frozenset()
    return maker.random.choice(fresh), frozenset(TELLABLE)


def _question_before(maker: _Maker, focus: Node, chance: float) -> QuestionOption:
    """What the last answer answers: an opening, another question of the topic, or of any other."""
    if chance < 0.5:
        pool = [
            o
            for o in opening_options(maker.job, maker.language)
            if o.competency == focus.competency
        ]
    elif chance < 0.75:
        pool = node_options(maker.job, focus, maker.language)
    else:
        nodes = list(maker.job.nodes.values())
        pool = node_options(maker.job, maker.random.choice(nodes), maker.language)
    return maker.random.choice(pool)


def _earlier_turn(maker: _Maker, node: Node) -> None:
    option = maker.random.choice(node_options(maker.job, node, maker.language))
    told = frozenset(maker.random.sample(TELLABLE, 2))
    keyword = maker.random.choice(node.keywords)
    answer = _answer(maker, node, keyword, told, [])
    maker.asked.append(option.id)
    maker.turns.append(Turn(option.text, Utterance(answer), option.id, option.competency))


def _answer(
    maker: _Maker, focus: Node, keyword: str, told: frozenset[Asks], strangers: Sequence[Node]
) -> str:
    """The sentences: who is waved aside, what it is about, what is told of it, in a mixed order."""
    language, chance = maker.language, maker.random.random
    others = [maker.random.choice(node.keywords) for node in strangers[:6]]
    others = [other for other in others if other not in focus.keywords and other != keyword]
    term = maker.term(keyword)
    if others and chance() < 0.35:
        about = maker.say(maker.pick(TURNING[language]), term, maker.term(others.pop()))
    else:
        about = maker.say(maker.pick(FOCUS[language]), term)
    story = [maker.say(maker.pick(PARTS[language][part])) for part in sorted(told)]
    maker.random.shuffle(story)
    if chance() < 0.4:
        again = maker.say(maker.pick(AGAIN[language]), maker.term(keyword))
        story.insert(maker.random.randint(0, len(story)), again)
    text = [about, *story]
    for _ in range(maker.random.choice((0, 1, 1, 2)) if len(others) > 1 else 0):
        one, two = maker.random.sample(others, 2)
        aside = maker.say(maker.pick(PASSING[language]), maker.term(one), maker.term(two))
        text.insert(maker.random.randint(0, len(text)), aside)
    if chance() < 0.4:
        text.insert(0, maker.say(maker.pick(FILLER[language])))
    return _as_recognised(maker, " ".join(text))


def _as_recognised(maker: _Maker, text: str) -> str:
    """A recogniser sometimes leaves out punctuation and capitals."""
    if maker.random.random() > 0.15:
        return text
    return re.sub(r"[.,;:!?](?=\s|$)", "", text).lower()


def _options(
    maker: _Maker, truth: QuestionOption, keyword: str, told: frozenset[Asks]
) -> list[QuestionOption]:
    """What could be asked: nothing that was asked, nothing that would be as right as the truth."""
    job, language = maker.job, maker.language
    growth = grow(Conversation(language, tuple(maker.turns)), job)
    said = {
        node: tuple(dict.fromkeys(match.span.text for match in matches))
        for node, matches in growth.nodes.items()
    }
    nodes = [
        option
        for node in job.nodes.values()
        for option in node_options(job, node, language, said.get(node.id, ()))
    ]
    term = growth.matches[-1].span.text if growth.matches else job.keywords[keyword].ko[0]
    general = general_options(language, term)
    openings = opening_options(job, language)
    right = next(o for o in [*nodes, *general, *openings] if o.id == truth.id)
    same = _named_alike(growth, keyword)
    pool = [o for o in nodes if o.asks in told or not same.intersection(job.nodes[o.node].keywords)]
    pool += [o for o in general if o.asks in told]
    if truth.kind is QuestionKind.OPENING:
        spoken_of = {turn.competency for turn in maker.turns}
        openings = [o for o in openings if o.competency in spoken_of]
    pool += openings
    pool = [o for o in pool if o.id != truth.id and o.id not in maker.asked]
    maker.random.shuffle(pool)
    close = [o for o in pool if o.terms or o.kind is QuestionKind.GENERAL]
    chosen = list({o.id: o for o in [right, *close, *pool]}.values())[:OPTIONS]
    maker.random.shuffle(chosen)
    return chosen


def _named_alike(growth: Growth, keyword: str) -> frozenset[str]:
    """The keyword, and others that the very words said for it could mean."""
    spans = {match.span for match in growth.matches if match.keyword == keyword}
    return frozenset({keyword, *(m.keyword for m in growth.matches if m.span in spans)})
