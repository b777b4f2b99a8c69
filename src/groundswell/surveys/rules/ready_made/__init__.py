"""Questionnaires that come with the house, in each language that it speaks. Content, not code: edit freely.

Another wording makes another version (``actions.instruments.install``). One file is one questionnaire; ``scales`` has
the points that several share, ``parts`` says what a questionnaire is made of.
"""

from groundswell.surveys.rules.ready_made.coaching import COACHING
from groundswell.surveys.rules.ready_made.needs import NEEDS
from groundswell.surveys.rules.ready_made.parts import (
    Page,
    Point,
    Question,
    Questionnaire,
    Words,
    label_of,
)
from groundswell.surveys.rules.ready_made.post_event import POST_EVENT
from groundswell.surveys.rules.ready_made.scales import SCALES, Scale
from groundswell.surveys.rules.ready_made.six_weeks import SIX_WEEKS, USED
from groundswell.surveys.rules.ready_made.student_voice import STUDENT_VOICE
from groundswell.surveys.rules.ready_made.teacher_voice import TEACHER_VOICE
from groundswell.surveys.rules.ready_made.town_hall import TOWN_HALL

READY_MADE = {
    one.key: one for one in (POST_EVENT, SIX_WEEKS, COACHING, NEEDS, TOWN_HALL, TEACHER_VOICE, STUDENT_VOICE)
}

__all__ = [
    "COACHING",
    "NEEDS",
    "POST_EVENT",
    "READY_MADE",
    "SCALES",
    "SIX_WEEKS",
    "STUDENT_VOICE",
    "TEACHER_VOICE",
    "TOWN_HALL",
    "USED",
    "Page",
    "Point",
    "Question",
    "Questionnaire",
    "Scale",
    "Words",
    "label_of",
]
