"""Writes to candidates."""

from __future__ import annotations

import secrets

from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from interviews.models import Candidate

# Without 0/O, 1/I/L: a code is read out on the phone. 31^5 codes: two of 5,000 candidates meet
# with a probability of one half, so a taken code is drawn again.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 5


def candidate_create(*, name: str, email: str, actor: Actor, country: str = "") -> Candidate:
    """The company's candidate with this e-mail: a new one, or the one that is already there.

    One person who applies for two positions stays one candidate, so that what is held about
    them can be shown and deleted together. The name on file wins: a paste never renames anybody.
    """
    email = email.strip().lower()
    known = Candidate.objects.filter(email__iexact=email, erased_at__isnull=True).first()
    if known is not None:
        return known
    candidate: Candidate = Candidate.objects.create(
        name=" ".join(name.split()), email=email, country=country, code=_free_code()
    )
    audit_record(
        action="candidate.created",
        actor=actor,
        target=candidate,
        detail={"code": candidate.code},  # no name: the log outlives the candidate's data
    )
    return candidate


def candidate_update(
    *, candidate: Candidate, name: str, email: str, country: str, actor: Actor
) -> Candidate:
    """Corrects what is on file. Invitations already sent stay with the address they went to."""
    email = email.strip().lower()
    others = Candidate.objects.filter(email__iexact=email, erased_at__isnull=True)
    if others.exclude(id=candidate.id).exists():
        raise Conflict(_("Another candidate has this e-mail address."))
    wanted = {"name": " ".join(name.split()), "email": email, "country": country}
    changed = [field for field, value in wanted.items() if getattr(candidate, field) != value]
    if not changed:
        return candidate
    for field in changed:
        setattr(candidate, field, wanted[field])
    candidate.save(update_fields=changed)
    audit_record(
        action="candidate.updated", actor=actor, target=candidate, detail={"changed": changed}
    )
    return candidate


def _free_code() -> str:
    """A code such as ``C-4F2A7`` that nobody in this company has."""
    while True:
        code = "C-" + "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
        if not Candidate.objects.filter(code=code).exists():
            return code
