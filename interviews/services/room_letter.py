"""Letters to who holds a live interview: due with every change of the plan, until the mail server
has one. Whoever planned it for themselves is written to as well: it is their calendar.
"""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from hireapp.tenancy.models import User
from interviews.dispatch import SEND_INTERVIEWER_MAIL, send_on_commit
from interviews.models import InterviewerLetter, Room
from interviews.services.invitation import MAIL_RETRY


def interviewer_write(*, room: Room, interviewer: User) -> None:
    """A letter is due to them, as things are when it is sent (``mail.interviewer_letter``)."""
    letter, _new = InterviewerLetter.objects.update_or_create(
        room=room, interviewer=interviewer, defaults={"due_at": timezone.now() + MAIL_RETRY}
    )
    send_on_commit(SEND_INTERVIEWER_MAIL, room.company_id, letter.id)


def interviewer_mail_sent(*, letter: InterviewerLetter) -> None:
    """Notes that the mail server has taken it. One that has become due since ``letter`` was read
    stays so.
    """
    same = InterviewerLetter.objects.filter(id=letter.id)
    same.update(sent_at=timezone.now())
    same.filter(due_at=letter.due_at).update(due_at=None)


def interviewer_mail_unwanted(*, letter: InterviewerLetter) -> None:
    """Nothing is due any more: what the letter was about is over, or not theirs to know."""
    InterviewerLetter.objects.filter(id=letter.id, due_at=letter.due_at).update(due_at=None)


def interviewer_mails_dispatch_due(*, now: datetime | None = None) -> int:
    """Sends again what the broker lost or the mail server refused; returns how many."""
    now = now or timezone.now()
    due = InterviewerLetter.objects.filter(due_at__lte=now).select_for_update(skip_locked=True)
    found = list(due[:100])
    for letter in found:
        letter.due_at = now + MAIL_RETRY
        letter.save(update_fields=["due_at"])
        send_on_commit(SEND_INTERVIEWER_MAIL, letter.company_id, letter.id)
    return len(found)
