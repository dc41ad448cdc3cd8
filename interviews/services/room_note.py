"""What the interviewer writes down while it goes on."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from hireapp.core.errors import Invalid
from hireapp.tenancy.models import User
from interviews.live.keys import RoomKeys
from interviews.live.stream import tell_on_commit
from interviews.models import Room, RoomNote, Seat
from interviews.selectors.room import note_document

LONGEST = 2000  # characters


class NoNote(Invalid):
    id = "no_note"
    sentence = _("Write a note of at most 2,000 characters.")


def note_write(
    *, room: Room, seat: Seat | None, author: User, text: str, client_id: UUID
) -> RoomNote:
    """Keeps a note about one candidate, or (``seat`` None) about all; a repeated one once."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise NoNote
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
    if new:
        keys = RoomKeys(room.company_id, room.id)
        tell_on_commit(keys, {"type": "note", "note": note_document(note)})
    return note
