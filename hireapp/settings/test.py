"""What tests change: another place for files, mail in memory, cheap hashes, no static manifest."""

import os
import tempfile

os.environ.setdefault("HIREAPP_VAR", tempfile.mkdtemp(prefix="hireapp-test-"))
os.environ.setdefault("HIREAPP_DB_POOL", "0")

from hireapp.settings.base import *  # noqa: F403

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 - whitenoise warns when it is missing
CELERY_TASK_ALWAYS_EAGER = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"]
