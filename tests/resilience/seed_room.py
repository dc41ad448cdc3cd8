"""``python -m tests.resilience.seed_room N``: a live room of N candidates who agreed and are in.

Prints ``{"company", "room", "seats": [ids], "session": key of the interviewer's session, "tokens":
[link tokens]}``.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402

from interviews.models import RoomStatus  # noqa: E402
from tests import factories  # noqa: E402


def main(count: int) -> None:
    owner = factories.company(email="interviewer@example.com").owner
    room = factories.room(owner, candidates=count, status=RoomStatus.LIVE)
    client = Client()
    client.force_login(owner.user)
    print(
        json.dumps(
            {
                "company": str(owner.company.id),
                "room": str(room.room.id),
                "seats": [str(seat.id) for seat in room.seats()],
                "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "tokens": [invitation.token for invitation in room.invitations],
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
