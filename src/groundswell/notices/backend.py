"""Django's mail backend: what Django and its sign-in library send goes into the outbox like everything else."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from groundswell.notices.actions import mail


class OutboxBackend(BaseEmailBackend):
    """Stores each message for each of its readers. The worker sends it; no page waits for a relay."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            mail.keep_account_mail(
                message=message.message(), addresses=message.recipients(), subject=str(message.subject)
            )
        return len(email_messages)
