"""Run as a program: in the served district of the cast, Dev and Cora read the application of Birch Middle."""

import os
import sys
from datetime import timedelta


def main(home: str) -> None:
    """Write the story into the database in ``home``, through verbs, with reading under way now."""
    os.environ["GROUNDSWELL_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "groundswell.config.settings"
    import django

    django.setup()
    from groundswell.kernel import clock
    from tests.cohorts import conftest as story

    cast = cast_there()
    with clock.shifted(timedelta(days=-44)):
        story.found_school(cast, "cedar")
        call = story.draft_call(cast, story.write_initiative(cast))
        _read(cast, call, story)


def _read(cast, call, story) -> None:
    from groundswell.cohorts.actions import calls, readers, rubrics
    from tests.cohorts import reading_story

    ola = cast.actor("ola")
    calls.open_call(by=ola, call=call)
    [candidacy] = story.take_part(cast, call, "cedar")
    reading_story.hand_in(cast, candidacy)
    initiative, phase = call.wave.initiative, story.phase(cast, call, "reading")
    reading_story.seat_committee(cast, initiative)
    version = reading_story.sign_all(cast, reading_story.write_rubric(cast, initiative))
    rubrics.use(by=ola, phase=phase, version=version)
    reading_story.add_readers(cast, phase, "dev", "rae", "rob")
    readers.assign(by=ola, phase=phase)


def cast_there():
    """The people and places that are there."""
    from groundswell.kernel.models import Tenant
    from groundswell.kernel.tenancy import reading
    from groundswell.roster.models import Organisation, Person
    from tests.cast import ROLES, Cast

    here, other = (Tenant.objects.get(slug=slug) for slug in ("riverbend", "harbor-point"))
    cast = Cast(here, other)
    with reading(here):
        for name in ROLES:
            cast.people[name] = Person.objects.get(email=f"{name}@riverbend.example")
        places = {"district": "Riverbend County Schools", "north": "North", "alder": "Alder Elementary"}
        for key, name in places.items():
            cast.places[key] = Organisation.objects.get(name=name)
    return cast


if __name__ == "__main__":
    main(sys.argv[1])
