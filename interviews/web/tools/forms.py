"""What a recruiter says before a draft is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interviews.models import Job, Language, Position
from ncs.writing import Occasion, Style

MOST_QUESTIONS = 30


def _job_name(job: Job) -> str:
    return job.name


class ToolForm(forms.Form):
    """A position knows its job, title and language; without one they are chosen here."""

    position: Any = forms.ModelChoiceField(
        label=_("Position"),
        queryset=None,
        required=False,
        empty_label=_("None, choose a job"),
        help_text=_("Takes job and title from it, and offers to put the result there."),
    )
    job: Any = forms.ModelChoiceField(
        label=_("Job"),
        queryset=None,
        required=False,
        empty_label=_("Choose a job"),
        error_messages={"required": _("Choose the job that comes closest.")},
    )
    language = forms.ChoiceField(label=_("Language of the draft"), choices=Language.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        position, job = self.fields["position"], self.fields["job"]
        assert isinstance(position, forms.ModelChoiceField)
        assert isinstance(job, forms.ModelChoiceField)
        position.queryset = Position.objects.filter(status="open").order_by("title")
        job.queryset = Job.objects.order_by("code")
        setattr(job, "label_from_instance", _job_name)  # noqa: B010

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("position"):
            cleaned["job"] = cleaned["position"].job
        elif not cleaned.get("job"):
            self.add_error("job", _("Choose the job that comes closest."))
        return cleaned


class DescriptionForm(ToolForm):
    title = forms.CharField(
        label=_("Title of the position"),
        max_length=120,
        required=False,
        help_text=_("As candidates will read it. Without one, the position's or the job's."),
    )
    place = forms.CharField(label=_("Place of work"), max_length=120, required=False)
    employment = forms.CharField(
        label=_("Type of employment"),
        max_length=80,
        required=False,
        help_text=_("For example permanent, fixed-term, internship."),
    )
    pay = forms.CharField(label=_("Pay"), max_length=120, required=False)
    deadline = forms.CharField(label=_("Apply by"), max_length=60, required=False)
    about = forms.CharField(
        label=_("About the company"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionsForm(ToolForm):
    """``competencies``: those of the job that is shown; all when none is ticked."""

    competencies = forms.MultipleChoiceField(
        label=_("Competencies"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice, all of them."),
    )
    number = forms.IntegerField(
        label=_("Number of questions"), min_value=1, max_value=MOST_QUESTIONS, initial=8
    )
    style = forms.ChoiceField(
        label=_("Kind of questions"),
        choices=[
            (Style.BOTH, _("Openings and follow-ups")),
            (Style.OPENINGS, _("Openings only")),
            (Style.FOLLOW_UPS, _("Follow-ups only")),
        ],
    )

    def __init__(
        self, *args: Any, competencies: list[tuple[str, str]] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["competencies"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = competencies or []


class OutreachForm(ToolForm):
    title = forms.CharField(
        label=_("Title of the position"),
        max_length=120,
        required=False,
        help_text=_("Without one, the position's or the job's."),
    )
    occasion = forms.ChoiceField(
        label=_("Occasion"),
        choices=[
            (Occasion.INVITATION, _("Invitation to the interview")),
            (Occasion.SOURCING, _("First contact")),
        ],
    )
    tone = forms.ChoiceField(
        label=_("Tone"), choices=[("formal", _("Formal")), ("friendly", _("Friendly"))]
    )
    length = forms.ChoiceField(
        label=_("Length"), choices=[("short", _("Short")), ("long", _("With what the work is"))]
    )


class DraftForm(forms.Form):
    title = forms.CharField(label=_("Name of the draft"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_("# makes a title, ## a heading, - a list, 1. a question or step."),
    )
