"""``groundswell roster …``: check, import, take back and make roster files, for district IT at a command line.

Each sub-command answers with an exit code: 0 all is well, 1 a person must look, 2 it could not be done at all.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.kernel.tenancy import reading
from groundswell.roster.actions import roster_files
from groundswell.roster.choices import ImportState
from groundswell.roster.imports import bundle, generator, told
from groundswell.roster.imports.codes import TOLERABLE
from groundswell.roster.imports.problems import Unreadable
from groundswell.roster.imports.report import as_json, exit_code, plain
from groundswell.roster.models import RosterImport
from groundswell.roster.queries import imports as queries
from groundswell.roster.rules.import_notes import note_in_words

DONE, LOOK, FAILED = 0, 1, 2


class Command(BaseCommand):
    help = "Check, import, take back and make OneRoster files. `groundswell roster check --help` tells more."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(
            dest="part", required=True, metavar="check|import|history|revert|generate"
        )
        check = parts.add_parser("check", help="read a bundle and say what is wrong with it; changes nothing")
        bring = parts.add_parser("import", help="read a bundle, show what would change, and apply it")
        history = parts.add_parser("history", help="list the imports of a district")
        revert = parts.add_parser("revert", help="return to the state before an import")
        make = parts.add_parser("generate", help="make the bundle of an invented district")
        for part in (check, bring):
            part.add_argument("path", type=Path, help="a folder or a zip of OneRoster CSV files")
            part.add_argument(
                "--tolerate",
                action="append",
                default=[],
                choices=sorted(TOLERABLE),
                metavar="CODE",
                help="take this fault as a warning: " + ", ".join(sorted(TOLERABLE)),
            )
        revert.add_argument("number", type=int, help="the number that `roster history` shows")
        for part in (bring, history, revert):
            part.add_argument(
                "--district", required=True, help="the district's short name, as in its address"
            )
        for part in (bring, revert):
            part.add_argument("--yes", action="store_true", help="answer every question with yes")
        for part in (check, bring, history, revert):
            part.add_argument("--json", action="store_true", help="answer in JSON, for a program")
        for name in ("students", "staff", "schools", "seed"):
            make.add_argument(f"--{name}", type=int, required=True, metavar="N")
        make.add_argument("--version", choices=("1.1", "1.2"), default="1.2", help="of OneRoster")
        make.add_argument("out", type=Path, help="where to: a folder, or a name that ends in .zip")

    def handle(self, *args: Any, **options: Any) -> None:
        answer = getattr(self, f"_{options['part']}")(options)
        if answer != DONE:
            sys.exit(answer)

    def _check(self, options: dict[str, Any]) -> int:
        outcome: bundle.Bundle | Unreadable
        try:
            outcome = bundle.read_bundle(options["path"], tolerate=_tolerated(options))
        except Unreadable as refusal:
            outcome = refusal
        report = as_json(outcome)
        self._say(options, plain(report), told.report_lines(report, options["path"].name))
        return exit_code(outcome)

    def _import(self, options: dict[str, Any]) -> int:
        by = _actor(options["district"])
        try:
            one = roster_files.receive(by=by, path=options["path"].absolute(), tolerate=_tolerated(options))
            one = roster_files.read(by=by, roster_import=one)
            if one.state == ImportState.READY and self._agreed(options, one):
                one = roster_files.apply(by=by, roster_import=one, accept_guard=True)
        except roster_files.NotNow as reason:
            raise CommandError(str(reason)) from reason
        self._say(options, _as_data(one), told.import_lines(one, note_in_words(one.note)))
        if one.state == ImportState.REFUSED:
            return FAILED if one.problems and one.problems[0]["code"] == "unreadable" else LOOK
        return DONE if one.state in (ImportState.APPLIED, ImportState.UNCHANGED) else LOOK

    def _agreed(self, options: dict[str, Any], one: RosterImport) -> bool:
        """Whether to apply: --yes says so; a person is asked; a program without --yes stops at the guard only."""
        if options["yes"]:
            return True
        if options["json"] or not sys.stdin.isatty():
            return not one.guard
        self.stdout.write("\n".join(told.import_lines(one, note_in_words(one.note))))
        return _yes("Apply these changes? [y/N] ")

    def _history(self, options: dict[str, Any]) -> int:
        tenant = _actor(options["district"]).tenant
        with reading(tenant):
            imports = list(RosterImport.objects.select_related("brought_by").order_by("-number"))
            self._say(
                options, {"imports": [_as_data(one) for one in imports]}, told.history_lines(imports, tenant)
            )
        return DONE

    def _revert(self, options: dict[str, Any]) -> int:
        by = _actor(options["district"])
        with reading(by.tenant):
            one = RosterImport.objects.filter(number=options["number"]).first()
        if one is None:
            raise CommandError(f"There is no import {options['number']} here. `roster history` lists them.")
        question = (
            f"Take back import {one.number} ({one.file_name})? What it added is ended, not removed. [y/N] "
        )
        if not options["yes"] and not (sys.stdin.isatty() and _yes(question)):
            raise CommandError("Nothing was taken back. Say --yes to do it without a question.")
        try:
            inverse = roster_files.take_back(by=by, roster_import=one)
        except roster_files.NotNow as reason:
            raise CommandError(str(reason)) from reason
        self._say(options, _as_data(inverse), told.import_lines(inverse, note_in_words(inverse.note)))
        return DONE

    def _generate(self, options: dict[str, Any]) -> int:
        sizes = {name: options[name] for name in ("students", "staff", "schools", "seed")}
        try:
            made = generator.generate(options["out"], **sizes, version=options["version"])
        except ValueError as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write("\n".join([f"Made {options['out']}.", *told.count_lines(made.counts)]))
        return DONE

    def _say(self, options: dict[str, Any], data: dict[str, Any], lines: list[str]) -> None:
        self.stdout.write(json.dumps(data, indent=2, default=str) if options["json"] else "\n".join(lines))


def _actor(slug: str) -> Actor:
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"There is no district “{slug}”. Known: {known}.")
    return Actor.system(tenant, "command")


def _tolerated(options: dict[str, Any]) -> list[Any]:
    return [code for code in TOLERABLE if code in options["tolerate"]]


def _yes(question: str) -> bool:
    return input(question).strip().lower() in ("y", "yes")


def _as_data(one: RosterImport) -> dict[str, Any]:
    """An import as the JSON of ``import``, ``revert`` and ``history``."""
    known = {
        "number": one.number,
        "state": str(one.state),
        "file": one.file_name,
        "version": one.version or None,
        "mode": one.mode or None,
        "counts": one.counts,
        "guard": one.guard,
        "problems": one.problems,
        "problem_count": one.problem_count,
        "note": note_in_words(one.note),
        "begun_at": one.begun_at.isoformat(),
        "applied_at": one.applied_at.isoformat() if one.applied_at else None,
        "takes_back": queries.number_of_inverse(one),
    }
    return plain(known)
