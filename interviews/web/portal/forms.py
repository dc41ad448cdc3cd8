"""Forms of the portal: they shape and check input; services decide and write."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from hireapp.core.countries import country_choices
from hireapp.tenancy.models import Company, Role
from interviews.models import Candidate, Job, Language, Position, Question, Rubric
from interviews.services.question_guard import protected_sentence
from interviews.web.portal.paste import name_problem

LONGEST_PASTE = 64_000


def country_field(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=country_choices, required=False, help_text=help_text
    )


class CompanyNewForm(forms.Form):
    name = forms.CharField(label=_("Company name"), max_length=100)
    country = country_field(_("Country"), _("Where the company is. Decides which laws apply."))


class PositionForm(forms.ModelForm):  # type: ignore[type-arg]
    """``job`` is drawn by the page as a list by group with a search."""

    job = forms.ModelChoiceField(
        label=_("Job"),
        queryset=Job.objects.all(),
        error_messages={"required": _("Choose the job that comes closest.")},
    )

    class Meta:
        model = Position
        fields = (
            "title",
            "job",
            "language",
            "country",
            "description",
            "link_valid_days",
            "follow_ups",
            "follow_up_depth",
            "blind",
        )
        widgets: ClassVar = {"description": forms.Textarea(attrs={"rows": 4})}
        help_texts: ClassVar = {
            "title": _("Candidates see this in the invitation."),
            "language": _("The invitation, the questions and the interview are in this language."),
            "description": _("For your team. Candidates do not see it."),
            "link_valid_days": _("From 1 to 90. You can extend or replace each link later."),
            "follow_ups": _(
                "How many questions the AI interviewer may add in an interview, from 0 to 10. "
                "Each one follows from what the candidate said."
            ),
            "follow_up_depth": _("How many may follow one of your questions, from 1 to 3."),
            "blind": _(
                "Raters see a code instead of the name until they have submitted their scorecard."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = country_field(
            _("Place of work"),
            _("Decides which laws apply. If it is not known, the strictest do."),
        )
        # Not a field of the form's model: rows can only be asked for inside a company.
        self.fields["rubric"] = forms.ModelChoiceField(
            label=_("Rubric for scores"),
            queryset=Rubric.objects.filter(frozen_at__isnull=False),
            required=False,
            initial=self.instance.rubric_id,
            empty_label=_("HireApp’s rubric"),
            help_text=_("Answers are scored again when you choose another one."),
        )
        language = self.fields["language"]
        assert isinstance(language, forms.TypedChoiceField)
        language.choices = Language.choices


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Question
        fields = ("text", "thinking_seconds", "answer_seconds", "retakes")
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 2})}

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if sentence := protected_sentence(text):
            raise forms.ValidationError(sentence)
        return text


class CandidateForm(forms.ModelForm):  # type: ignore[type-arg]
    """One candidate. The e-mail is where the invitation goes."""

    class Meta:
        model = Candidate
        fields = ("name", "email", "country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = country_field(
            _("Country"), _("Where the candidate is, if you know. They are asked again.")
        )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        problem = name_problem(name)
        if problem:
            raise forms.ValidationError(str(problem))
        return name


class InviteOneForm(CandidateForm):
    language = forms.ChoiceField(label=_("Language of the interview"), choices=Language.choices)
    mail = forms.BooleanField(
        label=_("Send the invitation by e-mail"),
        required=False,
        initial=True,
        help_text=_("Otherwise you get a link and a QR code to pass on yourself."),
    )


class PasteForm(forms.Form):
    """Many candidates at once."""

    people = forms.CharField(
        label=_("Names and e-mail addresses"),
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "data-drop-text": ""}),
        help_text=_("One person a line: name, e-mail. Or paste the cells of a spreadsheet."),
        error_messages={"required": _("Paste at least one line with a name and an e-mail.")},
    )


class ExtendForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days more"),
        initial=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=100)
    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.INTERVIEWER)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class CompanyForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Company
        fields = ("name", "country", "contact_email")
        help_texts: ClassVar = {
            "contact_email": _("Candidates find it in every invitation and on their own page."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = country_field(
            _("Country"), _("Decides which laws apply. If it is not known, the strictest do.")
        )
