"""An interview whose analysis found small, known numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Role
from interviews.models import Position
from tests import factories
from tests.factories import Member
from tests.interviews.answered import Answered, answer_one


@pytest.fixture
def analysed(alice: Member) -> Answered:
    return answer_one(alice, b"0123456789" * 100).analysed()


@pytest.fixture
def blind(alice: Member) -> Answered:
    """The same at a position that is reviewed blind."""
    position = factories.position(alice, questions=1)
    with company_scope(alice.company.id):
        Position.objects.filter(id=position.id).update(blind=True)
        position = Position.objects.get(id=position.id)
    return answer_one(alice, b"x", position=position).analysed()


@pytest.fixture
def as_role(alice: Member) -> Callable[[Role], tuple[Client, Member]]:
    """A signed-in colleague of alice with a role."""

    def sign_in(role: Role) -> tuple[Client, Member]:
        member = factories.member(alice.company, role)
        return client_of(member), member

    return sign_in


def client_of(member: Member) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.user)
    return client
