"""Three general questions to begin with, in each interview language. Suggestions, marked as such:
a recruiter adds and edits them; nothing is asked that nobody chose.
"""

from __future__ import annotations

SUGGESTIONS: dict[str, tuple[str, ...]] = {
    "ko": (
        "지원한 직무와 가장 가까운 경험을 하나 골라, 맡은 일과 결과를 구체적으로 말씀해 주세요.",
        "일하면서 생각과 다르게 흘러간 일이 있었다면, 무엇을 어떻게 바꾸었는지 말씀해 주세요.",
        "의견이 다른 동료와 함께 결과를 내야 했던 때, 어떻게 풀어 갔는지 말씀해 주세요.",
    ),
    "en": (
        "Choose the experience that is closest to this job. What was yours to do, and what came "
        "of it?",
        "Tell us about something at work that did not go as planned. What did you change?",
        "Describe a time when you and a colleague disagreed but had to deliver together. How did "
        "you go about it?",
    ),
}
