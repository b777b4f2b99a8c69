"""What can be told about an anonymous wave: its public key, and how many took part. Nothing here leads to an answer."""

from dataclasses import dataclass

from django.http import Http404

from groundswell.kernel.doors import found_or_404
from groundswell.kernel.permissions import Actor, Permission
from groundswell.surveys.choices import Promise, WaveState
from groundswell.surveys.models import Deposit, SpentToken, SurveyWave, WaveKey
from groundswell.surveys.queries.waves import get_wave_for, rights_taken, rights_used, threshold


@dataclass(frozen=True, slots=True)
class Participation:
    """People of an anonymous wave: who took the right to answer, and of how many the answers arrived."""

    invited: int
    took_part: int
    answered: int
    waiting: int  # of these, still sealed

    @property
    def nothing_came(self) -> int:
        """Took the right to answer and have not used it, so far."""
        return self.took_part - self.answered


def participation_in(wave: SurveyWave) -> Participation:
    """Three statements."""
    return Participation(
        invited=wave.invited,
        took_part=rights_taken(wave),
        answered=rights_used(wave),
        waiting=Deposit.objects.filter(wave=wave).count(),
    )


def public_key_of(wave: SurveyWave) -> dict[str, str]:
    """The public half of a wave's key as a JSON Web Key. Raises LookupError for a wave without one."""
    found = WaveKey.objects.filter(wave=wave).values_list("public", flat=True).first()
    if found is None:
        raise LookupError("This wave has no key.")
    return found


def smallest_in(wave: SurveyWave) -> int:
    """The smallest group that a wave shows: the district's, or more where an anonymous wave promised it."""
    if not wave.is_anonymous:
        return threshold()
    promised = WaveKey.objects.filter(wave=wave).values_list("smallest", flat=True).first()
    return max(threshold(), promised or 0)


def is_spent(wave: int, digest: str) -> bool:
    """True when answers arrived with the token of this digest."""
    return SpentToken.objects.filter(wave=wave, digest=digest).exists()


def get_anonymous_wave(pk: int) -> SurveyWave:
    """A wave to which answers may be sent without saying who one is; Http404 for every other."""
    asked = SurveyWave.objects.select_related("instrument", "tenant").filter(promise=Promise.ANONYMOUS)
    return found_or_404(asked.exclude(state=WaveState.PLANNED), pk=pk)


def get_wave_for_all_ways(actor: Actor, pk: int) -> SurveyWave:
    """A wave that may be answered on a shared device and on paper, too; Http404 for an anonymous one."""
    wave = get_wave_for(actor, pk, Permission.SURVEY_MANAGE)
    if wave.is_anonymous:
        raise Http404
    return wave
