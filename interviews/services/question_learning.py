"""A company's own question model: ordered, trained by a worker, used or put aside by a person."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hireapp.audit.services import SYSTEM, Actor, audit_record
from hireapp.core.errors import Conflict
from hireapp.vault.models import ObjectKind
from hireapp.vault.objects import object_store
from interviews.dispatch import TRAIN_QUESTIONS, send_on_commit
from interviews.models import QuestionModel, TrainingStatus
from interviews.selectors.learning import samples_ready

#: Fewer say nothing about what a company prefers; a fifth of them is held out to measure.
LEAST_SAMPLES = 20
LEASE = timedelta(minutes=15)
#: Problem of a version that was trained for an older network.
OUTDATED = "outdated"


class TooFewSamples(Conflict):
    id = "too_few_samples"
    sentence = _(
        "There are not enough reviewed questions to learn from yet. At least 20 are needed."
    )


class TrainingUnderWay(Conflict):
    id = "training_under_way"
    sentence = _("A version is being trained already. It shows up here when it is ready.")


class NotReady(Conflict):
    id = "question_model_not_ready"
    sentence = _("This version is not ready, so it cannot be used.")


def question_model_order(*, actor: Actor) -> QuestionModel:
    """Has the next version trained."""
    if samples_ready() < LEAST_SAMPLES:
        raise TooFewSamples
    number = (QuestionModel.objects.aggregate(last=Max("number"))["last"] or 0) + 1
    try:
        with transaction.atomic():
            model: QuestionModel = QuestionModel.objects.create(
                number=number, created_by_id=UUID(actor.id) if actor.id else None
            )
    except IntegrityError as error:
        raise TrainingUnderWay from error
    audit_record(
        action="question_model.ordered", actor=actor, target=model, detail={"number": number}
    )
    send_on_commit(TRAIN_QUESTIONS, model.company_id, model.id)
    return model


def question_model_claim(*, model_id: UUID) -> QuestionModel | None:
    """Takes an ordered version, or one whose worker died. None: nothing to do."""
    now = timezone.now()
    waits = Q(status=TrainingStatus.QUEUED) | Q(status=TrainingStatus.RUNNING, lease_until__lt=now)
    claim = uuid.uuid4()
    if not QuestionModel.objects.filter(waits, id=model_id).update(
        status=TrainingStatus.RUNNING, claim=claim, lease_until=now + LEASE
    ):
        return None
    found: QuestionModel = QuestionModel.objects.get(id=model_id)
    return found


def question_model_store(
    *, model: QuestionModel, weights: bytes, samples: int, figures: Mapping[str, Any]
) -> bool:
    """Keeps what was trained, encrypted. False: the claim is not ours any more."""
    mine = QuestionModel.objects.select_for_update().filter(id=model.id, claim=model.claim).first()
    if mine is None or mine.status != TrainingStatus.RUNNING:
        return False
    mine.weights = object_store(
        subject_id=mine.id,
        kind=ObjectKind.MODEL,
        content_type="application/octet-stream",
        data=weights,
    )
    mine.sha256, mine.samples = hashlib.sha256(weights).hexdigest(), samples
    mine.figures, mine.status = dict(figures), TrainingStatus.READY
    mine.save(update_fields=["weights", "sha256", "samples", "figures", "status"])
    audit_record(
        action="question_model.trained",
        actor=SYSTEM,
        target=mine,
        detail={"number": mine.number, "samples": samples, "sha256": mine.sha256},
    )
    return True


def question_model_fail(*, model: QuestionModel, problem: str) -> None:
    """Notes why nothing came of it; another version can be ordered."""
    QuestionModel.objects.filter(id=model.id, claim=model.claim).update(
        status=TrainingStatus.FAILED, problem=problem[:40]
    )


def question_model_use(*, model: QuestionModel, actor: Actor) -> None:
    """From now on this version ranks the questions of interviews."""
    if model.status != TrainingStatus.READY:
        raise NotReady
    QuestionModel.objects.filter(active=True).update(active=False)
    QuestionModel.objects.filter(id=model.id).update(active=True)
    audit_record(
        action="question_model.used", actor=actor, target=model, detail={"number": model.number}
    )


def question_model_put_aside(*, model: QuestionModel, actor: Actor) -> None:
    """From now on the shipped model ranks again; the version stays for replays."""
    if QuestionModel.objects.filter(id=model.id, active=True).update(active=False):
        audit_record(
            action="question_model.put_aside",
            actor=actor,
            target=model,
            detail={"number": model.number},
        )


def question_model_outdated(*, model_id: UUID) -> None:
    """The product's network has changed and cannot read this version: the shipped one ranks.

    The weights stay: what was ranked with them names their checksum.
    """
    model = QuestionModel.objects.filter(id=model_id).exclude(problem=OUTDATED).first()
    if model is None:
        return
    question_model_put_aside(model=model, actor=SYSTEM)
    QuestionModel.objects.filter(id=model.id).update(status=TrainingStatus.FAILED, problem=OUTDATED)


def question_trainings_dispatch_due() -> int:
    """Sends again what the broker lost and what a dead worker left."""
    now = timezone.now()
    lost = Q(status=TrainingStatus.QUEUED, created_at__lt=now - timedelta(minutes=1)) | Q(
        status=TrainingStatus.RUNNING, lease_until__lt=now
    )
    due = list(QuestionModel.objects.filter(lost))
    for model in due:
        send_on_commit(TRAIN_QUESTIONS, model.company_id, model.id)
    return len(due)
