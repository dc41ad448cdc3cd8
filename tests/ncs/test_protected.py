"""What nobody may be asked is held back, and daily work that sounds alike is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ncs.protected import Topic, protected_topic

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _forbidden() -> list[tuple[str, str]]:
    found, topic = [], ""
    for line in _lines("forbidden.txt"):
        if line.startswith("["):
            topic = line.strip("[]")
        else:
            found.append((topic, line))
    return found


FORBIDDEN, HARMLESS = _forbidden(), _lines("harmless.txt")


def test_there_is_enough_to_judge_by() -> None:
    assert len({question for _topic, question in FORBIDDEN}) >= 120
    assert len(set(HARMLESS)) >= 80
    assert {topic for topic, _question in FORBIDDEN} == set(Topic)


@pytest.mark.parametrize(("topic", "question"), FORBIDDEN)
def test_a_forbidden_question_is_caught(topic: str, question: str) -> None:
    assert protected_topic(question) is not None, topic


@pytest.mark.parametrize("question", HARMLESS)
def test_daily_work_is_not_held_back(question: str) -> None:
    assert protected_topic(question) is None


@pytest.mark.parametrize(
    "question",
    ["HOW  OLD\u00a0are you?", "나이가\u200b 어떻게 되세요?", "What’s your marital status?"],
)
def test_spaces_and_letters_do_not_hide_a_question(question: str) -> None:
    assert protected_topic(question) is not None
