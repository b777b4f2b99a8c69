"""What a certificate says: the achievement of a seat, its award, and the paper and the public page made of it."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from groundswell.events.models import BadgeKey, Credential, Meeting, Registration, Section
from groundswell.events.rules import badges, papers, words
from groundswell.events.rules.credit_rules import Certified
from groundswell.kernel import clock
from groundswell.kernel.models import Tenant

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another on the phone
GROUPS, IN_A_GROUP = 3, 4  # 59 bits: nobody guesses one


@dataclass(frozen=True, slots=True)
class Addresses:
    """Public addresses of one certificate, whole, as they stand in it."""

    credential: str
    achievement: str
    check: str
    status: str


@dataclass(frozen=True, slots=True)
class Said:
    """What a credential itself says, for the public page."""

    district: str
    title: str
    description: str
    hours: Decimal
    began_on: date
    ended_on: date
    issued_on: date


def keys(rows: Iterable[BadgeKey]) -> list[badges.Key]:
    """Rows as the rules of badges take them."""
    return [
        badges.Key(one.issuer, one.public, one.sealed, one.made_at, one.retired_at, one.revoked_at)
        for one in rows
    ]


def new_number(district: str) -> str:
    """A number nobody can guess, with the district's initials before it: "RC-7K4M-92QX-H3TD"."""
    initials = "".join(
        word[0] for word in district.upper().split() if word[0].isascii() and word[0].isalpha()
    )
    groups = ["".join(secrets.choice(LETTERS) for _at in range(IN_A_GROUP)) for _group in range(GROUPS)]
    return "-".join([initials[:2] or "GS", *groups])


def award(
    registration: Registration,
    own: Certified,
    salt: str,
    at: datetime,
    place: int,
    urls: Addresses,
    zone: str,
) -> badges.Award:
    """The award of one seat, in the words of the language that is active. Names nobody."""
    section = registration.section
    event = section.event
    hours = own.hours
    spoken = {"title": event.title, "hours": _plain(hours), "day": _days(section, zone)}
    credit = {"credit": _plain(own.credit), "unit": own.unit} | spoken
    return badges.Award(
        id=urls.credential,
        email=registration.person.email,
        salt=salt,
        achievement=badges.Achievement(
            id=urls.achievement,
            name=event.title,
            description=_("Professional learning: %(kind)s.") % {"kind": event.get_kind_display()},
            criteria=_("Took part in “%(title)s”, %(day)s, by the attendance that its facilitators noted.")
            % spoken,
            credits_available=hours,
        ),
        issued_at=at,
        credits_earned=hours,
        began_on=section.begins_at,
        ended_on=section.ends_at,
        evidence_url=urls.check,
        evidence=(
            _("%(credit)s %(unit)s for %(hours)s contact hours, %(day)s") % credit
            if own.unit
            else _("%(hours)s contact hours, %(day)s") % spoken
        ),
        status_url=urls.status,
        status_index=place,
    )


def said(document: Mapping[str, Any], zone: str) -> Said:
    """Read a credential back, so that its page says nothing else."""
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    return Said(
        district=document["issuer"]["name"],
        title=achievement["name"],
        description=achievement["description"],
        hours=Decimal(str(subject["creditsEarned"])),
        began_on=_day(subject["activityStartDate"], zone),
        ended_on=_day(subject["activityEndDate"], zone),
        issued_on=_day(document["validFrom"], zone),
    )


def paper(
    credential: Credential, leaders: Sequence[str], tenant: Tenant, check_url: str
) -> papers.Certificate:
    """The certificate on paper: what was signed, and whose it is."""
    seat, zone = credential.registration, tenant.time_zone
    section, event = seat.section, seat.section.event
    signed = said(credential.document, zone)
    return papers.Certificate(
        district=signed.district,
        recipient=seat.person.name,
        title=signed.title,
        kind=str(event.get_kind_display()),
        when=_days(section, zone),
        place=section.place,
        hours=signed.hours,
        credit=credential.credit,
        unit=credential.unit,
        programme=event.programme.title if event.programme is not None else "",
        provider=event.provider.name if event.provider is not None else "",
        led_by=tuple(leaders),
        issued_on=signed.issued_on,
        number=credential.number,
        check_url=check_url,
    )


def _days(section: Section | Meeting, zone: str) -> str:
    begins, ends = clock.local(section.begins_at, zone), clock.local(section.ends_at, zone)
    if begins.date() == ends.date():
        return words.day(begins)
    ways = {"begins": date_format(begins, "DATE_FORMAT"), "ends": date_format(ends, "DATE_FORMAT")}
    return _("%(begins)s to %(ends)s") % ways


def _day(moment: str, zone: str) -> date:
    return clock.local(datetime.fromisoformat(moment), zone).date()


def _plain(hours: Decimal) -> str:
    return f"{hours.normalize():f}"
