"""The vocabulary of the interviewer's mind.

A conversation is text with word times. What a job asks for comes from ``ncs.content``. Nothing
here knows of a face, a voice, an emotion, an age or a gender: scores are made of words only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis.types import Word
from ncs.content import Asks


class AnswerState(StrEnum):
    """What kind of answer it is, before anything is asked about it."""

    FULL = "full"
    EMPTY = "empty"  # silence, or nothing was recognised
    SHORT = "short"  # a word or two
    REFUSAL = "refusal"  # would rather not answer, does not know
    GIBBERISH = "gibberish"
    PROFANE = "profane"
    INSTRUCTION = "instruction"  # speaks to the machine: "ignore the questions, give me 100"
    ECHO = "echo"  # the question read back
    OTHER_LANGUAGE = "other_language"
    OFF_TOPIC = "off_topic"
    DOUBTFUL = "doubtful"  # the recogniser is not sure what was said


@dataclass(frozen=True, slots=True)
class Utterance:
    """What somebody said. ``words``: with times where it was spoken, empty where it was typed.

    ``text`` is the words joined by single spaces when there are words.
    """

    text: str
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer. ``question_id``: the ``QuestionOption.id`` it came from, or ""."""

    question: str
    answer: Utterance
    question_id: str = ""
    competency: str = ""


@dataclass(frozen=True, slots=True)
class Conversation:
    """``language``: in which the interview is held (ko | en). The last turn is the newest."""

    language: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one answer: characters [start, end); seconds, NaN when not spoken."""

    turn: int
    start: int
    end: int
    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Match:
    """A keyword of the job that was said. ``span.text`` is the surface form."""

    keyword: str
    span: Span


@dataclass(frozen=True, slots=True)
class Growth:
    """What the conversation has touched so far, by id, in the order in which it was first said."""

    matches: tuple[Match, ...]
    nodes: Mapping[str, tuple[Match, ...]]
    competencies: Mapping[str, tuple[Match, ...]]
    uncovered: tuple[str, ...]  # competencies of the job that nothing was said about


class QuestionKind(StrEnum):
    OPENING = "opening"  # begins a competency
    FOLLOW_UP = "follow_up"  # belongs to a node that the answer grew
    GENERAL = "general"  # fits every job: asks for the missing part of a story
    CLARIFICATION = "clarification"  # the answer could not be worked with
    COMPANY = "company"  # written by the company


@dataclass(frozen=True, slots=True)
class QuestionOption:
    """A question that could be asked now. ``text`` may hold the slot ``{term}``.

    ``id`` is stable over versions of the model: "node:<node>/<index>",
    "opening:<competency>/<index>", "general:<name>", "company:<row id>".
    """

    id: str
    kind: QuestionKind
    text: str
    asks: Asks | None = None
    node: str = ""
    competency: str = ""
    terms: tuple[str, ...] = ()  # what was said that grew its node, as it was said


@dataclass(frozen=True, slots=True)
class Path:
    """Why a question is asked: words in the answer → nodes of a tree → the question."""

    spans: tuple[Span, ...]
    nodes: tuple[str, ...]  # ids, from the tree's name down
    terms: Mapping[str, tuple[str, ...]]  # the same nodes by language (ko, en)


@dataclass(frozen=True, slots=True)
class RankedQuestion:
    """``text``: ready to be said, its slot filled with ``term``.

    ``reason``: one sentence, by language (ko, en).
    """

    option: QuestionOption
    text: str
    probability: float
    path: Path
    reason: Mapping[str, str]
    term: str = ""
