"""The question bank of a job, and taking questions from it into a position."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hireapp.core.errors import NotFound
from hireapp.tenancy.roles import Can
from hireapp.tenancy.views import portal_view
from interviews.access import bank_question_for_member, position_for_member
from interviews.models import BankQuestion, Job, Language, Position
from interviews.selectors.bank import (
    BankEntry,
    BankFilter,
    BankKind,
    bank_entries,
    suggested_openings,
)
from interviews.selectors.content import content_of, version_in_use
from interviews.selectors.job_page import ASKS_WORDS
from interviews.services.bank import (
    bank_question_add,
    bank_question_replace,
    bank_question_retire,
    bank_questions_use,
)
from interviews.services.position import MAX_QUESTIONS
from interviews.services.question_guard import protected_sentence
from interviews.web.portal.content_texts import page_language
from interviews.web.portal.requests import PortalRequest, actor_of, may
from interviews.web.portal.telling import telling
from ncs.content import SLOT, JobContent

METHODS = ["GET", "HEAD", "POST"]
KIND_WORDS = {
    BankKind.OWN: gettext_lazy("Own"),
    BankKind.OPENING: gettext_lazy("Opening"),
    BankKind.FOLLOW_UP: gettext_lazy("Follow-up"),
}


class BankQuestionForm(forms.Form):
    """A question of the company's own. Refuses what nobody may be asked."""

    text = forms.CharField(
        label=gettext_lazy("Question"),
        min_length=8,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=Language.choices)
    competency = forms.ChoiceField(label=gettext_lazy("Competency"), required=False)
    asks = forms.ChoiceField(label=gettext_lazy("Asks for"), required=False)

    def __init__(self, data: QueryDict | None, *, content: JobContent | None, **more: Any) -> None:
        super().__init__(data, **more)
        none = [("", _("None in particular"))]
        self._choose("competency", none + _competency_names(content))
        self._choose("asks", none + [(each.value, str(w)) for each, w in ASKS_WORDS.items()])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if sentence := protected_sentence(text):
            raise forms.ValidationError(sentence)
        if SLOT in text or "{" in text:
            raise forms.ValidationError(_("Write it as it will be asked, without braces."))
        return text


@require_safe
@portal_view(Can.VIEW)
def bank(request: PortalRequest) -> HttpResponse:
    """One job's questions; ``?job``, ``language``, ``competency``, ``kind`` and ``q`` choose."""
    shown = _chosen_job(request.GET.get("job", ""))
    language = _language(request.GET.get("language", ""), page_language())
    content = _content(shown)
    wanted = _filter(request.GET)
    entries = bank_entries(shown.code, content, language)
    return render(
        request,
        "portal/bank.html",
        _list_context(content, entries, wanted)
        | {
            "nav_active": "bank",
            "job": shown,
            "jobs": [(job.code, job.name) for job in Job.objects.order_by("code")],
            "language": language,
            "languages": Language.choices,
            "may_manage": may(request, Can.MANAGE),
            "here": request.get_full_path(),
        },
    )


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def bank_new(request: PortalRequest) -> HttpResponse:
    shown = _chosen_job(request.GET.get("job", ""))
    start = {
        "language": _language(request.GET.get("language", ""), page_language()),
        "competency": request.GET.get("competency", ""),
    }
    form = BankQuestionForm(_sent(request), content=_content(shown), initial=start)
    if request.method == "POST" and form.is_valid():
        with telling(request, _("The question is in the bank.")):
            bank_question_add(job=shown, actor=actor_of(request), **form.cleaned_data)
        return redirect(_bank_of(shown, form.cleaned_data["language"]))
    return _form_page(request, form, shown, None)


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def bank_edit(request: PortalRequest, bank_id: UUID) -> HttpResponse:
    """The old wording is retired and the new one added, so that old interviews stay explained."""
    question = bank_question_for_member(bank_id)
    start = {
        "text": question.text,
        "language": question.language,
        "competency": question.competency,
        "asks": question.asks,
    }
    form = BankQuestionForm(_sent(request), content=_content(question.job), initial=start)
    if request.method == "POST" and form.is_valid():
        with telling(request, _("Saved. Positions that have the old wording keep it.")):
            bank_question_replace(question=question, actor=actor_of(request), **form.cleaned_data)
        return redirect(_bank_of(question.job, form.cleaned_data["language"]))
    return _form_page(request, form, question.job, question)


@require_POST
@portal_view(Can.MANAGE)
def bank_retire(request: PortalRequest, bank_id: UUID) -> HttpResponse:
    question = bank_question_for_member(bank_id)
    with telling(
        request, _("The question is not offered any more. Positions that have it keep it.")
    ):
        bank_question_retire(question=question, actor=actor_of(request))
    return redirect(_bank_of(question.job, question.language))


@require_http_methods(METHODS)
@portal_view(Can.MANAGE)
def position_bank(request: PortalRequest, position_id: UUID) -> HttpResponse:
    """Questions of the bank to choose for a position; one opening a competency is proposed."""
    shown = position_for_member(position_id)
    content = _content(shown.job)
    entries = [
        entry
        for entry in bank_entries(shown.job_id, content, shown.language)
        if not entry.slotted  # needs an answer before it: the interviewer asks it then
    ]
    if request.method == "POST":
        return _use(request, shown, entries)
    listed = set(shown.questions.values_list("text", flat=True))
    wanted = _filter(request.GET)
    return render(
        request,
        "portal/questions/from_bank.html",
        _list_context(content, [e for e in entries if e.text not in listed], wanted)
        | {
            "nav_active": "positions",
            "position": shown,
            "chosen": suggested_openings(shown, entries),
            "free": max(0, MAX_QUESTIONS - len(listed)),
        },
    )


def _use(request: PortalRequest, shown: Position, entries: list[BankEntry]) -> HttpResponse:
    wanted = set(request.POST.getlist("option"))
    chosen = [entry for entry in entries if entry.option_id in wanted]
    if not chosen:
        messages.info(request, _("Choose at least one question."))
        return redirect("portal:position_bank", shown.id)
    words = ngettext("%(n)d question added.", "%(n)d questions added.", len(chosen))
    with telling(request, words % {"n": len(chosen)}):
        bank_questions_use(position=shown, entries=chosen, actor=actor_of(request))
    return redirect("portal:questions", shown.id)


def _list_context(
    content: JobContent | None, entries: list[BankEntry], wanted: BankFilter
) -> dict[str, Any]:
    """The questions that the filter lets through, by competency in the content's order."""
    names = dict(_competency_names(content))
    groups: dict[str, list[BankEntry]] = {each: [] for each in names}
    shown = [entry for entry in entries if wanted.lets_through(entry)]
    for entry in shown:
        groups.setdefault(entry.competency if entry.competency in names else "", []).append(entry)
    return {
        "wanted": wanted,
        "filtered": wanted != BankFilter(),
        "groups": [
            (key, names.get(key) or _("No competency in particular"), rows)
            for key, rows in groups.items()
            if rows
        ],
        "shown": len(shown),
        "competencies": [("", _("All")), *names.items()],
        "kinds": [("", _("All")), *((kind.value, words) for kind, words in KIND_WORDS.items())],
        "kind_words": {kind.value: words for kind, words in KIND_WORDS.items()},
        "asks_words": {asks.value: words for asks, words in ASKS_WORDS.items()},
    }


def _form_page(
    request: PortalRequest, form: BankQuestionForm, shown: Job, question: BankQuestion | None
) -> HttpResponse:
    return render(
        request,
        "portal/bank_form.html",
        {"nav_active": "bank", "form": form, "job": shown, "question": question},
        status=422 if form.errors else 200,
    )


def _sent(request: PortalRequest) -> QueryDict | None:
    """Also an empty form was sent, and is refused."""
    return request.POST if request.method == "POST" else None


def _filter(address: QueryDict) -> BankFilter:
    return BankFilter(
        competency=address.get("competency", "")[:40],
        kind=address.get("kind", "")[:20],
        query=address.get("q", "").replace("\x00", "").strip()[:100],
    )


def _chosen_job(code: str) -> Job:
    """The job of that code; without one, of the newest position, else the first of the list."""
    if code:
        found = Job.objects.filter(code=code.replace("\x00", "")).first()
    else:
        newest = Position.objects.order_by("-created_at").values_list("job_id", flat=True).first()
        jobs = Job.objects.order_by("code")
        found = (jobs.filter(code=newest) if newest else jobs).first()
    if found is None:
        raise NotFound
    return found


def _content(job: Job) -> JobContent | None:
    version = version_in_use(job.code)
    return content_of(version) if version else None


def _competency_names(content: JobContent | None) -> list[tuple[str, str]]:
    language = page_language()
    return [(each.id, each.name[language]) for each in content.competencies] if content else []


def _language(wanted: str, otherwise: str) -> str:
    return wanted if wanted in Language.values else otherwise


def _bank_of(job: Job, language: str) -> str:
    return f"{reverse('portal:bank')}?job={job.code}&language={language}"
