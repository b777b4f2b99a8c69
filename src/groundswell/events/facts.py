"""What events publish for analysis. One row per registration is the grain that everything else adds up from."""

from groundswell.kernel.facts import Column, FactTable, NotPublished
from groundswell.kernel.privacy import Privacy as P

PROGRAMMES = FactTable(
    "programmes",
    "One row per programme that was published.",
    (
        Column("programme", "integer", P.DIRECTORY, "The programme."),
        Column("title", "text", P.DIRECTORY, "What it is called."),
        Column(
            "provider", "integer", P.DIRECTORY, "The partner who gives it; empty for the district itself."
        ),
        Column("funder", "text", P.DIRECTORY, "Who pays for it, where that is said."),
        Column("grant", "text", P.DIRECTORY, "The grant that it runs under, where there is one."),
        Column("sponsor", "text", P.DIRECTORY, "Its sponsor, where there is one."),
        Column("scope_of_work", "text", P.DIRECTORY, "Version of the contract that it is given under."),
        Column("school_year", "integer", P.DIRECTORY, "The school year that it belongs to."),
        Column("required", "integer", P.DIRECTORY, "How many events its rules require of somebody."),
        Column("electives", "integer", P.DIRECTORY, "How many electives its rules ask of somebody at most."),
    ),
    tells_about=("events.Programme", "events.ProgrammeRule", "events.RequiredEvent"),
)

MEETINGS = FactTable(
    "meetings",
    "One row per date of a section that was published.",
    (
        Column("meeting", "integer", P.DIRECTORY, "The date."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("event", "integer", P.DIRECTORY, "The event."),
        Column("programme", "integer", P.DIRECTORY, "The programme that it belongs to, where there is one."),
        Column(
            "provider", "integer", P.DIRECTORY, "The partner who gives it; empty for the district itself."
        ),
        Column("begins_at", "moment", P.DIRECTORY, "Beginning, UTC."),
        Column("ends_at", "moment", P.DIRECTORY, "End, UTC."),
        Column("hours", "number", P.DIRECTORY, "Its length in hours."),
        Column("room", "integer", P.DIRECTORY, "The room that it takes, where it takes one."),
    ),
    tells_about=("events.Meeting", "events.Room"),
)

SEGMENTS = FactTable(
    "agenda_segments",
    "One row per part of an event's agenda.",
    (
        Column("event", "integer", P.DIRECTORY, "The event."),
        Column("order", "integer", P.DIRECTORY, "Its place in the agenda, from 1."),
        Column("kind", "text", P.DIRECTORY, "What it is for: unpack the standard, keynote …"),
        Column("minutes", "integer", P.DIRECTORY, "How long it takes."),
        Column(
            "provider",
            "integer",
            P.DIRECTORY,
            "The partner who gives it, else its event's; empty for the district.",
        ),
        Column("is_active", "boolean", P.DIRECTORY, "True where people do in it what they will do in class."),
    ),
    tells_about=("events.AgendaSegment",),
)

INTERESTS = FactTable(
    "interests",
    "One row per person who wanted to hear of an event without a date.",
    (
        Column("event", "integer", P.DIRECTORY, "The event."),
        Column("person", "integer", P.CONFIDENTIAL, "Who was interested."),
        Column("at", "moment", P.CONFIDENTIAL, "Since when, UTC."),
        Column("ended_at", "moment", P.CONFIDENTIAL, "When they were told of a date or took it back, UTC."),
    ),
    tells_about=("events.Interest",),
)

REQUESTS = FactTable(
    "learning_requests",
    "One row per need that somebody raised.",
    (
        Column("request", "integer", P.CONFIDENTIAL, "The request."),
        Column("person", "integer", P.CONFIDENTIAL, "Who raised it."),
        Column("school", "integer", P.CONFIDENTIAL, "The school that it was raised for, where there is one."),
        Column("how_many", "integer", P.CONFIDENTIAL, "For how many people, where that was said."),
        Column("state", "text", P.CONFIDENTIAL, "Open, answered by an event, or declined."),
        Column("event", "integer", P.CONFIDENTIAL, "The event that answers it."),
        Column("at", "moment", P.CONFIDENTIAL, "When it was raised, UTC."),
        Column("opened_at", "moment", P.CONFIDENTIAL, "When a section of that event was open first, UTC."),
        Column(
            "days",
            "integer",
            P.CONFIDENTIAL,
            "Calendar days from the one to the other, in the district's zone.",
        ),
        Column(
            "working_days",
            "integer",
            P.CONFIDENTIAL,
            "Of these, weekdays that are no holiday of the district.",
        ),
    ),
    tells_about=("events.LearningRequest",),
)

EVENTS = FactTable(
    "events",
    "One row per section of an event that was published.",
    (
        Column("event", "integer", P.DIRECTORY, "The event."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("programme", "integer", P.DIRECTORY, "The programme that it belongs to, where there is one."),
        Column(
            "provider", "integer", P.DIRECTORY, "The partner who gives it; empty for the district itself."
        ),
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
        Column(
            "why_ended",
            "text",
            P.CONFIDENTIAL,
            "Why it ended: left, passed, expired …; empty while it lasts.",
        ),
        Column("line", "integer", P.CONFIDENTIAL, "Order of arrival in the section, from 1."),
        Column("rank", "integer", P.CONFIDENTIAL, "0, or where a declared order or a lottery put it."),
        Column(
            "school",
            "integer",
            P.CONFIDENTIAL,
            "The school that it counts for, where a limit per school asks.",
        ),
        Column("party", "integer", P.CONFIDENTIAL, "The team that it came with, where it did."),
        Column("at", "moment", P.CONFIDENTIAL, "When it was made, UTC."),
        Column("changed_at", "moment", P.CONFIDENTIAL, "When its state changed last, UTC."),
    ),
    tells_about=("events.Registration",),
)

ARRIVALS = FactTable(
    "arrivals",
    "One row per seat and date of its section for which attendance was noted.",
    (
        Column("registration", "integer", P.CONFIDENTIAL, "The registration."),
        Column("meeting", "integer", P.DIRECTORY, "The date."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("person", "integer", P.CONFIDENTIAL, "Who it is about."),
        Column("state", "text", P.CONFIDENTIAL, "Attended, partly there, or not there."),
        Column("came_at", "moment", P.CONFIDENTIAL, "When they came, UTC; empty for on time or not known."),
        Column("left_at", "moment", P.CONFIDENTIAL, "When they left, UTC; empty for the end or not known."),
        Column("minutes", "integer", P.CONFIDENTIAL, "Minutes of that date that count; 0 for not there."),
        Column("how", "text", P.CONFIDENTIAL, "On the list, by code, from paper, or at the door."),
        Column("spot_check", "text", P.CONFIDENTIAL, "Whether they were looked for, and seen; mostly empty."),
        Column("noted_at", "moment", P.CONFIDENTIAL, "When it was noted last, UTC."),
    ),
    tells_about=("events.Arrival",),
)

ATTENDANCE = FactTable(
    "attendance_hours",
    "One row per seat for which attendance was noted: hours add up by person, school, programme and provider.",
    (
        Column("registration", "integer", P.CONFIDENTIAL, "The registration."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("event", "integer", P.DIRECTORY, "The event."),
        Column("programme", "integer", P.DIRECTORY, "The programme that it belongs to, where there is one."),
        Column(
            "provider",
            "integer",
            P.DIRECTORY,
            "The partner who gave it; empty for the district’s own people.",
        ),
        Column("person", "integer", P.CONFIDENTIAL, "Who it is about."),
        Column("school", "integer", P.CONFIDENTIAL, "Where they worked on its first day, where at a school."),
        Column("school_year", "integer", P.DIRECTORY, "The calendar year in which its school year ends."),
        Column(
            "state", "text", P.CONFIDENTIAL, "Attended: at least four fifths of all dates; partly; not there."
        ),
        Column("minutes", "integer", P.CONFIDENTIAL, "Minutes over all dates that count."),
        Column("minutes_held", "integer", P.DIRECTORY, "Minutes that all dates held."),
        Column("hours", "number", P.CONFIDENTIAL, "Contact hours, rounded once over all dates."),
    ),
    tells_about=("events.Attendance",),
)

PARTIES = FactTable(
    "parties",
    "One row per team that was registered together.",
    (
        Column("party", "integer", P.DIRECTORY, "The team."),
        Column("section", "integer", P.DIRECTORY, "The section."),
        Column("size", "integer", P.DIRECTORY, "How many people it had when it registered."),
        Column(
            "design_team", "integer", P.DIRECTORY, "The school's design team that came, where it was one."
        ),
        Column("made_at", "moment", P.DIRECTORY, "When, UTC."),
    ),
    tells_about=("events.PartyBooking",),
)

OFFERS = FactTable(
    "seat_offers",
    "One row per freed seat (or a team's seats) that was offered to somebody in line.",
    (
        Column(
            "registration", "integer", P.CONFIDENTIAL, "Whose place in line; for a team that of who answers."
        ),
        Column("made_at", "moment", P.CONFIDENTIAL, "When it was offered, UTC."),
        Column("ends_at", "moment", P.CONFIDENTIAL, "Until when it was held, UTC."),
        Column("state", "text", P.CONFIDENTIAL, "Open, accepted, passed on, expired, or taken back."),
        Column("answered_at", "moment", P.CONFIDENTIAL, "When it was settled, UTC."),
    ),
    tells_about=("events.SeatOffer",),
)

CREDENTIALS = FactTable(
    "credentials",
    "One row per certificate that was issued, also of those that were taken back.",
    (
        Column("registration", "integer", P.CONFIDENTIAL, "The registration that it certifies."),
        Column("hours", "number", P.CONFIDENTIAL, "Contact hours that it says."),
        Column("credit", "number", P.CONFIDENTIAL, "Credit that it says, in its unit; 0 where it says none."),
        Column("unit", "text", P.CONFIDENTIAL, "What the credit is called (CEU); empty where there is none."),
        Column("issued_at", "moment", P.CONFIDENTIAL, "When it was issued, UTC."),
        Column("revoked_at", "moment", P.CONFIDENTIAL, "When it was taken back, UTC; empty while it stands."),
    ),
    tells_about=("events.Credential",),
)

OUTSIDE_CREDIT = FactTable(
    "outside_credit",
    "One row per credit that somebody brought from elsewhere and sent.",
    (
        Column("person", "integer", P.CONFIDENTIAL, "Who brought it."),
        Column("kind", "text", P.CONFIDENTIAL, "College course, conference, online course …"),
        Column("begins_on", "date", P.CONFIDENTIAL, "Its first day."),
        Column("hours", "number", P.CONFIDENTIAL, "Its hours; they count once it is approved."),
        Column("state", "text", P.CONFIDENTIAL, "Waits, approved, sent back, or declined."),
        Column("sent_at", "moment", P.CONFIDENTIAL, "When it was sent last, UTC."),
        Column("decided_at", "moment", P.CONFIDENTIAL, "When somebody decided, UTC."),
    ),
    tells_about=("events.OutsideCredit",),
)

SUBSTITUTE_DAYS = FactTable(
    "substitute_days",
    "One row per school, month and programme in which teachers learned in class hours (rules.substitutes.by_month).",
    (
        Column("school", "integer", P.DIRECTORY, "The school whose teachers were away."),
        Column("month", "date", P.DIRECTORY, "The first day of the month."),
        Column("programme", "integer", P.DIRECTORY, "The programme; empty for events without one."),
        Column(
            "days",
            "number",
            P.CONFIDENTIAL,
            "Substitute days, counted in half days: those of seats that stood.",
        ),
    ),
    tells_about=("events.SubstituteCap",),
)

TABLES: tuple[FactTable, ...] = (
    PROGRAMMES,
    MEETINGS,
    SEGMENTS,
    INTERESTS,
    REQUESTS,
    EVENTS,
    REGISTRATIONS,
    PARTIES,
    OFFERS,
    ARRIVALS,
    ATTENDANCE,
    CREDENTIALS,
    OUTSIDE_CREDIT,
    SUBSTITUTE_DAYS,
)
NOT_PUBLISHED: tuple[NotPublished, ...] = (
    NotPublished(
        "events.SeatKeep", "How seats were kept matters until they are given; who got one is a registration."
    ),
    NotPublished(
        "events.SeatLottery", "Its seed and commitment stand on the section's page; ranks are published."
    ),
    NotPublished("events.OrderChange", "Reasons in words are for those in that line; the rank is published."),
    NotPublished("events.OnCall", "Who is ready is a list for the desk; who leads a section is published."),
    NotPublished("events.BadgeBook", "Counts certificates and mixes their places; says nothing else."),
    NotPublished("events.BadgeKey", "A signing key; its public half stands at the district's did.json."),
    NotPublished("events.DatePlan", "A question to the planner; sections that came of it are published."),
    NotPublished("events.CreditTerms", "A rule in versions; what it made of hours stands in credentials."),
    NotPublished("events.OutsideProof", "Files of its owner, for who decides about the credit alone."),
    NotPublished("events.FollowUpRule", "A setting: what is asked after events, and when."),
    NotPublished(
        "events.AskedSection", "Which wave asks about a section; surveys publish what was answered."
    ),
    NotPublished("events.LeftOut", "A setting: what is not asked about an event."),
    NotPublished("events.ImplementationPlan", "Its writer's own, and of those with whom they share it."),
    NotPublished("events.PlanShare", "Who may read somebody's plan is theirs to know."),
    NotPublished("events.Prerequisite", "A condition of an event, not something that happened."),
)
