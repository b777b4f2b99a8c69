"""What sign-in asks of the database."""

import hashlib

from groundswell.accounts.choices import LinkPurpose
from groundswell.accounts.models import SignInLink, User
from groundswell.kernel import clock


def hash_of(token: str) -> str:
    """What is kept of a link's token: it is 256 random bits, so a plain SHA-256 can't be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def live_link(token: str, purpose: LinkPurpose) -> SignInLink | None:
    """The link with this token while it may still be used: right purpose, unused, not over, its user not closed."""
    links = SignInLink.objects.select_related("user").filter(
        token_hash=hash_of(token),
        purpose=purpose,
        used_at__isnull=True,
        expires_at__gt=clock.now(),
        user__is_active=True,
    )
    return links.first()


def user_with_address(email: str) -> User | None:
    """The user who signs in with this address, if there is one and the account is not closed."""
    return User.objects.filter(email=email.strip().lower(), is_active=True).first()
