"""Refuses questions that nobody may be asked, with the law and a way out (``ncs.protected``)."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hireapp.core.errors import Invalid
from ncs.protected import Topic, protected_topic

TOPIC_WORDS: dict[Topic, str | Promise] = {
    Topic.AGE: gettext_lazy("age"),
    Topic.FAMILY: gettext_lazy("marriage or family"),
    Topic.PREGNANCY: gettext_lazy("pregnancy or parental leave"),
    Topic.GENDER: gettext_lazy("gender or sexual orientation"),
    Topic.ORIGIN: gettext_lazy("origin, nationality or home region"),
    Topic.RELIGION: gettext_lazy("religion"),
    Topic.HEALTH: gettext_lazy("health or disability"),
    Topic.MILITARY: gettext_lazy("military service"),
    Topic.POLITICS: gettext_lazy("political opinion"),
    Topic.UNION: gettext_lazy("union membership"),
    Topic.APPEARANCE: gettext_lazy("appearance"),
    Topic.PROPERTY: gettext_lazy("property or debts"),
    Topic.RECORD: gettext_lazy("a criminal record"),
}
_FAIR_HIRING = gettext_lazy("Fair Hiring Procedure Act (Korea), Art. 4-3")
_HUMAN_RIGHTS = gettext_lazy("National Human Rights Commission Act (Korea), Art. 2")
_EQUAL = gettext_lazy("Equal Employment Opportunity Act (Korea), Art. 7")
LAWS: dict[Topic, str | Promise] = {
    Topic.AGE: gettext_lazy("Act on Prohibition of Age Discrimination (Korea), Art. 4-4; US ADEA"),
    Topic.FAMILY: _FAIR_HIRING,
    Topic.PREGNANCY: _EQUAL,
    Topic.GENDER: _EQUAL,
    Topic.ORIGIN: _FAIR_HIRING,
    Topic.RELIGION: _HUMAN_RIGHTS,
    Topic.HEALTH: gettext_lazy(
        "Act against Discrimination of Persons with Disabilities (Korea); US ADA"
    ),
    Topic.MILITARY: _HUMAN_RIGHTS,
    Topic.POLITICS: _HUMAN_RIGHTS,
    Topic.UNION: gettext_lazy("Trade Union Act (Korea), Art. 81; US National Labor Relations Act"),
    Topic.APPEARANCE: _FAIR_HIRING,
    Topic.PROPERTY: _FAIR_HIRING,
    Topic.RECORD: _HUMAN_RIGHTS,
}


class ProtectedQuestion(Invalid):
    id = "protected_question"


def protected_sentence(text: str) -> str:
    """Why a question cannot be asked, in the language of the page; "" when it can."""
    topic = protected_topic(text)
    if topic is None:
        return ""
    return _(
        "This reads as a question about the candidate’s %(topic)s, which has nothing to do with "
        "the work (%(law)s). Ask about the work instead: what they did, how, and what came of it."
    ) % {"topic": TOPIC_WORDS[topic], "law": LAWS[topic]}


def refuse_protected(text: str) -> None:
    """Raises ProtectedQuestion."""
    if sentence := protected_sentence(text):
        raise ProtectedQuestion(sentence)
