"""``groundswell create_admin --district SLUG --email ADDRESS``: the first administrator of a district."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.roster.actions.invitations import InvitationRefused, appoint_administrator


class Command(BaseCommand):
    help = "Make the first administrator of a district and print the link with which they sign in, once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--district", required=True, help="the district's short name, as in its address")
        parser.add_argument("--email", required=True, help="the address with which they will sign in")
        parser.add_argument("--given", default="District", help="given name")
        parser.add_argument("--family", default="Administrator", help="family name")

    def handle(self, *args: Any, **options: Any) -> None:
        tenant = Tenant.objects.filter(slug=options["district"]).first()
        if tenant is None:
            known = ", ".join(Tenant.objects.order_by("slug").values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no district “{options['district']}”. Known: {known}.")
        try:
            invitation = appoint_administrator(
                by=Actor.system(tenant, "command"),
                email=options["email"],
                given_name=options["given"],
                family_name=options["family"],
            )
        except InvitationRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Open this once, until {invitation.expires_at:%Y-%m-%d %H:%M} UTC, to sign in:")
        self.stdout.write(invitation.url)
