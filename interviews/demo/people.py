"""Who is in the demo company, what it hires for, and what its candidates answer."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.types import Purpose
from hireapp.tenancy.models import Role
from interviews.demo.recordings import Clip

COMPANY = "한빛소프트 Hanbit Software"
COUNTRY = "KR"


@dataclass(frozen=True, slots=True)
class Colleague:
    email: str
    name: str
    role: Role


COLLEAGUES = (
    Colleague("owner@hanbit.example", "한지우 Han Ji-woo", Role.OWNER),
    Colleague("recruiter@hanbit.example", "박서연 Park Seo-yeon", Role.RECRUITER),
    Colleague("reviewer@hanbit.example", "최도윤 Choi Do-yun", Role.REVIEWER),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """``job``: an NCS code of the catalogue."""

    key: str
    title: str
    description: str
    language: str
    job: str
    blind: bool
    questions: tuple[str, ...]
    follow_ups: int = 0  # that the AI interviewer may ask beyond the list
    options: tuple[str, ...] = ()  # where the catalogue has the questions: competency/number


OPENINGS = (
    Opening(
        "engineer",
        "Backend Engineer, Payments",
        "Builds and runs the payment service that our shops rest on.",
        "en",
        "200102",
        False,
        (
            "Have you integrated something that can fail at any time, like payments or text "
            "messages? How did you build it to cope?",
            "Was there a day when errors poured in right after a deployment? Tell me about those "
            "first minutes.",
        ),
        follow_ups=2,
        options=("backend-design/1", "delivery/1"),
    ),
    Opening(
        "storyteller",
        "Audio book narrator",
        "Reads classic texts aloud for our learning products.",
        "en",
        "080301",
        False,
        (
            "Please read us a passage of your choice.",
            "Read a second passage, with a different mood.",
        ),
    ),
    Opening(
        "backend",
        "백엔드 개발자",
        "결제 서비스를 함께 만들 동료를 찾습니다.",
        "ko",
        "200102",
        True,
        ("최근에 맡았던 프로젝트를 소개해 주세요.",),
    ),
)


def _says(face: str, text: str) -> Clip:
    """Our own English voice; that the demo's engineers are spoken by it is said in the README."""
    return Clip(face, None, 0.0, 0.0, says=text)


@dataclass(frozen=True, slots=True)
class Applicant:
    name: str
    email: str
    opening: str
    clips: tuple[Clip, ...]  # answers to the list, in its order
    follow_up_clips: tuple[Clip, ...] = ()  # to follow-ups, as far as they are asked
    refused: tuple[Purpose, ...] = ()


APPLICANTS = (
    Applicant(
        "Jun-ho Seo",
        "junho@candidates.example",
        "engineer",
        (
            _says(
                "single_face.jpg",
                "In my last job, our payment provider timed out about twice a week. Mobile "
                "clients sent the same request again, and some customers were charged twice. I was "
                "responsible for the payment service, so I added idempotency keys, stored them in "
                "Redis, and moved the retries into a message queue with a dead letter queue. As a "
                "result, duplicate charges went from forty a week to zero within two months.",
            ),
            _says(
                "single_face.jpg",
                "Yes, last winter. Right after a deployment the error rate went up to thirty "
                "percent. I was on call, saw the alert in Grafana, and decided to do a rollback "
                "within five minutes. Then I read the logs and found a schema migration that "
                "locked a big table. We wrote a postmortem, and since then we test every migration "
                "on a copy of production.",
            ),
        ),
        (
            _says(
                "single_face.jpg",
                "Every request carried a key that the client made once. The server looked it up "
                "before charging, and when the key was there it returned the stored response. I "
                "chose an expiry of one day, because the provider settles at night, and I wrote "
                "unit tests for the race between two requests.",
            ),
            _says(
                "single_face.jpg",
                "I made the decision myself, and told the product manager right away. A colleague "
                "watched the database while I rolled back. In the end customers saw errors for "
                "eleven minutes. What I learned is to agree on the rollback before the release.",
            ),
        ),
    ),
    Applicant(
        "Hana Moriya",
        "hana@candidates.example",
        "engineer",
        (
            _says(
                "0-f15-hao-ph.jpg",
                "We used an external service for text messages. Sometimes it failed, and then we "
                "tried again. The team handled it together and it mostly worked.",
            ),
            _says(
                "0-f15-hao-ph.jpg",
                "There was a release on a Friday that broke the login. We looked at the logs and "
                "fixed the bug in the evening. It was stressful, but the customers were fine.",
            ),
        ),
        (
            _says(
                "0-f15-hao-ph.jpg",
                "My part was to write the code that called the service. I set a timeout of ten "
                "seconds and three retries. I did not measure how often it failed.",
            ),
            _says(
                "0-f15-hao-ph.jpg",
                "A customer told us first. We had no monitoring for the login at that time, so "
                "afterwards I added an alert and a unit test.",
            ),
        ),
    ),
    Applicant(
        "Daniel Cho",
        "daniel@candidates.example",
        "storyteller",
        (
            Clip("single_face.mp4", "two_cities.wav", 0.0, 22.0, (0.1, 0.0, 0.75)),
            Clip("single_face.jpg", "beckett.wav", 0.0, 10.0),
        ),
    ),
    Applicant(
        "Mina Harker-Sato",
        "mina@candidates.example",
        "storyteller",
        (
            Clip("0-f15-hao-ph.jpg", "two_cities.wav", 22.0, 14.0),
            Clip("noface_face.mov", "beckett.wav", 2.0, 8.0, (0.12, 0.0, 0.75)),
        ),
        refused=(Purpose.BODY_MOVEMENT,),
    ),
    Applicant(
        "김하늘",
        "haneul@candidates.example",
        "backend",
        (Clip("WolfgangLanger_Pexels.mp4", "endgame_nagg_nell.wav", 0.0, 16.0, (0.2, 0.0, 0.75)),),
    ),
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the interviewer asks one candidate (by e-mail), and the answer."""

    candidate: str
    question: str
    clip: Clip


@dataclass(frozen=True, slots=True)
class Talk:
    """A live interview. ``candidates``: by e-mail, in the order of their seats."""

    opening: str
    candidates: tuple[str, ...]
    exchanges: tuple[Exchange, ...] = ()


HELD = Talk(
    "engineer",
    ("junho@candidates.example", "hana@candidates.example"),
    (
        Exchange(
            "junho@candidates.example",
            "How did you find out that the idempotency keys really work?",
            _says(
                "single_face.jpg",
                "I wrote a load test that sent the same payment a hundred times at once. Before "
                "the change, two of them were charged. After it, exactly one was, and I kept the "
                "test in our pipeline.",
            ),
        ),
        Exchange(
            "hana@candidates.example",
            "How would you notice today that the login is broken, before a customer tells you?",
            _says(
                "0-f15-hao-ph.jpg",
                "I would set an alert on the error rate of the login, and let a script sign in "
                "every minute. When it fails twice, the person on call gets a message.",
            ),
        ),
        Exchange(
            "junho@candidates.example",
            "What would you look at first if you joined us on Monday?",
            _says(
                "single_face.jpg",
                "I would read the last ten postmortems, and then the metrics of the payment "
                "service, because I want to know what fails most often before I change anything.",
            ),
        ),
    ),
)
PLANNED = Talk("storyteller", ("daniel@candidates.example", "mina@candidates.example"))
