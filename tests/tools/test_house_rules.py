"""The house rules catch what they are for, and let through what is right."""

import ast
from pathlib import Path

import check_inline_imports
import check_sizes
import check_upward_links
import check_writes
import pytest


def broken(module, code: str, where: str = "events/views.py") -> list[int]:
    """Lines of ``code`` of which the rule complains."""
    return [line for line, _ in module.rule(Path(where), ast.parse(code), code)]


@pytest.mark.parametrize(
    "code",
    [
        "Person.objects.create(name='x')",
        "people.filter(pk=1).update(name='x')",
        "person.save()",
        "person.delete()",
        "Person.objects.bulk_create(rows)",
        "rows.insert(person)",
    ],
)
def test_a_write_outside_actions_is_found(code):
    assert broken(check_writes, code) == [1]


def test_a_write_inside_actions_is_right():
    assert broken(check_writes, "Person.objects.create(name='x')", "events/actions/people.py") == []


@pytest.mark.parametrize("code", ["context.update(a=1)", "seen.update({1})", "form.is_valid()"])
def test_what_only_looks_like_a_write_is_let_through(code):
    assert broken(check_writes, code) == []


def test_an_import_inside_a_function_needs_one_of_three_reasons():
    assert broken(check_inline_imports, "def f():\n    import os\n") == [2]
    assert broken(check_inline_imports, "def f():\n    import os  # inline: circular\n") == [2]
    assert broken(check_inline_imports, "def f():\n    import polars  # inline: slow import\n") == []


def test_long_files_functions_and_family_trees_are_found():
    assert broken(check_sizes, "x = 1\n" * 401) == [1]
    assert broken(check_sizes, "def f():\n" + "    x = 1\n" * 50) == [1]
    assert broken(check_sizes, "class A(B, C, D):\n    pass\n") == [1]
    assert broken(check_sizes, "class A(B, C):\n    pass\n") == []


def test_names_in_strings_that_point_up_are_found(tmp_path):
    (tmp_path / "roster").mkdir()
    (tmp_path / "templates" / "surveys").mkdir(parents=True)
    (tmp_path / "roster" / "models.py").write_text('x = ForeignKey("events.Section")\n')
    (tmp_path / "templates" / "surveys" / "page.html").write_text(
        '{% link "planning:plan" %}{% link "roster:x" %}'
    )
    found = list(check_upward_links.upward(tmp_path))
    assert len(found) == 2
    assert "roster names events" in found[0]
    assert "surveys names planning" in found[1]
