from __future__ import annotations

import pytest

from tests import factories
from tests.factories import Invitation, Member
from tests.interviews.candidate.walk import Walker


@pytest.fixture
def invited(alice: Member) -> Invitation:
    return factories.invitation(alice)


@pytest.fixture
def walker(invited: Invitation) -> Walker:
    """A candidate who has not opened the link yet."""
    return Walker(invited)


@pytest.fixture
def ready(walker: Walker) -> Walker:
    """A candidate who agreed to everything that was asked."""
    walker.consent()
    return walker
