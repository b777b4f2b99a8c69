"""Run as a program: an empty data folder becomes the small district of the cast, ready to be served.

Everybody signs in with the same password here; thirty more teachers come for the rush.
"""

import os
import sys

PASSWORD = "a long and quiet river"


def main(home: str) -> None:
    """Make the database in ``home`` and fill it."""
    os.environ["GROUNDSWELL_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "groundswell.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate_all", verbosity=0)
    from tests.cast import assemble, hire

    cast = assemble()
    for number in range(1, 31):
        hire(cast, f"teacher{number:02}", f"Teacher{number:02}", "Rush")
    give_passwords(cast)


def give_passwords(cast) -> None:
    from allauth.account.models import EmailAddress
    from django.contrib.auth.hashers import make_password

    hashed = make_password(PASSWORD)
    for user in cast.users.values():
        user.password = hashed
        user.save()
        EmailAddress.objects.get_or_create(
            user=user, email=user.email, defaults={"primary": True, "verified": True}
        )


if __name__ == "__main__":
    main(sys.argv[1])
