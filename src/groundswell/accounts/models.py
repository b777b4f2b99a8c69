"""Who can sign in. A user is global, one per verified address; who somebody is in a district is the roster's."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from groundswell.accounts.choices import LinkPurpose
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
    REQUIRED_FIELDS = []

    class Meta:
        db_table = "accounts_user"

    def __str__(self) -> str:
        return self.email


class SignInLink(models.Model):
    """A link in a mail that lets one user in, once, until a moment.

    Only the SHA-256 of its token is kept, so that who reads the database can't use it. ``reference`` is what the
    app that asked for an invitation wants back when it is accepted; accounts does not read it. Global like the user.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=12, choices=LinkPurpose)
    reference = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    PRIVACY = {
        "user": Privacy.CONFIDENTIAL,
        "token_hash": Privacy.CONFIDENTIAL,
        "purpose": Privacy.CONFIDENTIAL,
        "reference": Privacy.CONFIDENTIAL,
        "created_at": Privacy.CONFIDENTIAL,
        "expires_at": Privacy.CONFIDENTIAL,
        "used_at": Privacy.CONFIDENTIAL,
    }

    class Meta:
        db_table = "accounts_sign_in_link"
        indexes = [
            models.Index(fields=["reference"], name="link_by_reference", condition=~models.Q(reference=""))
        ]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.user_id}"
