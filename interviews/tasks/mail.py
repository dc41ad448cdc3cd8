"""Mail, from the default queue. The mail server is spoken to outside of any transaction."""

from __future__ import annotations

from uuid import UUID

from hireapp.celery import app
from hireapp.core.scope import company_scope
from interviews.dispatch import SEND_INTERVIEWER_MAIL, SEND_MAIL
from interviews.services.invitation import mail_sent
from interviews.services.mail import interviewer_letter, invitation_letter, member_letter
from interviews.services.room_letter import interviewer_mail_sent
from interviews.services.team import SEND_MEMBER_MAIL


@app.task(name=SEND_MAIL)
def send_invitation(company_id: str, interview_id: str) -> None:
    """A failure leaves the letter due: ``invitations_dispatch_due`` sends this task again."""
    with company_scope(UUID(company_id)):
        due = invitation_letter(UUID(interview_id))
    if due is None:
        return
    link, letter = due
    letter.send()
    with company_scope(UUID(company_id)):
        mail_sent(link=link)


@app.task(name=SEND_INTERVIEWER_MAIL)
def send_interviewer(company_id: str, letter_id: str) -> None:
    """A failure leaves the letter due: ``interviewer_mails_dispatch_due`` sends this again."""
    with company_scope(UUID(company_id)):
        due = interviewer_letter(UUID(letter_id))
    if due is None:
        return
    row, letter = due
    letter.send()
    with company_scope(UUID(company_id)):
        interviewer_mail_sent(letter=row)


@app.task(name=SEND_MEMBER_MAIL)
def send_member(company_id: str, membership_id: str) -> None:
    with company_scope(UUID(company_id)):
        letter = member_letter(UUID(membership_id))
    if letter is not None:
        letter.send()
