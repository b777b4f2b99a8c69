"""What the page of one version shows, put together from its rows."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from groundswell.kernel.links import link
from groundswell.kernel.words import language_here, said_in
from groundswell.surveys.choices import GRADED, ItemKind
from groundswell.surveys.models import Instrument, Item, QuestionPage
from groundswell.surveys.queries import instruments as found
from groundswell.surveys.rules.askable import askable
from groundswell.surveys.rules.fingerprints import SOURCE
from groundswell.surveys.rules.instruments import mark_of, question_of, questionnaire_of, said_by
from groundswell.surveys.rules.instruments_checks import findings
from groundswell.surveys.rules.instruments_words import condition_in_words, differences, gaps
from groundswell.surveys.rules.ready_made import SCALES, Questionnaire, label_of


def trail(one: Instrument | None = None) -> list[tuple[str, str]]:
    """The way to a page of the workshop."""
    way = [(_("What people say"), link("surveys:waves")), (_("Questionnaires"), link("surveys:instruments"))]
    return (
        way
        if one is None
        else [*way, (said_in(one.title, language_here()), link("surveys:instrument", one.pk))]
    )


def page_of(one: Instrument) -> dict[str, Any]:
    """The context of a version's page: ten statements at most, however much it asks."""
    items, pages = found.items_of(one), found.pages_of(one)
    said = said_by(one, items, pages)
    versions = found.versions_of(one.key)
    return {
        "instrument": one,
        "title": said_in(one.title, language_here()),
        "introduction": said_in(one.introduction, language_here()),
        "sheets": _sheets(said, items, pages),
        "count": len(items),
        "findings": findings(said) if one.is_draft else [],
        "seen": mark_of(said),
        "gaps": [_gap(gap) for gap in gaps(said, _others()) if gap.texts],
        "differences": differences(questionnaire_of(one.based_on), said) if one.based_on else [],
        "versions": versions,
        "draft": next((version for version in versions if version.is_draft), None),
        "newest": next((version for version in versions if not version.is_draft), None),
        "waves": found.waves_that_asked(one),
        "may_ask": not one.is_draft and one.key in dict(askable(language_here())),
        "trail": trail(),
    }


def _others() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != SOURCE]


def _gap(gap: Any) -> dict[str, Any]:
    name = get_language_info(gap.language)["name_translated"]
    return {"language": name, "texts": gap.texts, "words": gap.words, "questions": gap.questions}


def _sheets(said: Questionnaire, items: list[Item], pages: list[QuestionPage]) -> list[dict[str, Any]]:
    """The questions under their pages; a questionnaire without pages is one sheet without a row."""
    numbered = list(enumerate(items, start=1))
    if not pages:
        return [{"page": None, "questions": [_question(said, item, number) for number, item in numbered]}]
    return [
        {
            "page": page,
            "number": at,
            "title": said_in(page.title, language_here()),
            "only_if": condition_in_words(said.pages[at - 1].only_if, said),
            "questions": [
                _question(said, item, number) for number, item in numbered if item.page_id == page.pk
            ],
        }
        for at, page in enumerate(pages, start=1)
    ]


def _question(said: Questionnaire, item: Item, number: int) -> dict[str, Any]:
    """One question as the page shows it."""
    question = question_of(item)
    scale = SCALES.get(item.scale)
    return {
        "item": item,
        "number": number,
        "seen": mark_of(question),
        "wording": said_in(item.wording, language_here()),
        "hint": said_in(item.hint, language_here()),
        "kind": str(scale.name) if scale else question.kind.label,
        "points": [label_of(point, language_here()) for point in item.points if item.kind not in GRADED],
        "box": [label_of(point, language_here()) for point in item.points if point["key"] in item.box],
        "rows": [label_of(row, language_here()) for row in item.rows],
        "box_name": said_in(item.box_name, language_here()) if item.box else "",
        "limits": _limits(item),
        "only_if": condition_in_words(question.only_if, said),
    }


def _limits(item: Item) -> str:
    if item.kind != ItemKind.NUMBER:
        return ""
    ends = [str(end) if end is not None else "…" for end in (item.lowest, item.highest)]
    return f"{' – '.join(ends)} {said_in(item.unit, language_here())}".strip()
