"""What every test shares: the clock is an argument, the database is a real PostgreSQL."""

import pytest
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")
"""Speed is measured by `./xf bench`; a busy machine must not fail a test."""


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Accounts of made-up districts get a cheap hash: Argon2 takes its time on purpose, and there are many of them."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.Argon2PasswordHasher",
    ]
