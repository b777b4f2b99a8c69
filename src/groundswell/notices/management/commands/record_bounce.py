"""``record_bounce``: tell the outbox that a mail came back, by hand or from the relay's own pipe."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundswell.kernel.models import Tenant
from groundswell.kernel.permissions import Actor
from groundswell.notices.actions import bounces


class Command(BaseCommand):
    """Takes the Message-ID of the mail, which tells the district, or an address and the district's short name."""

    help = "Record that a mail came back. The address gets nothing more until somebody sends to it again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", help="Message-ID of the mail, or the address")
        parser.add_argument(
            "--district", default="", help="short name of the district, when an address is given"
        )
        parser.add_argument("--reason", default="It came back.", help="what the report said")

    def handle(self, *args: Any, **options: Any) -> None:
        what = options["what"].strip()
        tenant = bounces.district_of(what) or Tenant.objects.filter(slug=options["district"]).first()
        if tenant is None:
            raise CommandError("Give a Message-ID of ours, or an address with --district and its short name.")
        by, reason = Actor.system(tenant, "command"), options["reason"]
        if bounces.district_of(what):
            count = bounces.record(by=by, message_id=what, reason=reason)
        else:
            count = bounces.record(by=by, address=what, reason=reason)
        self.stdout.write(f"{count} mail marked as come back in {tenant.name}.")
