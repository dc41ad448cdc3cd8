"""Recordings that were really encoded, and interviews that a candidate really went through."""

from __future__ import annotations

import pytest

from interviews.demo.recordings import Clip, compose
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one


@pytest.fixture(scope="session")
def talking() -> bytes:
    """4 s of a real face with real speech, as a browser would send it."""
    return compose(Clip("single_face.mp4", "two_cities.wav", 0.0, 4.0, (0.1, 0.0, 0.75)))


@pytest.fixture
def answered(alice: Member) -> Answered:
    """One submitted answer of one question; nothing has looked at it yet."""
    return answer_one(alice, b"bytes that nobody decodes here")
