"""The interview domain's rows."""

from interviews.models.analysis import AnalysisResult, AnalysisRun, RunStatus, Transcript
from interviews.models.catalogue import Job, JobGroup
from interviews.models.consent import ConsentAct, ConsentRecord
from interviews.models.content import (
    BankQuestion,
    CompanyContent,
    Draft,
    DraftKind,
    SharedContent,
)
from interviews.models.dialogue import Listening, QuestionModel, Suggestion, TrainingStatus
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
from interviews.models.live import (
    MOST_SEATS,
    InterviewerLetter,
    Room,
    RoomNote,
    RoomStatus,
    RoomVoice,
    Seat,
    SeatStatus,
)
from interviews.models.position import Language, Position, PositionStatus, Question
from interviews.models.rating import Decision, Rating, ReportView, Scorecard
from interviews.models.score import (
    AnswerScore,
    InterviewProfile,
    PositionThemes,
    Questionnaire,
    Resume,
    ResumeStatus,
    Rubric,
    ScoreOverride,
)

__all__ = [
    "MOST_SEATS",
    "AnalysisResult",
    "AnalysisRun",
    "Answer",
    "AnswerScore",
    "AnswerStatus",
    "BankQuestion",
    "Candidate",
    "CandidateLink",
    "CompanyContent",
    "ConsentAct",
    "ConsentRecord",
    "Decision",
    "DecisionOutcome",
    "Draft",
    "DraftKind",
    "Interview",
    "InterviewKind",
    "InterviewProfile",
    "InterviewQuestion",
    "InterviewStatus",
    "InterviewerLetter",
    "Job",
    "JobGroup",
    "Language",
    "Listening",
    "Position",
    "PositionStatus",
    "PositionThemes",
    "Question",
    "QuestionModel",
    "Questionnaire",
    "Rating",
    "ReportView",
    "Resume",
    "ResumeStatus",
    "Room",
    "RoomNote",
    "RoomStatus",
    "RoomVoice",
    "Rubric",
    "RunStatus",
    "ScoreOverride",
    "Scorecard",
    "Seat",
    "SeatStatus",
    "SharedContent",
    "Suggestion",
    "TrainingStatus",
    "Transcript",
]
