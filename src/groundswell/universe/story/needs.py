"""What teachers ask for, and what the office writes to those who come."""

from datetime import date, datetime, timedelta

from groundswell.events.actions import messages, requests
from groundswell.events.models import LearningEvent, LearningRequest
from groundswell.events.queries.messages import To
from groundswell.roster.models import Person
from groundswell.universe.story.days import QUARTER, SURGE, moment
from groundswell.universe.story.happenings import Happening
from groundswell.universe.story.timeline import Timeline
from groundswell.universe.story.year import TEACHING, exactly
from groundswell.universe.world import World

APART = "How to begin the day together while we teach from home"
WHY_APART = "Half of my class only writes in the chat. I would like to see how others open their mornings."
TOGETHER = "Noticing who is missing when everybody is a tile on a screen"
FLUENCY = "Reading fluency in fifth grade, ten minutes a day"
LICENCES = "Paid licences for an app that practises times tables"
NO_LICENCES = (
    "We plan workshops and can't buy apps. Technology Services keeps the list of what is free to use."
)
PARKING = "Bring one problem that your students are working on"
PARKING_TEXT = (
    "We begin with your own material, so please bring one problem that your class will meet in the week after. "
    "A photo on your phone is enough.\n\nIf you can't come, give your seat back today: others are waiting for it."
)


class Needs:
    """The requests of two teachers that the surge answers within five days, and others that end otherwise."""

    def __init__(self, world: World, timeline: Timeline) -> None:
        self.world = world
        self.raised: list[LearningRequest] = []
        ana = world.people["teacher"]
        one, other, third = exactly(world, "needs", 3, *TEACHING)
        thursday, friday = SURGE - timedelta(days=5), SURGE - timedelta(days=4)
        timeline.at(moment(thursday, 16, 40), lambda: self._raise(ana, APART, why=WHY_APART, how_many=4))
        timeline.at(moment(friday, 11, 55), lambda: self._raise(one, TOGETHER, how_many=6))
        monday, until = SURGE - timedelta(days=1), SURGE + timedelta(days=60)
        timeline.at(moment(monday, 15, 20), lambda: self._ask(other, FLUENCY, until))
        timeline.at(moment(QUARTER - timedelta(days=1), 17), lambda: self._refused(third))

    def answer_with(self, event: LearningEvent) -> None:
        """The office plans this event for them."""
        for one in self.raised:
            requests.answer(by=self.world.actor("learning_office"), request=one, event=event)

    def _raise(self, person: Person, what: str, why: str = "", how_many: int | None = None) -> None:
        by = self.world.acting(person)
        self.raised.append(requests.raise_need(by=by, what=what, why=why, how_many=how_many))

    def _ask(self, person: Person, what: str, by_when: date) -> None:
        requests.raise_need(by=self.world.acting(person), what=what, how_many=3, by_when=by_when)

    def _refused(self, person: Person) -> None:
        request = requests.raise_need(by=self.world.acting(person), what=LICENCES)
        requests.decline(by=self.world.actor("learning_office"), request=request, reason=NO_LICENCES)


def write_to(world: World, timeline: Timeline, one: Happening, at: datetime) -> None:
    """The office writes to everybody who has a seat in it."""
    timeline.at(
        at,
        lambda: messages.send(
            by=world.actor("learning_office"), section=one.section, to=To.BOOKED, subject=PARKING,
            text=PARKING_TEXT, attempt="story",
        ),
    )  # fmt: skip
