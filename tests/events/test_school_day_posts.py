"""Where somebody has to teach to be missed in class: at a school, or in a team of one; not at a department."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from groundswell.events.actions import registration
from groundswell.events.queries import school_day
from groundswell.kernel import clock
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import organisations
from groundswell.roster.choices import OrganisationKind
from tests.cast import hire

pytestmark = pytest.mark.django_db
PAGE = "/d/riverbend/events/substitutes/"


@pytest.fixture
def posted(cast):
    """Ivo teaches everywhere and is posted at a department, Una in one of its teams; Tea is in a team of Alder."""

    def place(name: str, kind: OrganisationKind, above: str) -> None:
        cast.places[name] = organisations.add(by=cast.system, name=name, kind=kind, parent=cast.places[above])

    place("music", OrganisationKind.DEPARTMENT, "district")
    place("tour", OrganisationKind.TEAM, "music")
    place("grade3", OrganisationKind.TEAM, "alder")
    for name, where in (("ivo", "music"), ("una", "tour"), ("tea", "grade3")):
        hire(cast, name, name.title(), "Reyes", place=where)
    return cast


def test_only_who_teaches_at_a_school_is_missed_there(posted, workshop, client):
    day = clock.today(posted.tenant.time_zone) + timedelta(days=30)
    day += timedelta(days=(1 - day.weekday()) % 7)
    at = datetime.combine(day, time(9), ZoneInfo(posted.tenant.time_zone))
    section = workshop(begins_at=at, ends_at=at + timedelta(hours=2))
    for name in ("ivo", "una", "tea", "ana"):
        registration.register(by=posted.actor(name), section=section, person=posted.people[name])
    goes = {posted.people[name].pk: name for name in ("ivo", "una", "tea", "ana")}
    with reading(posted.tenant):
        found = school_day.schools_of_teachers(list(goes), day, day)
    alder = posted.places["alder"].pk
    assert {goes[person]: school for person, school in found.items()} == {"tea": alder, "ana": alder}
    client.force_login(posted.user("ola"))
    for file in ("", "&format=csv"):
        assert client.get(f"{PAGE}?month={day:%Y-%m}{file}").status_code == 200
