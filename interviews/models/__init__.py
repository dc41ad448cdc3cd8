"""The interview domain's rows."""

from interviews.models.analysis import AnalysisResult, AnalysisRun, RunStatus, Transcript
from interviews.models.catalogue import Job, JobGroup
from interviews.models.consent import ConsentAct, ConsentRecord
from interviews.models.interview import (
    Answer,
    AnswerStatus,
    Candidate,
    CandidateLink,
    DecisionOutcome,
    Interview,
    InterviewKind,
    InterviewQuestion,
    InterviewStatus,
)
from interviews.models.position import Language, Position, PositionStatus, Question
from interviews.models.rating import Decision, Rating, ReportView, Scorecard

__all__ = [
    "AnalysisResult",
    "AnalysisRun",
    "Answer",
    "AnswerStatus",
    "Candidate",
    "CandidateLink",
    "ConsentAct",
    "ConsentRecord",
    "Decision",
    "DecisionOutcome",
    "Interview",
    "InterviewKind",
    "InterviewQuestion",
    "InterviewStatus",
    "Job",
    "JobGroup",
    "Language",
    "Position",
    "PositionStatus",
    "Question",
    "Rating",
    "ReportView",
    "RunStatus",
    "Scorecard",
    "Transcript",
]
