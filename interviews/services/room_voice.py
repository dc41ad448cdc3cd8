"""The interviewer's own voice: recorded where that was promised to everybody, only while the room
is live, sound alone; afterwards its words stand in the room's transcript.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict, Gone, Invalid, NotFound
from hireapp.core.scope import company_scope
from hireapp.vault.models import MediaObject, ObjectKind
from hireapp.vault.objects import (
    TooLarge,
    object_complete,
    object_create,
    object_declare_size,
)
from hireapp.vault.tus import Admission
from interviews.access import room_locked, voice_claim
from interviews.dispatch import HEAR_VOICE, send_on_commit
from interviews.models import Room, RoomStatus, RoomVoice
from interviews.services.room_finish import GRACE

CONTENT_TYPES = frozenset({"audio/webm", "audio/mp4"})
#: Four hours at 64 kb/s, twice.
MOST_BYTES = 256 * 1024**2
RETRY = timedelta(minutes=15)
MOST_ATTEMPTS = 4


class VoiceNotRecorded(Conflict):
    id = "voice_not_recorded"
    sentence = _("The interviewer's voice is recorded only while a live interview says so to all.")


class NoSuchVoice(NotFound):
    id = "no_such_voice"


class VoiceOver(Gone):
    id = "voice_over"
    sentence = _("This recording has ended. What had arrived by then is kept.")


def voice_begin(*, room: Room, actor: Actor, ago: float = 0.0) -> RoomVoice:
    """A new piece, recorded since ``ago`` seconds. The one before may still be on its way: its
    page ends it, or `voices_dispatch_due` once the room is over.
    """
    locked = room_locked(room.id)
    if locked.status != RoomStatus.LIVE or not locked.interviewer_recorded:
        raise VoiceNotRecorded
    now = timezone.now()
    most = (now - (locked.started_at or now)).total_seconds()
    begun = now - timedelta(seconds=min(max(0.0, ago), most))
    voice: RoomVoice = RoomVoice.objects.create(room=locked, started_at=begun)
    audit_record(action="room.voice_begun", actor=actor, target=voice, detail={})
    return voice


def voice_end(*, voice: RoomVoice) -> RoomVoice:
    """Ends a piece where it stands, and has it listened to. Twice is once."""
    room_locked(voice.room_id)
    current = RoomVoice.objects.select_related("media").get(id=voice.id)
    if current.ended_at is None:
        _end(current)
    return current


def voices_dispatch_due() -> int:
    """Ends what a closed page left open after the end, and sends workers again that were lost."""
    now = timezone.now()
    open_ones = RoomVoice.objects.filter(
        ended_at=None, room__status=RoomStatus.ENDED, room__ended_at__lt=now - GRACE
    )
    for voice in open_ones.select_related("media"):
        _end(voice)
    due = RoomVoice.objects.filter(due_at__lt=now, words__isnull=True, attempts__lt=MOST_ATTEMPTS)
    found = list(due.select_for_update(skip_locked=True)[:50])
    for voice in found:
        RoomVoice.objects.filter(id=voice.id).update(due_at=now + RETRY)
        send_on_commit(HEAR_VOICE, voice.company_id, voice.id)
    return len(found)


def voice_claim_hearing(*, voice_id: UUID) -> RoomVoice | None:
    """The piece, if it is to be listened to; counts the try."""
    waiting = RoomVoice.objects.filter(
        id=voice_id, ended_at__isnull=False, words__isnull=True, attempts__lt=MOST_ATTEMPTS
    )
    if not waiting.update(attempts=F("attempts") + 1, due_at=timezone.now() + RETRY):
        return None
    found: RoomVoice = RoomVoice.objects.select_related("media", "room__position").get(id=voice_id)
    return found


def voice_words_store(*, voice_id: UUID, words: Sequence[Sequence[object]]) -> None:
    """What was said in it; nothing is due any more."""
    RoomVoice.objects.filter(id=voice_id).update(words=list(words), due_at=None)


def _end(voice: RoomVoice) -> None:
    now = timezone.now()
    voice.ended_at = now
    media: MediaObject | None = voice.media
    if media is None or media.size == 0:
        voice.words = []
    else:
        if media.declared_size is None:
            object_declare_size(object_id=media.id, size=media.size, max_bytes=media.size)
        object_complete(object_id=media.id)
        voice.due_at = now + RETRY
        send_on_commit(HEAR_VOICE, voice.company_id, voice.id)
    voice.save(update_fields=["ended_at", "words", "due_at"])


class VoiceUploads:
    """Lets the room's page fill the piece that its token names, and nothing else."""

    def create(self, token: str, metadata: dict[str, str], length: int | None) -> UUID:
        claim = voice_claim(token)
        content_type = metadata.get("filetype", "").partition(";")[0].strip().lower()
        if content_type not in CONTENT_TYPES:
            raise Invalid
        if length is not None and length > MOST_BYTES:
            raise TooLarge
        with company_scope(claim.company_id):
            voice = _open_voice(claim.voice_id)
            room_locked(voice.room_id)
            voice.refresh_from_db(fields=["media"])
            if voice.media_id is None:
                voice.media = object_create(
                    subject_id=voice.room_id,
                    kind=ObjectKind.ROOM_VOICE,
                    content_type=content_type,
                    declared_size=length,
                )
                voice.save(update_fields=["media"])
            return UUID(str(voice.media_id))

    def admit(self, token: str, object_id: UUID) -> Admission:
        claim = voice_claim(token)
        with company_scope(claim.company_id):
            if _open_voice(claim.voice_id).media_id != object_id:
                raise NoSuchVoice
            return Admission(claim.company_id, MOST_BYTES)

    def arrived(self, object_id: UUID) -> None:
        """Nobody listens while it is spoken."""


def _open_voice(voice_id: UUID) -> RoomVoice:
    voice = RoomVoice.objects.select_related("room").filter(id=voice_id).first()
    if voice is None:
        raise NoSuchVoice
    room = voice.room
    late = room.ended_at is not None and room.ended_at + GRACE < timezone.now()
    if voice.ended_at is not None or late:
        raise VoiceOver
    return voice
