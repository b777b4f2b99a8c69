"""What a calendar address opens."""

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet

from groundswell.kernel import clock
from groundswell.kernel.models import Tenant
from groundswell.kernel.tenancy import current_tenant
from groundswell.notices.models import BusyTime, FeedToken, PlaceFeed
from groundswell.roster.models import Organisation, Person


def digest_of(secret: str) -> str:
    """What is stored of a secret. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def tenant_of(secret: str) -> Tenant | None:
    """The district that a secret names in front of its random part; None where it names none."""
    number = secret.partition("-")[0]
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return Tenant.objects.filter(pk=int(number)).first()


def person_of(secret: str) -> Person | None:
    """Whose calendar this secret opens in the open district; None when it is unknown, replaced, or they left."""
    token = FeedToken.objects.select_related("person").filter(digest=digest_of(secret)).first()
    return token.person if token and token.person.ended_on is None else None


def token_of(person_id: int) -> FeedToken | None:
    """The person's calendar address, as far as it is stored."""
    return FeedToken.objects.filter(person_id=person_id).first()


def busy_since(person: Person, moment: datetime) -> QuerySet[BusyTime]:
    """What the person has given away of the time after ``moment``, earliest first."""
    return BusyTime.objects.filter(person=person, ends_at__gte=moment).order_by("begins_at", "pk")


def place_of(secret: str) -> Organisation | None:
    """Which school's calendar a secret opens in the open district; None when unknown, replaced, or it has closed."""
    today = clock.today(current_tenant().time_zone)
    open_still = Q(place__closed_on__isnull=True) | Q(place__closed_on__gte=today)
    found = (
        PlaceFeed.objects.select_related("place__parent").filter(open_still, digest=digest_of(secret)).first()
    )
    return found.place if found else None


def place_feed_of(place_id: int) -> PlaceFeed | None:
    """The school's calendar address, as far as it is stored."""
    return PlaceFeed.objects.filter(place_id=place_id).first()
