"""Colleagues: a membership, and the letter that tells about it."""

from __future__ import annotations

from hireapp.audit.services import Actor
from hireapp.tenancy.models import Membership, Role
from hireapp.tenancy.services import membership_create
from interviews.dispatch import send_on_commit

SEND_MEMBER_MAIL = "interviews.mail.send_member"


def member_add(*, email: str, name: str, role: Role, actor: Actor) -> Membership:
    """Lets a colleague in and writes to them after commit."""
    membership = membership_create(email=email, name=name, role=role, actor=actor)
    send_on_commit(SEND_MEMBER_MAIL, membership.company_id, membership.id)
    return membership


def member_write_again(*, membership: Membership) -> None:
    """The letter once more: links to set a password end after three days."""
    send_on_commit(SEND_MEMBER_MAIL, membership.company_id, membership.id)
