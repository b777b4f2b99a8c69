"""What events publish for analysis. One row per registration is the grain that everything else adds up from."""

from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy as P

EVENTS = FactTable(
    "events",
    "One row per section of an event that was published.",
    (
        Column("event", "integer", P.DIRECTORY, "The event."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("title", "text", P.DIRECTORY, "What the event is called."),
        Column("kind", "text", P.DIRECTORY, "Workshop, institute, training …"),
        Column("mode", "text", P.DIRECTORY, "In person, virtual or both."),
        Column("state", "text", P.DIRECTORY, "Published or cancelled."),
        Column("begins_at", "moment", P.DIRECTORY, "Beginning, UTC."),
        Column("ends_at", "moment", P.DIRECTORY, "End, UTC."),
        Column("seats", "integer", P.DIRECTORY, "How many seats there are."),
        Column("seats_taken", "integer", P.DIRECTORY, "How many of them are taken."),
        Column("waiting", "integer", P.DIRECTORY, "How many people wait."),
        Column("facilitators", "integer", P.DIRECTORY, "How many people lead it."),
    ),
    tells_about=("events.LearningEvent", "events.Section", "events.SessionFacilitator"),
)

REGISTRATIONS = FactTable(
    "registrations",
    "One row per registration, also of those who left.",
    (
        Column("registration", "integer", P.CONFIDENTIAL, "The registration."),
        Column("section", "integer", P.DIRECTORY, "The section that it is for."),
        Column("person", "integer", P.CONFIDENTIAL, "Whose it is."),
        Column("state", "text", P.CONFIDENTIAL, "Has a seat, waits, or left."),
        Column("line", "integer", P.CONFIDENTIAL, "Order of arrival in the section, from 1."),
        Column("at", "moment", P.CONFIDENTIAL, "When it was made, UTC."),
        Column("changed_at", "moment", P.CONFIDENTIAL, "When its state changed last, UTC."),
    ),
    tells_about=("events.Registration",),
)

ARRIVALS = FactTable(
    "arrivals",
    "One row per registration with a seat for which attendance was noted.",
    (
        Column("registration", "integer", P.CONFIDENTIAL, "The registration."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("person", "integer", P.CONFIDENTIAL, "Who it is about."),
        Column("state", "text", P.CONFIDENTIAL, "Attended, partly there, or not there."),
        Column(
            "hours", "number", P.CONFIDENTIAL, "Length of the section in hours for who attended; empty else."
        ),
    ),
    tells_about=("events.Arrival",),
)

TABLES: tuple[FactTable, ...] = (EVENTS, REGISTRATIONS, ARRIVALS)
NOT_PUBLISHED: tuple[NotPublished, ...] = ()
