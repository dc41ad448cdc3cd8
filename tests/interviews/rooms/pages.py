"""Pages as a member of the company sees them, in English."""

from __future__ import annotations

from django.test import Client

from tests.factories import Member


def seen_by(member: Member) -> Client:
    """Signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user)
    return client


def page_of(member: Member, address: str) -> str:
    """Fails where they do not see it."""
    answer = seen_by(member).get(address)
    assert answer.status_code == 200
    return answer.content.decode()
