"""A live room as a worker finds it: people at its seats, frames and sound of theirs in Valkey."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import cv2
import numpy as np
import redis.asyncio
from asgiref.sync import async_to_sync

from analysis.types import Floats, Purpose
from hireapp.core.scope import company_scope
from interviews.live.connection import valkey, valkey_async
from interviews.live.keys import RoomKeys
from interviews.live.samples import RATE, frame_put, sound_put
from interviews.live.stream import after
from interviews.models import Answer, Interview, Listening, Seat, Suggestion
from interviews.selectors.consent import notice_for
from interviews.selectors.room import current_question
from interviews.services.answer import answer_begin
from interviews.services.consent import Origin, consent_withdraw
from interviews.services.room_question import asked_freely, question_ask
from tests import factories
from tests.factories import LiveRoom, Member

BLOCK = RATE // 2


@dataclass(frozen=True, slots=True)
class Table:
    """One room with people at it. Read rows through it: it opens the scope."""

    member: Member
    live: LiveRoom
    seats: tuple[Seat, ...]
    keys: RoomKeys

    @property
    def ids(self) -> tuple[UUID, UUID]:
        """Company and room, as tasks are told."""
        return self.keys.company_id, self.keys.room_id

    def show(self, seat: Seat, bgr: np.ndarray, at: float | None = None) -> float:
        """A frame of somebody, now; when it was sampled."""
        sampled = time.time() if at is None else at
        _, jpeg = cv2.imencode(".jpg", bgr)
        _put(lambda client: frame_put(client, self.keys, seat.id, sampled, jpeg.tobytes()))
        return sampled

    def speak(self, seat: Seat, samples: Floats, begins_at: float) -> float:
        """Half-second blocks from ``begins_at`` on; returns when the last of them ends."""
        pcm = (samples.clip(-1, 1) * 32767).astype("<i2")

        async def put(client: redis.asyncio.Redis) -> None:
            for i in range(0, pcm.size, BLOCK):
                piece = pcm[i : i + BLOCK].tobytes()
                await sound_put(client, self.keys, seat.id, begins_at + i / RATE, piece)

        _put(put)
        return begins_at + pcm.size / RATE

    def hang_up(self, seat: Seat, at: float) -> None:
        """The connection ends: nothing follows what was said until ``at``."""
        _put(lambda client: sound_put(client, self.keys, seat.id, at, b""))

    def events(self, kind: str, seat: Seat | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []

        async def read(client: redis.asyncio.Redis) -> None:
            found.extend(await after(client, self.keys, "0-0", block_ms=1, most=5000))

        _put(read)
        mine = [event for event in found if event["type"] == kind]
        return mine if seat is None else [e for e in mine if e["seat"] == str(seat.id)]

    def record(self, seat: Seat, at: float) -> Answer:
        """The candidate's browser begins to record the newest question at ``at``."""
        with company_scope(self.keys.company_id):
            interview = Interview.objects.select_related("candidate").get(id=seat.interview_id)
            question = current_question(interview)
            assert question is not None
            answer = answer_begin(interview=interview, question_id=question.id)
            started_at = datetime.fromtimestamp(at, UTC)
            Answer.objects.filter(id=answer.id).update(started_at=started_at)
            return answer

    def ask(self, seat: Seat, text: str) -> None:
        with company_scope(self.keys.company_id):
            asked = asked_freely(text)
            actor = self.member.actor
            question_ask(room=self.live.room, seats=[seat], asked=asked, actor=actor)

    def heard(self, answer: Answer) -> list[list[Any]]:
        with company_scope(self.keys.company_id):
            found = Listening.objects.filter(answer_id=answer.id).first()
            return found.words if found else []

    def text(self, answer: Answer) -> str:
        return " ".join(row[0] for row in self.heard(answer))

    def withdraw(self, seat: Seat, *purposes: Purpose) -> None:
        with company_scope(self.keys.company_id):
            interview = Interview.objects.select_related("candidate", "position", "company").get(
                id=seat.interview_id
            )
            notice = notice_for(interview, language="en")
            origin = Origin("en", notice.sha256)
            consent_withdraw(interview=interview, purposes=purposes, origin=origin)

    def suggestions(self, seat: Seat) -> list[Suggestion]:
        with company_scope(self.keys.company_id):
            return list(Suggestion.objects.filter(interview_id=seat.interview_id))

    def count(self, name: str) -> int:
        return int(valkey().hget(self.keys.counts, name) or 0)


def table(
    member: Member, *, people: int = 1, refused: Collection[Purpose] = (), language: str = "en"
) -> Table:
    """A room that is live."""
    position = factories.position(member, language=language, job_code="200102")
    live = factories.room(
        member, candidates=people, status="live", refused=refused, position=position
    )
    keys = RoomKeys(UUID(str(member.company.id)), live.room.id)
    return Table(member, live, tuple(live.seats()), keys)


def _put(act: Callable[[redis.asyncio.Redis], Awaitable[None]]) -> None:
    async def run() -> None:
        client = valkey_async()
        try:
            await act(client)
        finally:
            await client.aclose()

    async_to_sync(run)()
