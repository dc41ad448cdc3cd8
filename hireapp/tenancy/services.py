"""Writes to companies and memberships."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import Actor, audit_record
from hireapp.core.errors import Conflict
from hireapp.core.scope import company_scope
from hireapp.tenancy.models import Company, Membership, Role, User


def company_create(*, name: str, owner: User, country: str = "") -> Company:
    """A new company with its first owner. Opens the scope itself: the company did not exist."""
    company_id = uuid.uuid4()
    with company_scope(company_id):
        company = Company.objects.create(
            id=company_id, name=name, country=country, contact_email=owner.email
        )
        Membership.objects.create(user=owner, role=Role.OWNER)
        audit_record(
            action="company.created", actor=Actor.user(owner), target=company, detail={"name": name}
        )
    return company


def company_update(
    *, company: Company, actor: Actor, name: str, country: str, contact_email: str
) -> Company:
    company.name, company.country, company.contact_email = name, country, contact_email
    company.save(update_fields=["name", "country", "contact_email"])
    audit_record(action="company.updated", actor=actor, target=company, detail={"country": country})
    return company


def company_set_opt_ins(*, company: Company, purposes: list[str], actor: Actor) -> Company:
    """Switches on purposes that are off by default; what the law forbids stays forbidden."""
    before = company.opted_in_purposes
    company.opted_in_purposes = sorted(set(purposes))
    company.save(update_fields=["opted_in_purposes"])
    audit_record(
        action="policy.opt_ins_changed",
        actor=actor,
        target=company,
        detail={"before": before, "after": company.opted_in_purposes},
    )
    return company


def membership_create(*, email: str, name: str, role: Role, actor: Actor) -> Membership:
    """Lets a colleague in. A person without an account gets one without a password."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    try:
        with transaction.atomic():
            membership: Membership = Membership.objects.create(user=user, role=role)
    except IntegrityError as error:
        raise Conflict(_("This person is already a member.")) from error
    audit_record(action="membership.created", actor=actor, target=membership, detail={"role": role})
    return membership


def membership_change_role(*, membership: Membership, role: Role, actor: Actor) -> Membership:
    """Gives a member another role; the last owner stays owner."""
    if membership.role == Role.OWNER and role != Role.OWNER:
        _keep_an_owner(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    audit_record(
        action="membership.role_changed",
        actor=actor,
        target=membership,
        detail={"before": before, "after": role},
    )
    return membership


def membership_end(*, membership: Membership, actor: Actor) -> Membership:
    """Ends a membership; the last owner stays."""
    if membership.role == Role.OWNER:
        _keep_an_owner(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    audit_record(action="membership.ended", actor=actor, target=membership, detail={})
    return membership


def _keep_an_owner(membership: Membership) -> None:
    owners = (
        Membership.objects.filter(role=Role.OWNER, ended_at__isnull=True)
        .order_by("id")  # everybody locks in the same order
        .select_for_update()
    )
    if not any(owner.id != membership.id for owner in owners):
        raise Conflict(_("A company needs at least one owner. Make somebody else owner first."))
