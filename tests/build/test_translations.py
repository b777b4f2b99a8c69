"""Translations are compiled when they changed, and one that would break its page is refused."""

import gettext
import os

import pytest

from tools import translations

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def catalogue(tmp_path, monkeypatch):
    monkeypatch.setattr(translations, "SOURCE", tmp_path)
    path = tmp_path / "locale/es/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + 'msgid "Take a place"\nmsgstr "Reservar un lugar"\n')
    return path


def test_a_translation_is_compiled_and_read_back(catalogue):
    assert translations.main() == 0
    with catalogue.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Take a place") == "Reservar un lugar"


def test_only_what_changed_is_compiled_again(catalogue):
    translations.main()
    compiled = catalogue.with_suffix(".mo")
    os.utime(compiled, ns=(compiled.stat().st_atime_ns, catalogue.stat().st_mtime_ns + 1))
    before = compiled.stat().st_mtime_ns
    translations.main()
    assert compiled.stat().st_mtime_ns == before


def test_a_translation_that_lost_its_placeholder_is_refused(catalogue, capsys):
    line = '#, python-format\nmsgid "%(name)s is in"\nmsgstr "%(nombre)s tiene lugar"\n'
    catalogue.write_text(HEAD + line)
    assert translations.main() == 1
    assert "locale/es/LC_MESSAGES/django.po:" in capsys.readouterr().err
    assert not catalogue.with_suffix(".mo").exists()
