"""The interviewer's voice: only where promised, only while live, resumable, heard afterwards."""

from __future__ import annotations

import io
from datetime import timedelta

import av
import pytest
from django.test import Client
from django.utils import timezone

from hireapp.core.errors import DomainError, NotFound
from hireapp.core.scope import company_scope
from hireapp.vault.objects import object_append
from interviews.access import voice_token
from interviews.models import Room, RoomStatus, RoomVoice
from interviews.selectors.room_transcript import room_transcript
from interviews.services.room import room_end
from interviews.services.room_voice import (
    VoiceNotRecorded,
    VoiceOver,
    voice_begin,
    voice_end,
    voices_dispatch_due,
)
from interviews.services.upload_gates import UploadGates
from interviews.tasks.rooms import hear_voice
from interviews.tasks.speech import say
from tests import factories
from tests.factories import LiveRoom, Member

pytestmark = pytest.mark.django_db
AUDIO = {"filetype": "audio/webm;codecs=opus"}


@pytest.fixture
def live(alice: Member) -> LiveRoom:
    return factories.room(alice, candidates=1, status=RoomStatus.LIVE, interviewer_recorded=True)


def _begin(alice: Member, live: LiveRoom) -> RoomVoice:
    with company_scope(alice.company.id):
        return voice_begin(room=live.room, actor=alice.actor)


def _fill(voice: RoomVoice, data: bytes) -> None:
    object_id = UploadGates().create(voice_token(voice), AUDIO, None)
    with company_scope(voice.company_id):
        object_append(object_id=object_id, offset=0, data=data, max_bytes=10**8)


def test_it_is_recorded_only_where_promised_and_only_while_live(alice: Member) -> None:
    silent = factories.room(alice, status=RoomStatus.LIVE)
    waiting = factories.room(alice, status=RoomStatus.OPEN, interviewer_recorded=True)
    over = factories.room(alice, status=RoomStatus.ENDED, interviewer_recorded=True)
    for room in (silent, waiting, over):
        with pytest.raises(VoiceNotRecorded):
            _begin(alice, room)


def test_a_token_fills_its_own_piece_and_no_candidates_answer(
    alice: Member, live: LiveRoom
) -> None:
    first, second = _begin(alice, live), _begin(alice, live)
    gates = UploadGates()
    object_id = gates.create(voice_token(second), AUDIO, None)
    assert gates.create(voice_token(second), AUDIO, None) == object_id
    assert gates.admit(voice_token(second), object_id).company_id == alice.company.id
    for other in (voice_token(first), live.invitations[0].token):
        with pytest.raises(NotFound):
            gates.admit(other, object_id)
    for token in ("x", voice_token(second) + "x", live.invitations[0].token):
        with pytest.raises(DomainError):
            gates.create(token, AUDIO, None)


def test_what_of_a_piece_is_on_its_way_arrives_though_the_next_has_begun(
    alice: Member, live: LiveRoom
) -> None:
    first = _begin(alice, live)
    _fill(first, b"some")
    _begin(alice, live)
    object_id = UploadGates().create(voice_token(first), AUDIO, None)
    UploadGates().admit(voice_token(first), object_id)
    with company_scope(alice.company.id):
        assert voice_end(voice=first).ended_at is not None
    with pytest.raises(VoiceOver):
        UploadGates().create(voice_token(first), AUDIO, None)


def test_a_piece_begins_when_its_recording_did_and_not_before_the_room(
    alice_client: Client, alice: Member, live: LiveRoom
) -> None:
    now = timezone.now()
    started = now - timedelta(seconds=100)
    with company_scope(alice.company.id):
        Room.objects.filter(id=live.room.id).update(started_at=started)
    address = f"/rooms/{live.room.id}/voice/"
    for ago, expected in ((40, 40), (10**400, 100), (-5, 0), (float("nan"), 0)):
        answer = alice_client.post(address, {"ago": ago}, content_type="application/json")
        with company_scope(alice.company.id):
            begun = RoomVoice.objects.get(id=answer.json()["id"]).started_at
        assert abs((now - begun).total_seconds() - expected) < 5
    answer = alice_client.post(address, {"ago": "long"}, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize("kind", ["video/webm", "text/html", ""])
def test_only_sound_may_be_sent(kind: str, alice: Member, live: LiveRoom) -> None:
    voice = _begin(alice, live)
    with pytest.raises(DomainError):
        UploadGates().create(voice_token(voice), {"filetype": kind}, None)


def test_a_piece_that_a_closed_page_left_open_ends_by_itself(alice: Member, live: LiveRoom) -> None:
    voice = _begin(alice, live)
    _fill(voice, b"sound")
    with company_scope(alice.company.id):
        room_end(room=live.room, actor=alice.actor)
        voices_dispatch_due()
        assert RoomVoice.objects.get(id=voice.id).ended_at is None  # it may still be handed in
        past = timezone.now() - timedelta(minutes=5)
        Room.objects.filter(id=live.room.id).update(ended_at=past)
        voices_dispatch_due()
        ended = RoomVoice.objects.select_related("media").get(id=voice.id)
    assert ended.ended_at is not None
    assert ended.media is not None
    assert ended.media.completed_at is not None
    with pytest.raises(VoiceOver):
        UploadGates().create(voice_token(voice), AUDIO, None)


def test_what_is_no_sound_is_tried_and_put_aside(alice: Member, live: LiveRoom) -> None:
    voice = _begin(alice, live)
    _fill(voice, b"not a recording at all")
    with company_scope(alice.company.id):
        voice_end(voice=voice)
    hear_voice(str(alice.company.id), str(voice.id))
    with company_scope(alice.company.id):
        assert RoomVoice.objects.get(id=voice.id).words == []


def test_its_words_stand_in_the_transcript(
    alice: Member, alice_client: Client, live: LiveRoom
) -> None:
    voice = _begin(alice, live)
    _fill(voice, _spoken("Welcome to the interview. Please tell us about your last project."))
    answer = alice_client.post(f"/rooms/{live.room.id}/voice/{voice.id}/end/")
    assert answer.status_code == 200
    hear_voice(str(alice.company.id), str(voice.id))
    with company_scope(alice.company.id):
        assert RoomVoice.objects.get(id=voice.id).due_at is None
        found = room_transcript(live.room, user_id=alice.user.pk)
    assert {line.speaker for line in found.lines} == {""}
    assert "last project" in " ".join(line.text for line in found.lines).lower()


def test_the_page_is_told_where_to_send_it(
    alice_client: Client, charlie_client: Client, live: LiveRoom
) -> None:
    address = f"/rooms/{live.room.id}/voice/"
    begun = alice_client.post(address, {}, content_type="application/json")
    assert begun.json()["uploads_url"].startswith("/uploads/")
    assert charlie_client.post(address, {}, content_type="application/json").status_code == 404


def _spoken(text: str) -> bytes:
    """Our own English voice, as a browser records it: Opus in WebM."""
    sound = say(text, "en")
    assert sound is not None
    file = io.BytesIO()
    with av.open(io.BytesIO(sound), "r") as source, av.open(file, "w", format="webm") as sink:
        stream = sink.add_stream("libopus", rate=48_000)
        resampler = av.AudioResampler("flt", "mono", 48_000)
        for frame in source.decode(audio=0):
            for ready in resampler.resample(frame):
                sink.mux(stream.encode(ready))
        sink.mux(stream.encode(None))
    return file.getvalue()
