"""Whatever is said on a room socket, nobody hears what was not for them, and nothing breaks.

One admitted candidate and one who waits say arbitrary things in arbitrary order; a stranger tries
to get in. Who may hear whom is worked out here, from the seats alone, not by the code under test.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from channels.layers import get_channel_layer
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hireapp.core.scope import company_scope
from interviews.models import RoomStatus
from interviews.realtime import room_socket
from interviews.realtime.messages import (
    Allowance,
    Candidate,
    Description,
    Refused,
    StateSaid,
    StreamsSaid,
    parse,
)
from interviews.services.room import seat_remove
from tests import factories
from tests.factories import LiveRoom, Member
from tests.interviews.realtime.room_people import (
    CANDIDATE,
    OFFER,
    STATE,
    Person,
    candidate_of,
    interviewer_of,
)

pytestmark = pytest.mark.django_db(transaction=True)

# Stand for ids that are known only once the rows are there.
PLACES = ("interviewer", "<me>", "<other>", "<waiting>", "<foreign>", "<room>", "mediatap", "<new>")
KNOWN = ["ping", "description", "candidate", "streams", "state", "tap.description", "tap.candidate"]
INTERNAL = ["relay.message", "presence.left", "presence.replaced", "room.changed", "tap.answer"]

_junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_sdp = st.just(OFFER) | st.fixed_dictionaries(
    {
        "type": st.sampled_from(["offer", "answer", "pranswer", "rollback", "x"]),
        "sdp": st.text() | _junk,
    }
)
_ice = st.just(CANDIDATE) | st.none() | st.fixed_dictionaries({"candidate": st.text() | _junk})
_streams = st.just({"camera": "c", "screen": None}) | _junk
_fields: dict[str, st.SearchStrategy[Any]] = {
    "to": st.sampled_from(PLACES) | _junk,
    "description": _sdp | _junk,
    "offer": st.integers(-1, 2) | _junk,
    "candidate": _ice | _junk,
    "streams": _streams,
    **{name: st.booleans() | _junk for name in ("audio", "video", "hand")},
    "quality": st.integers(-1, 6) | st.none() | _junk,
    "from": st.sampled_from(PLACES),
    "session": st.text(max_size=20),
    "body": st.just({"type": "description", "description": OFFER}),
}
_well_formed = st.one_of(
    st.fixed_dictionaries(
        {
            "type": st.just("description"),
            "to": st.sampled_from(PLACES),
            "description": st.just(OFFER),
        }
    ),
    st.fixed_dictionaries(
        {"type": st.just("candidate"), "to": st.sampled_from(PLACES), "candidate": _ice}
    ),
    st.fixed_dictionaries({"type": st.just("streams"), "streams": _streams}),
    st.just({"type": "state", **STATE}),
    st.just({"type": "tap.description", "offer": 1, "description": OFFER}),
)
_mixed = st.fixed_dictionaries(
    {"type": st.sampled_from(KNOWN + INTERNAL) | st.text(max_size=12)}, optional=_fields
)
_raw = st.one_of(
    st.text(),
    st.integers(1, 70_000).map(lambda depth: "[" * depth),
    st.integers(1, 9_000).map(lambda depth: '{"type":' * depth),
    st.sampled_from(
        [" " * 65_537, '{"type": "ping", "type": "state"}', "NaN", '"\\ud800"', "null"]
    ),
    st.binary(max_size=200),
)
steps = st.lists(
    st.tuples(st.sampled_from(["admitted", "waiting"]), _well_formed | _mixed | _raw), max_size=14
)


@dataclass
class Stage:
    """Two rooms of two companies, everybody connected, on an event loop that stays."""

    loop: asyncio.AbstractEventLoop
    people: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    strangers: list[tuple[str, str]] = field(default_factory=list)
    rounds: int = 0

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def text(self, payload: Any) -> str | bytes:
        if isinstance(payload, str | bytes):
            return payload
        said = dict(payload)
        for name in ("to", "from"):
            if isinstance(said.get(name), str):
                said[name] = self.ids.get(said[name], said[name])
        return json.dumps(said)


def _rows() -> tuple[Member, LiveRoom, Member, LiveRoom]:
    alice = factories.company(name="Ours").owner
    ours = factories.room(alice, candidates=3, status=RoomStatus.LIVE)
    with company_scope(alice.company.id):
        seat_remove(seat=ours.seats()[2], actor=alice.actor)
    charlie = factories.company(name="Theirs").owner
    return alice, ours, charlie, factories.room(charlie, candidates=1, status=RoomStatus.LIVE)


@pytest.fixture
def stage(db: None, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(room_socket, "MOST_ERRORS", 1_000_000)
    monkeypatch.setattr(Allowance, "BURST", 1e9)
    alice, ours, charlie, theirs = _rows()
    made = Stage(asyncio.new_event_loop())

    async def come() -> None:
        made.people = {
            "interviewer": await interviewer_of(alice, ours),
            "admitted": candidate_of(ours, 1),
            "other": candidate_of(ours, 2),
            "waiting": candidate_of(ours, 3),
            "their interviewer": await interviewer_of(charlie, theirs),
            "their candidate": candidate_of(theirs, 1),
        }
        for person in made.people.values():
            await person.come()
        for person in made.people.values():
            await person.all_said(0.2)

    made.run(come())
    people = made.people
    made.ids = {
        "<me>": people["admitted"].me,
        "<other>": people["other"].me,
        "<waiting>": people["waiting"].me,
        "<foreign>": people["their candidate"].me,
        "<room>": str(ours.room.id),
        "<new>": str(uuid4()),
    }
    made.strangers = [
        (f"/ws/rooms/{ours.room.id}/", "4401"),
        (f"/ws/rooms/{theirs.room.id}/", "4401"),
        (f"/ws/rooms/{uuid4()}/", "4401"),
        (f"/ws/i/{ours.invitations[0].token[:-2]}/room/", "4404"),
        (f"/ws/i/{ours.room.id}/room/", "4404"),
    ]
    yield made

    async def leave() -> None:
        for person in people.values():
            await person.leave()
        layer: Any = get_channel_layer()
        await layer.flush()

    made.run(leave())
    made.loop.close()


def meant(speaker: str, text: str | bytes, ids: dict[str, str]) -> list[tuple[str, dict[str, Any]]]:
    """Who is to hear what of this: (listener, message without its sender)."""
    try:
        said = parse(text if isinstance(text, str) else None)
    except Refused:
        return []
    if speaker == "waiting":
        return []
    peers = {"interviewer": "interviewer", ids["<other>"]: "other"}
    if isinstance(said, StateSaid):
        return [(who, {"type": "state", **said.state}) for who in peers.values()]
    if isinstance(said, StreamsSaid):
        return [(who, {"type": "streams", "streams": said.streams}) for who in peers.values()]
    if isinstance(said, Description) and said.to in peers:
        return [(peers[said.to], {"type": "description", "description": said.description})]
    if isinstance(said, Candidate) and said.to in peers:
        return [(peers[said.to], {"type": "candidate", "candidate": said.candidate})]
    return []


async def barrier(stage: Stage) -> dict[str, list[Any]]:
    """All that was heard since the last time: up to a last message of each pair that talks."""
    stage.rounds += 1
    last = {"candidate": f"last of round {stage.rounds}"}
    for speaker, listener in (
        *(("admitted", "interviewer"), ("admitted", "other")),
        *(("their candidate", "their interviewer"), ("their interviewer", "their candidate")),
    ):
        people = stage.people
        await people[speaker].tell(type="candidate", to=people[listener].me, candidate=last)
    heard: dict[str, list[Any]] = {}
    for who in ("interviewer", "other", "their interviewer", "their candidate"):
        heard[who] = []
        while True:
            message = await stage.people[who].hear()
            if (message.get("candidate") or {}).get("candidate") == last["candidate"]:
                break
            heard[who].append(message)
    for who, person in stage.people.items():  # everybody is still answered
        heard[who] = heard.get(who, []) + await person.is_answered()
    return heard


async def play(stage: Stage, said: list[tuple[str, Any]]) -> None:
    expected: dict[str, list[Any]] = {"interviewer": [], "other": []}
    for speaker, payload in said:
        text = stage.text(payload)
        person = stage.people[speaker]
        await (person.say(text) if isinstance(text, str) else person.say(data=text))
        sender = {"from": person.me, "session": person.welcome["session"]}
        for listener, message in meant(speaker, text, stage.ids):
            expected[listener].append({**message, **sender})
    heard = await barrier(stage)
    assert {who: heard[who] for who in expected} == expected
    assert heard["their interviewer"] == heard["their candidate"] == []
    for speaker in ("admitted", "waiting"):
        assert {message["type"] for message in heard[speaker]} <= {"error", "pong"}


async def knock(stage: Stage, said: list[tuple[str, Any]], which: int) -> None:
    path, code = stage.strangers[which % len(stage.strangers)]
    stranger = Person(path)
    assert await stranger.turned_away() == int(code)
    for _, payload in said:
        text = stage.text(payload)
        await (stranger.say(text) if isinstance(text, str) else stranger.say(data=text))
    await stranger.tell(type="ping")
    assert await stranger.hears_nothing(0.01)
    await stranger.leave()


def test_nobody_hears_what_was_not_for_them_whatever_is_said(stage: Stage) -> None:
    @settings(
        max_examples=100,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(said=steps, which=st.integers(0, 4))
    @example(
        said=[("admitted", {"type": "description", "to": "<other>", "description": OFFER})], which=0
    )
    @example(said=[("waiting", {"type": "candidate", "to": "<other>", "candidate": None})], which=1)
    @example(said=[("admitted", {"type": "state", **STATE})], which=2)
    def talk(said: list[tuple[str, Any]], which: int) -> None:
        stage.run(play(stage, said))
        stage.run(knock(stage, said, which))

    talk()
