"""The company's question models: what they were trained from, how they did, which one asks."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.models import QuestionModel
from interviews.selectors.learning import reviewed_suggestions, samples_ready
from interviews.services.question_learning import (
    LEAST_SAMPLES,
    question_model_order,
    question_model_put_aside,
    question_model_use,
)
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling


@require_safe
@portal_view(Can.VIEW)
def question_models(request: PortalRequest) -> HttpResponse:
    models = list(QuestionModel.objects.select_related("created_by"))
    usable = samples_ready()
    return render(
        request,
        "portal/question_models.html",
        {
            "models": models,
            "shipped_asks": not any(model.active for model in models),
            "reviewed": reviewed_suggestions(),
            "usable": usable,
            "least": LEAST_SAMPLES,
            "enough": usable >= LEAST_SAMPLES,
            "may_administer": may(request, Can.ADMINISTER),
        },
    )


@require_POST
@portal_view(Can.ADMINISTER)
def question_model_new(request: PortalRequest) -> HttpResponse:
    with telling(request, _("A new version is being trained. It shows up here when it is ready.")):
        question_model_order(actor=actor_of(request))
    return redirect("portal:question_models")


@require_POST
@portal_view(Can.ADMINISTER)
def question_model_choose(request: PortalRequest, model_id: UUID) -> HttpResponse:
    """Uses a version, or puts it aside when it is the one in use."""
    model = QuestionModel.objects.filter(id=model_id).first()
    if model is None:
        raise NotFound
    with telling(request, _("Saved. It counts for questions asked from now on.")):
        if model.active:
            question_model_put_aside(model=model, actor=actor_of(request))
        else:
            question_model_use(model=model, actor=actor_of(request))
    return redirect("portal:question_models")
