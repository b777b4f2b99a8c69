"""Who can sign in. A user is global, one per verified address; who somebody is in a district is the roster's."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from groundswell.kernel import clock
from groundswell.kernel.privacy import Privacy


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address. Only ``accounts.actions`` calls it."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can sign in, in one district or several."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    PRIVACY = {
        "email": Privacy.CONFIDENTIAL,
        "password": Privacy.CONFIDENTIAL,
        "last_login": Privacy.CONFIDENTIAL,
        "is_active": Privacy.CONFIDENTIAL,
        "joined_at": Privacy.CONFIDENTIAL,
    }

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.email
