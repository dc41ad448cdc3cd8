"""Whether an answer is about something else altogether: lunch, the weather, a fairy tale.

Absolute similarity to the question does not tell: good short answers ("Kafka lag. I added
partitions.") have a cosine of 0.0-0.1 with it, like talk about pizza. What tells is the other side:
talk about pizza is near to talk about food. So an answer is off the subject only when it is clearly
nearer to everyday small talk than to any job of the catalogue, and shares nothing with the question
or the job. A story from another profession is not off topic: whether it fits, relevance has to say.
"""

from __future__ import annotations

import re

import numpy as np

from analysis.language.embedding import SentenceEncoder
from analysis.types import Floats
from ncs.content import JobContent, shared_jobs

WINDOW = 25  # words of a piece where a transcript has no sentence ends

_WORK = (
    "I led a project with my team and we delivered it on time.",
    "A customer complained and I solved the problem.",
    "I found the cause, fixed it and checked that it did not happen again.",
    "We reduced the cost and the time it takes.",
    "I use this tool because it is faster and everybody in the team knows it.",
    "My manager asked me to change the priorities.",
    "I disagreed with a colleague and we talked about it.",
    "I learned a lot at my first job and at university.",
    "I prepare, make a list and check each point.",
    "We had too few people, so I reorganised the shifts.",
    "I looked at the data before I decided.",
    "I explained it to the other department in simple words.",
    "A child in my class hit another one, so I watched them and changed the day.",
    "A guest in the restaurant felt ill and I helped and called an ambulance.",
    "팀과 함께 프로젝트를 맡아 기한 안에 끝냈습니다.",
    "고객 불만을 듣고 문제를 해결했습니다.",
    "원인을 찾아 고치고 다시 일어나지 않는지 확인했습니다.",
    "비용과 시간을 줄였습니다.",
    "빠르고 팀원들이 다 쓰는 도구라서 사용합니다.",
    "동료와 의견이 달라서 이야기를 나누고 풀었습니다.",
    "학교와 첫 직장에서 많이 배웠습니다.",
    "인원이 부족해서 근무조를 다시 짰습니다.",
    "먼저 자료를 확인하고 결정합니다.",
    "우리 반 아이가 친구를 때려서 지켜보고 하루 일과를 바꿨습니다.",
    "식당 손님이 쓰러지셔서 응급 처치를 하고 구급차를 불렀습니다.",
    "음식 재료가 상해서 보관 방법을 바꿨습니다.",
)
_SMALL_TALK = (
    "My favourite food is pizza and I love ice cream.",
    "I had noodles for lunch and they were delicious.",
    "The weather is nice today, it is sunny and warm.",
    "It rained and snowed all week.",
    "Yesterday I watched football and my team won the match.",
    "My dog and my cat are cute and like to play.",
    "I like this film, the actor is handsome and the ending is sad.",
    "My favourite singer released a new song and I dance to it.",
    "On holiday we went to the beach and swam in the sea.",
    "Once upon a time there was a king who lived in a castle.",
    "A princess and a dragon lived in the forest.",
    "The capital of France is Paris and the tower is tall.",
    "The moon goes around the earth and the stars are far away.",
    "The president won the election.",
    "I play computer games all night.",
    "Roses are red, violets are blue.",
    "My grandmother's garden has flowers and apple trees.",
    "Do you know a joke about a chicken?",
    "My sister is getting married and her dress is white.",
    "That football player is the best in the world.",
    "I cooked dinner at home and watched a series with my girlfriend.",
    "제가 제일 좋아하는 음식은 피자이고 아이스크림도 좋아합니다.",
    "점심에 국수를 먹었는데 맛있었어요.",
    "오늘 날씨가 맑고 따뜻해서 좋네요.",
    "일주일 내내 비가 오고 눈이 왔어요.",
    "어제 축구 경기를 봤는데 우리 팀이 이겼어요.",
    "우리 집 강아지랑 고양이가 너무 귀여워요.",
    "그 영화 재미있었고 배우가 잘생겼어요.",
    "좋아하는 가수가 신곡을 내서 춤을 따라 춰요.",
    "휴가 때 바다에 가서 수영했어요.",
    "옛날 옛적에 임금님이 성에 살았습니다.",
    "공주와 용이 숲에 살았어요.",
    "프랑스의 수도는 파리이고 에펠탑이 있습니다.",
    "달은 지구를 돌고 별은 멀리 있습니다.",
    "대통령 선거에서 이겼대요.",
    "밤새 게임을 했어요.",
    "할머니 댁 마당에 꽃이랑 사과나무가 있어요.",
    "재미있는 농담 하나 해 드릴까요?",
    "언니가 결혼하는데 드레스가 하얘요.",
    "그 선수는 세계 최고의 축구 선수예요.",
    "저녁에 집에서 요리해 먹고 여자친구랑 드라마를 봤어요.",
)


def is_off_topic(
    text: str,
    question: str,
    encoder: SentenceEncoder,
    content: JobContent | None,
    *,
    most_to_question: float,
    least_difference: float,
    share: float,
) -> bool:
    """Whether at least ``share`` of the words are small talk rather than work.

    A piece is small talk when its cosine with the question is at most ``most_to_question`` and its
    best cosine with small talk is at least ``least_difference`` above its best one with work.
    """
    pieces = pieces_of(text)
    vectors = encoder.encode([question, text, *pieces])  # (2 + pieces, 512)
    to_work = _best(vectors, encoder.encode([*_WORK, *_work_of(content)]))
    difference = _best(vectors, encoder.encode(_SMALL_TALK)) - to_work
    to_question = vectors @ vectors[0]
    if difference[0] > 0 or to_question[1] > most_to_question:
        return False  # a question about food may be answered with food
    words = np.array([len(piece.split()) for piece in pieces])
    off = (to_question[2:] <= most_to_question) & (difference[2:] >= least_difference)
    return bool(words[off].sum() >= share * words.sum())


def _best(vectors: Floats, anchors: Floats) -> Floats:  # (pieces,)
    best: Floats = (vectors @ anchors.T).max(axis=1)
    return best


def _work_of(content: JobContent | None) -> list[str]:
    """What every job of the catalogue is about, and the company's own version of this one."""
    jobs = (*shared_jobs(), content) if content else shared_jobs()
    texts = [
        text
        for job in jobs
        for text in (job.summary, *(c.about for c in job.competencies), *job.description["duties"])
    ]
    return [text[language] for text in texts for language in ("ko", "en")]


def prepare(encoder: SentenceEncoder) -> None:
    """Reads and encodes what answers are compared with: 3 s once, better before an interview."""
    encoder.encode([*_WORK, *_SMALL_TALK, *_work_of(None)])


def pieces_of(text: str) -> list[str]:
    """Sentences, and windows of ``WINDOW`` words where a sentence is longer than that."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[.?!])\s+", text):
        words = sentence.split()
        found += [" ".join(words[i : i + WINDOW]) for i in range(0, len(words), WINDOW)]
    return found
