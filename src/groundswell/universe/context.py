"""What the demonstration's bar shows on every page: who one is, on which day, and whom and when one could be."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from groundswell.universe import snapshots, stage
from groundswell.universe.personas import BY_EMAIL, PERSONAS
from groundswell.universe.story.days import BY_KEY


def persona_bar(request: HttpRequest) -> dict[str, Any]:
    """Context of ``_personabar.html``; nothing where no demonstration is running."""
    if not settings.GROUNDSWELL_DEMO:
        return {}
    me = BY_EMAIL.get(getattr(getattr(request, "user", None), "email", ""))
    today = stage.standing_day()
    bar: dict[str, Any] = {
        "personas": [{"key": one.key, "label": one.label, "current": one is me} for one in PERSONAS],
        "persona_url": reverse("universe:step_into"),
        "days": [
            {"key": day.key, "label": day.label, "current": day.key == today} for day in snapshots.kept()
        ],
        "day_url": reverse("universe:day"),
        "day_name": BY_KEY[today].label if today in BY_KEY else today,
        "inbox_url": reverse("notices_open:inbox"),
    }
    return bar | ({"persona_name": me.label} if me else {})
