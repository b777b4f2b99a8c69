"""``groundswell run``: your own district, begun on the first start, then served."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from groundswell.config.management.asking import answer
from groundswell.config.management.serving import ServingCommand
from groundswell.config.operations import founding
from groundswell.config.operations.refusals import Refused


class Command(ServingCommand):
    help = "Serve your own district. The first start makes it, empty, with its first administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--district-name", help="like: Riverbend County Schools")
        parser.add_argument("--slug", help="its short name in addresses, like: riverbend")
        parser.add_argument("--time-zone", default="America/New_York")
        parser.add_argument("--given", help="the first administrator's given name")
        parser.add_argument("--family", help="and family name")
        parser.add_argument("--email", help="the address with which they will sign in")

    def handle(self, *args: Any, **options: Any) -> None:
        self.prepare(options)
        tenant = founding.first_district()
        if tenant is None or not founding.has_administrator(tenant):
            try:
                invitation = founding.begin(_ask(options, tenant))
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal
            self.say(
                f"Open this once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC, to sign in:\n{invitation.url}"
            )
        self.serve(options)


def _ask(options: dict[str, Any], tenant: Any) -> founding.Beginning:
    name = (
        tenant.name if tenant else answer("--district-name", "Your district's name", options["district_name"])
    )
    suggestion = founding.suggest_slug(name)
    return founding.Beginning(
        district_name=name,
        slug=tenant.slug
        if tenant
        else answer("--slug", "Its short name in addresses", options["slug"], suggestion),
        time_zone=options["time_zone"],
        given_name=answer("--given", "First administrator, given name", options["given"]),
        family_name=answer("--family", "First administrator, family name", options["family"]),
        email=answer("--email", "First administrator, e-mail address", options["email"]),
    )
