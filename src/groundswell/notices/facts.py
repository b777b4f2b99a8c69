"""What is published about mail: how much of what left and what came back. No address, no text."""

from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy

TABLES: tuple[FactTable, ...] = (
    FactTable(
        name="mail",
        grain="One mail that a district queued to one address.",
        columns=(
            Column("mail_id", "integer", Privacy.CONFIDENTIAL, "Number of the mail in this installation"),
            Column("kind", "text", Privacy.PUBLIC, "What caused it, such as events.booked"),
            Column(
                "state",
                "text",
                Privacy.CONFIDENTIAL,
                "Where it stands: waiting, sent, failed, bounced, refused, gathered, bundled, withdrawn",
            ),
            Column("queued_at", "moment", Privacy.CONFIDENTIAL, "When it was queued, UTC"),
            Column("sent_at", "moment", Privacy.CONFIDENTIAL, "When the relay took it, UTC; empty before"),
            Column("attempts", "integer", Privacy.CONFIDENTIAL, "How often it was handed to the relay"),
        ),
        tells_about=("notices.OutgoingMail",),
    ),
)

NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished("notices.AccountMail", "Sign-in mail belongs to no district and says who signs in."),
    NotPublished("notices.DoNotMail", "Addresses; the state of each mail tells what an analysis needs."),
    NotPublished(
        "notices.BusyTime", "A person's own calendar; the app that filled it publishes its own facts."
    ),
    NotPublished("notices.FeedToken", "The hash of a secret."),
    NotPublished("notices.PlaceFeed", "The hash of a secret."),
    NotPublished("notices.MailChoice", "What somebody wants to get is theirs."),
    NotPublished("notices.ReminderDays", "A setting of the district."),
    NotPublished("notices.ReminderRound", "How far the worker came."),
    NotPublished("notices.RelayPace", "A counter of the present minute."),
)
