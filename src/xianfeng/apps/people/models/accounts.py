"""Ways to sign in, and the roles given to them."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from xianfeng.apps.people.models.organizations import Organization
from xianfeng.apps.people.models.periods import Lasting
from xianfeng.apps.people.models.persons import Person


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, login: str):
        return self.get(login=login)


class Account(AbstractBaseUser):
    """A way to sign in. No last-login time is kept: presence on line is nobody's measure."""

    last_login = None
    login = models.CharField(_("工号"), max_length=40, unique=True)
    person = models.OneToOneField(Person, models.CASCADE, null=True, blank=True, related_name="account")
    is_active = models.BooleanField(default=True)
    session_epoch = models.IntegerField(default=0)
    totp_secret = models.CharField(max_length=200, blank=True)
    """Sealed by a key outside the database (see `authentication.seal_totp`)."""
    totp_last_step = models.BigIntegerField(default=0)
    failed_logins = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)
    must_change_password = models.BooleanField(default=False)

    objects = AccountManager()
    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.login

    def _get_session_auth_hash(self, secret=None) -> str:
        """Signed-cookie sessions end everywhere when the password or the epoch changes."""
        return salted_hmac(
            "xianfeng.account", f"{self.password}:{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()


class LoginFailure(models.Model):
    """Failures at a login that names nobody. It locks like a real account, so that nobody learns which exist.

    Only a keyed hash of what was typed is kept, for a day.
    """

    typed_hash = models.CharField(max_length=64, unique=True)
    failures = models.IntegerField(default=0)
    failed_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)


class RoleGrant(Lasting):
    """A role given over a subtree. Secretary, principal, member and staff are not granted: they follow from posts."""

    class Role(models.TextChoices):
        BUREAU_OFFICER = "bureau_officer", _("局机关经办人")
        INSPECTOR = "inspector", _("督导员")
        SYSTEM_ADMIN = "system_admin", _("系统管理员")
        SECURITY_ADMIN = "security_admin", _("安全管理员")
        AUDIT_ADMIN = "audit_admin", _("审计管理员")

    ADMIN_ROLES = ("system_admin", "security_admin", "audit_admin")

    account = models.ForeignKey(Account, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="grants")
    """None: over no organisation. The administrators' roles are about the system, not about a subtree."""


class FirstLogin(models.Model):
    """A one-time link to set the first password. Only the hash of its secret is stored."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="first_logins")
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
