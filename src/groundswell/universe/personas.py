"""Whom one can be in the demonstration: one person for each role, by the same name in every size."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

PASSWORD = "river-and-lighthouse"
"""Signs in every persona of the demonstration. It is printed when the demonstration starts and is no secret."""


@dataclass(frozen=True, slots=True)
class Persona:
    """``title`` is the job title in the roster file; empty for who comes in by a verb. ``district`` is the slug."""

    key: str
    given_name: str
    family_name: str
    what: Any
    title: str
    district: str = "riverbend"

    @property
    def email(self) -> str:
        """Address with which this persona signs in."""
        return f"{self.given_name}.{self.family_name}@{self.district}.example".lower()

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def label(self) -> str:
        return f"{self.name}, {self.what}"


PERSONAS = (
    Persona("teacher", "Ana", "Ruiz", _("teacher"), "Teacher"),
    Persona("principal", "Bao", "Tran", _("principal"), "Principal"),
    Persona("school_coach", "Cora", "Lind", _("school coach"), "School coach"),
    Persona("district_specialist", "Dev", "Patel", _("district specialist"), "District specialist"),
    Persona(
        "learning_office", "Ola", "Mensah", _("professional-learning office"), "Professional-learning office"
    ),
    Persona("area_superintendent", "Leo", "Brandt", _("area superintendent"), "Area superintendent"),
    Persona("superintendent", "Sam", "Diaz", _("superintendent"), "Superintendent"),
    Persona("district_it", "Ida", "Novak", _("district IT"), "District IT"),
    Persona("guest", "Gus", "Hart", _("guest, a guardian"), ""),
    Persona("external_coach", "Tess", "Moreau", _("external coach"), ""),
    Persona("neighbour", "Noor", "Aziz", _("teacher at Harbor Point"), "Teacher", "harbor-point"),
)
BY_KEY = {persona.key: persona for persona in PERSONAS}
BY_EMAIL = {persona.email: persona for persona in PERSONAS}
DEFAULT = "learning_office"
