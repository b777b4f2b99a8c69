"""Words that people wrote in several languages, ``{"en": …, "es": …}``, and the language in which somebody reads."""

from collections.abc import Mapping

from django.conf import settings
from django.utils.translation import get_language


def said_in(words: Mapping[str, str], language: str) -> str:
    """The words in ``language`` ("es-mx" reads "es"), in English where they are missing, then in whatever there is."""
    return words.get(language.split("-")[0]) or words.get("en") or next(iter(words.values()), "")


def language_here() -> str:
    """The language in which whoever asks reads ("es"); that of the installation where nobody asks."""
    return get_language() or settings.LANGUAGE_CODE
