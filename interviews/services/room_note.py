"""What the interviewer writes down while it goes on."""

from __future__ import annotations

import logging
from collections import Counter
from functools import partial
from uuid import UUID

import redis
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Conflict, Invalid
from hireapp.tenancy.models import User
from hireapp.vault.models import DeletionCertificate
from interviews.access import interview_locked, room_locked
from interviews.live.agreed import tell_agreed, withdrawals
from interviews.live.connection import valkey
from interviews.live.keys import RoomKeys
from interviews.live.stream import tell_on_commit
from interviews.models import InterviewStatus, Room, RoomNote, Seat
from interviews.selectors.room import note_document

log = logging.getLogger(__name__)

LONGEST = 2000  # characters


class NoNote(Invalid):
    id = "no_note"
    sentence = _("Write a note of at most 2,000 characters.")


class AnotherNote(Conflict):
    id = "another_note"
    sentence = _("This note was kept before with other words. Send it once more, as a new note.")


class NothingMayBeKept(Conflict):
    id = "nothing_may_be_kept"
    sentence = _("This candidate had everything about them deleted. No note is kept any more.")


def note_write(
    *, room: Room, seat: Seat | None, author: User, text: str, client_id: UUID
) -> RoomNote:
    """Keeps a note about one candidate, or (``seat`` None) about all; a repeated one once.

    Raises ``NothingMayBeKept`` after the candidate has deleted everything, ``AnotherNote`` where
    ``client_id`` is that of a note with other words or about somebody else.
    """
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise NoNote
    keys = RoomKeys(room.company_id, room.id)
    withdrawn = _withdrawals(keys)
    room_locked(room.id)
    if seat is not None:
        _may_be_kept(seat)
    note, new = RoomNote.objects.get_or_create(
        room=room,
        client_id=client_id,
        defaults={
            "company_id": room.company_id,
            "seat": seat,
            "author": author,
            "text": words,
        },
    )
    if (note.text, note.seat_id) != (words, seat.id if seat else None):
        raise AnotherNote
    event = {"type": "note", "note": note_document(note)}
    if new and seat is None:
        tell_on_commit(keys, event)
    elif new and seat is not None and withdrawn is not None:
        of_seat = {**event, "seat": str(seat.id)}
        transaction.on_commit(partial(tell_agreed, keys, of_seat, withdrawn))
    return note


def _withdrawals(keys: RoomKeys) -> Counter[UUID] | None:
    """Before the rows are asked (``live/agreed.py``). None: Valkey is away."""
    try:
        return withdrawals(valkey(), keys)
    except redis.RedisError as error:
        log.warning("a note in room %s is kept and not told: %s", keys.room_id, error)
        return None


def _may_be_kept(seat: Seat) -> None:
    """Locks the candidate's interview: whoever deletes everything waits, or is waited for."""
    interview = interview_locked(seat.interview_id)
    deleted = DeletionCertificate.objects.filter(subject_id=interview.id).exists()
    if deleted or interview.status == InterviewStatus.WITHDRAWN:
        raise NothingMayBeKept
