"""What the child processes of a race do with a sign-in link."""

import time


def issue(email: str) -> str:
    """A user and a link for them; gives the token."""
    from groundswell.accounts import actions
    from groundswell.accounts.choices import LinkPurpose

    return actions.issue_link(user=actions.make_user(email=email), purpose=LinkPurpose.SIGN_IN).token


def press(token: str) -> str:
    """Press the button on the next beat of three seconds, together with the others."""
    from groundswell.accounts import actions
    from groundswell.accounts.choices import LinkPurpose

    time.sleep(3 - time.time() % 3)
    try:
        actions.spend_link(token=token, purpose=LinkPurpose.SIGN_IN)
    except actions.LinkGone:
        return "gone"
    return "in"
