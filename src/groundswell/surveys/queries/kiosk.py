"""Doors to a shared device, and who may answer on it."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import Http404

from groundswell.kernel import clock
from groundswell.kernel.models import JournalEntry
from groundswell.surveys.models import Invitation, Kiosk, SurveyWave
from groundswell.surveys.queries.invitations import hash_of

MISSED = "surveys.kiosk.missed"


def get_kiosk_by_code(code: str) -> Kiosk:
    """The device whose address has this code (in plain letters). Over, unknown and foreign: the same Http404."""
    found = open_kiosks().select_related("wave__instrument", "wave__tenant", "tenant")
    kiosk = found.filter(secret_hash=hash_of(code)).first()
    if kiosk is None:
        raise Http404
    return kiosk


def open_kiosks() -> QuerySet[Kiosk]:
    """Devices on which people may answer now."""
    return Kiosk.objects.filter(expires_at__gt=clock.now())


def open_kiosks_of(wave: SurveyWave) -> QuerySet[Kiosk]:
    """Those of one wave, with who opened them."""
    return open_kiosks().filter(wave=wave).select_related("opened_by").order_by("opened_at")


def waiting_in(wave: SurveyWave, email: str) -> Invitation | None:
    """The invitation of whoever has this address, while it can be answered."""
    waiting = _invitations().filter(done_at__isnull=True, expires_at__gt=clock.now())
    return waiting.filter(wave=wave, person__email__iexact=email).order_by("pk").first()


def asked_at(kiosk: Kiosk, pk: int) -> Invitation | None:
    """An invitation of the device's wave, whether it can still be answered or not."""
    return _invitations().filter(wave_id=kiosk.wave_id, pk=pk).first()


def misses_at(kiosk: Kiosk, since: datetime) -> int:
    """How many addresses were typed on a device that nobody has who may answer."""
    told = JournalEntry.objects.filter(kind=MISSED, subject_kind="surveys.kiosk", subject_id=kiosk.pk)
    return told.filter(at__gt=since).count()


def _invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("person", "wave__instrument", "wave__tenant", "tenant")
