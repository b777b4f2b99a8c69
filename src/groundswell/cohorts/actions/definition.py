"""Verbs for what a change means here: words are proposed, taken in or not, and each version stays."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from groundswell.cohorts.choices import ProposalState
from groundswell.cohorts.models import DefinitionProposal, DefinitionVersion
from groundswell.cohorts.queries.plans import last_number
from groundswell.cohorts.rules.refusals import Refused
from groundswell.kernel import journal
from groundswell.kernel.locking import lock
from groundswell.kernel.permissions import Actor, Permission
from groundswell.kernel.tenancy import verb
from groundswell.planning.models import Initiative
from groundswell.roster.models import Organisation

SUBJECT = "cohorts.definition"
LONGEST_WORDS, LONGEST_TEXT = 600, 4000


@verb
def propose(
    *, by: Actor, initiative: Initiative, words: str, school: Organisation | None = None
) -> DefinitionProposal:
    """Somebody who works here proposes words, for their school where one is named. Refused for none or too many."""
    if not by.may(Permission.COHORT_VIEW) or by.person is None:
        raise PermissionDenied
    if not words.strip() or len(words.strip()) > LONGEST_WORDS:
        raise Refused(_("Propose some words, at most %(n)s characters.") % {"n": LONGEST_WORDS})
    made = DefinitionProposal.objects.create(
        tenant=by.tenant, initiative=initiative, words=words.strip(), person=by.person, school=school
    )
    journal.record(f"{SUBJECT}.proposed", by=by, subject=made, subject_kind=SUBJECT)
    return made


@verb
def adopt(
    *, by: Actor, initiative: Initiative, text: str, proposals: Sequence[DefinitionProposal] = ()
) -> DefinitionVersion:
    """The next version, with the proposals that it takes in: who proposed which words stays with it. Raises Refused for
    no text, the same text, or a proposal that was answered already."""
    _may(by)
    initiative, text = lock(initiative), text.strip()
    if not text or len(text) > LONGEST_TEXT:
        raise Refused(_("Write the definition, at most %(n)s characters.") % {"n": LONGEST_TEXT})
    versions = DefinitionVersion.objects.filter(initiative=initiative)
    if versions.filter(text=text, number=last_number(versions)).exists():
        raise Refused(_("It says that already."))
    version = DefinitionVersion.objects.create(
        tenant=by.tenant, initiative=initiative, number=last_number(versions) + 1, text=text
    )
    for proposal in proposals:
        _answer(proposal, ProposalState.ADOPTED, version=version)
    data = {"number": version.number, "proposals": [one.pk for one in proposals]}
    journal.record(f"{SUBJECT}.adopted", by=by, subject=version, subject_kind=SUBJECT, data=data)
    return version


@verb
def decline(*, by: Actor, proposal: DefinitionProposal, answer: str) -> DefinitionProposal:
    """Proposed words are not taken in; who proposed them reads why. Refused without a reason, or once answered."""
    _may(by)
    if not answer.strip():
        raise Refused(_("Say why, in a sentence."))
    proposal = _answer(proposal, ProposalState.DECLINED, answer=answer.strip()[:400])
    journal.record(f"{SUBJECT}.declined", by=by, subject=proposal, subject_kind=SUBJECT)
    return proposal


def _may(by: Actor) -> None:
    if not by.may(Permission.CALL_MANAGE):
        raise PermissionDenied


def _answer(
    proposal: DefinitionProposal, state: str, *, version: DefinitionVersion | None = None, answer: str = ""
) -> DefinitionProposal:
    proposal = lock(proposal)
    if proposal.state != ProposalState.OPEN:
        raise Refused(_("This proposal was answered already."))
    proposal.state, proposal.version, proposal.answer = state, version, answer
    proposal.save(update_fields=["state", "version", "answer"])
    return proposal
