"""What the tests send."""

WORDS = {
    "title": "Fractions",
    "place": "Alder Elementary",
    "begins_at": "2027-03-12T14:00:00+00:00",
    "why_text": "Two lines\nof why.",
    "action_url": "http://127.0.0.1:8000/d/riverbend/events/7/",
}

MEETING = {
    "uid": "section-7@riverbend",
    "sequence": 2,
    "method": "REQUEST",
    "title": "Fractions, decimals; and “more” " + "ü" * 60,
    "begins_at": "2027-03-12T14:00:00+00:00",
    "ends_at": "2027-03-12T16:00:00+00:00",
    "time_zone": "America/New_York",
    "location": "Room 1\r\nATTENDEE:mailto:evil@x.example",
    "description": "Bring a pencil.\nAnd paper.",
    "url": "http://127.0.0.1:8000/d/riverbend/events/7/",
}
