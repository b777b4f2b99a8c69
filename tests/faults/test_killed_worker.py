"""kill -9 of the worker: what it had in hand is done once more by the next one, and nothing is lost or doubled."""

from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from tests.support import racing
from tools.services import free_port

pytestmark = pytest.mark.slow


@pytest.fixture
def relay():
    """A mail server on loopback: the Message-IDs that it took, in order, and its address."""

    class Takes:
        def __init__(self):
            self.taken = []

        async def handle_DATA(self, server, session, envelope):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default)["Message-ID"])
            return "250 taken"

    post = Takes()
    port = free_port()
    controller = Controller(post, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    yield post.taken, f"smtp://127.0.0.1:{port}"
    controller.stop()


def test_killed_while_handing_on_the_work_is_undone_with_the_mark_and_done_once(act, killed):
    """Two notes. The first worker dies after the handler's work, before its mark: both vanish together."""
    story = act("begin")
    act("leave_notes", story | {"notes": 2})
    before = act("state", story)
    killed("hand_on", story)
    assert act("state", story) == before
    assert act("hand_on", story) == 2
    assert act("hand_on", story) == 0
    after = act("state", story)
    assert (after["hired"], after["deliveries"]) == (2, ["done", "done"])


def test_two_workers_at_once_hand_on_each_note_once(apart, act):
    story = act("begin")
    act("leave_notes", story | {"notes": 20})
    workers = [racing.start(apart, "tests.faults.acts:hand_on", story) for _ in range(2)]
    assert sum(racing.results(workers)) == 20
    after = act("state", story)
    assert (after["hired"], set(after["deliveries"])) == (20, {"done"})


def test_killed_after_the_relay_took_it_the_mail_goes_again_as_the_same_mail(act, killed, relay):
    """At least once, and the reader's mailbox can tell: the Message-ID is the same. The other mail goes once."""
    taken, url = relay
    story = act("begin") | {"relay": url}
    first, second = act("queue_mails", story)
    killed("send_mails", story)
    assert taken == [first]
    assert act("state", story)["mails"] == ["waiting", "waiting"], "nothing is lost"
    assert act("send_mails", story) == 0, "until its lease ends it is in the dead one's hand"
    assert act("send_mails", story | {"minutes": 11}) == 2
    assert taken == [first, first, second]
    assert act("state", story)["mails"] == ["sent", "sent"]
    assert act("send_mails", story | {"minutes": 30}) == 0
