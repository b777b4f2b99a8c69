"""Helpers of the sign-in stories."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache

from groundswell.accounts.models import User

PASSWORD = "wide rivers carry 9 boats"


@pytest.fixture
def proved(cast):
    """A colleague whose address is proved; ``proved("ana", password=True)`` also has a password."""

    def make(name: str, *, password: bool = False):
        user = User.objects.get(pk=cast.user(name).pk)  # our own copy: the cast is shared by all stories
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"verified": True, "primary": True}
        )
        if password:
            user.set_password(PASSWORD)
            user.save()
        return user

    return make


@pytest.fixture(autouse=True)
def fresh_limits(db):
    """Each story starts with no attempts counted."""
    cache.clear()


def link_in(message) -> str:
    """Path of the first link in a mail."""
    return re.search(r"https?://[^/\s]+(/\S+)", message.body)[1]


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session
