"""Parts of pages that are put together once."""

from django.template import Context, engines
from django.utils import translation


def test_a_kept_part_is_the_same_for_the_same_values_and_sees_no_others():
    source = '{% load i18n gs %}{% kept name %}{% translate "Today" %} {{ name }}{{ secret }}{% endkept %}'
    part = engines["django"].from_string(source).template

    def shown(**values) -> str:
        return part.render(Context(values))

    assert shown(name="Ana", secret="hers") == "Today Ana"
    assert shown(name="<b>", secret="hers") == "Today &lt;b&gt;"
    with translation.override("es"):
        assert shown(name="Ana") == "Hoy Ana"
    assert shown(name="Ana", secret="his") == "Today Ana"
