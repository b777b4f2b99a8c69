"""What sign-in publishes: nothing. Who signed in when is nobody's data to analyse."""

from groundswell.kernel.facts import FactTable, NotPublished

TABLES: tuple[FactTable, ...] = ()

NOT_PUBLISHED = (
    NotPublished("accounts.User", "Addresses and password hashes; people are the roster's."),
    NotPublished("accounts.SignInLink", "Secrets of the sign-in."),
)
