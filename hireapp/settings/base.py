"""One settings file, driven by the environment. Tests override, nothing else does.

Every variable is listed in docs/operations.md. Without ``DATABASE_URL`` and ``REDIS_URL`` the
addresses of the embedded servers are used (``manage.py up`` writes them down when it starts them).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _

from hireapp.embedded.addresses import embedded_addresses
from hireapp.settings.parsing import (
    boolean,
    channel_prefix,
    database,
    ice_policy,
    ice_urls,
    words,
)

BASE_DIR = Path(__file__).resolve().parents[2]
VAR_DIR = Path(os.environ.get("HIREAPP_VAR", BASE_DIR / "var"))


def _generated_secret(name: str) -> str:
    """A secret that a laptop keeps in ``var/secrets``; production sets the variable instead."""
    path = VAR_DIR / "secrets" / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()


DEBUG = boolean(os.environ.get("HIREAPP_DEBUG", "0"))
SECRET_KEY = os.environ.get("HIREAPP_SECRET_KEY") or _generated_secret("secret_key")
# 32 bytes, base64url: wraps every company's key. Losing it loses all media.
VAULT_MASTER_KEY = os.environ.get("HIREAPP_VAULT_KEY") or _generated_secret("vault_key")
VAULT_ROOT = Path(os.environ.get("HIREAPP_VAULT_ROOT", VAR_DIR / "vault"))
ALLOWED_HOSTS = words(os.environ.get("HIREAPP_HOSTS", "localhost,127.0.0.1,[::1]"))
PUBLIC_URL = os.environ.get("HIREAPP_PUBLIC_URL", "http://localhost:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "channels",
    "rest_framework",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "hireapp.core",
    "hireapp.audit",
    "hireapp.tenancy",
    "hireapp.policy",
    "hireapp.vault",
    "interviews",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hireapp.core.security.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "hireapp.core.letters.ComposedLetters",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "hireapp.core.errors.DomainErrorMiddleware",
]

ROOT_URLCONF = "hireapp.urls"
ASGI_APPLICATION = "hireapp.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "hireapp.tenancy.context.company",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------
# The app role serves and runs; the owner role only migrates. Row-level security binds both.
_embedded = embedded_addresses(VAR_DIR)
_DATABASE_URL = os.environ.get("DATABASE_URL") or _embedded.database_url
_OWNER_URL = os.environ.get("DATABASE_OWNER_URL") or _embedded.owner_url
REDIS_URL = os.environ.get("REDIS_URL") or _embedded.redis_url
DATABASES = {
    "default": database(_DATABASE_URL, pool=boolean(os.environ.get("HIREAPP_DB_POOL", "1"))),
    "owner": database(_OWNER_URL, pool=False),
}
DATABASE_ROUTERS = ["hireapp.tenancy.routing.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [REDIS_URL], "prefix": channel_prefix(REDIS_URL)},
    },
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL},
}

# --- Work -------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 10}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "interviews.analysis.*": {"queue": "analysis"},
    "competencies.*": {"queue": "analysis"},
    "profiles.*": {"queue": "analysis"},
    "themes.*": {"queue": "analysis"},
    "rooms.*": {"queue": "analysis"},
    "questions.train": {"queue": "analysis"},
    "questions.*": {"queue": "live"},
    "resumes.*": {"queue": "analysis"},
    "live.look": {"queue": "frames"},
    "live.ready_to_look": {"queue": "frames"},
    "live.*": {"queue": "live"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "run" / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "dispatch-due-work": {
        "task": "interviews.housekeeping.dispatch_due_work",
        "schedule": float(os.environ.get("HIREAPP_SWEEP_SECONDS", "10")),
    },
    "expire-links": {
        "task": "interviews.housekeeping.expire_interviews",
        "schedule": crontab(minute="*/10"),
    },
}
# A run whose worker has not reported for this long is taken over by another worker.
ANALYSIS_LEASE_SECONDS = int(os.environ.get("HIREAPP_LEASE_SECONDS", "60"))
ANALYSIS_FPS = float(os.environ.get("HIREAPP_ANALYSIS_FPS", "5"))
ANALYSIS_THREADS = int(os.environ.get("HIREAPP_ANALYSIS_THREADS", "1"))
# Somebody waits for the listener: it may take two cores for a moment.
LISTENER_THREADS = int(os.environ.get("HIREAPP_LISTENER_THREADS", str(min(2, os.cpu_count() or 1))))
# Pictures a second that the media tap passes on of each candidate in a live interview.
LIVE_FPS = float(os.environ.get("HIREAPP_LIVE_FPS", "2"))
WATCHER_THREADS = int(os.environ.get("HIREAPP_WATCHER_THREADS", "1"))
UPLOAD_MAX_BYTES = int(os.environ.get("HIREAPP_UPLOAD_MAX_BYTES", str(2 * 1024**3)))

# Optional: an OpenAI-compatible address that rewords drafts and questions (docs/tools.md).
REWORDING_URL = os.environ.get("HIREAPP_REWORDING_URL", "")
REWORDING_KEY = os.environ.get("HIREAPP_REWORDING_KEY", "")
REWORDING_MODEL = os.environ.get("HIREAPP_REWORDING_MODEL", "")

# --- Live interviews (docs/operations.md) -----------------------------------------------------
STUN_URLS = ice_urls(os.environ.get("HIREAPP_STUN_URLS", ""), "stun", "stuns")
TURN_URLS = ice_urls(os.environ.get("HIREAPP_TURN_URLS", ""), "turn", "turns")
TURN_SECRET = os.environ.get("HIREAPP_TURN_SECRET", "")
TURN_SECONDS = int(os.environ.get("HIREAPP_TURN_SECONDS", str(6 * 3600)))
ICE_TRANSPORT_POLICY = ice_policy(
    os.environ.get("HIREAPP_ICE_POLICY", "all"), turn_urls=TURN_URLS, turn_secret=TURN_SECRET
)

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "hireapp.tenancy.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = os.environ.get("HIREAPP_EMAIL_VERIFICATION", "optional")
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

EMAIL_BACKEND = os.environ.get(
    "HIREAPP_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = os.environ.get("HIREAPP_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("HIREAPP_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("HIREAPP_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("HIREAPP_SMTP_PASSWORD", "")
EMAIL_USE_TLS = boolean(os.environ.get("HIREAPP_SMTP_TLS", "0"))
DEFAULT_FROM_EMAIL = os.environ.get("HIREAPP_MAIL_FROM", "HireApp <no-reply@localhost>")

# --- Words and time ---------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
# The first wins: our own words, then django-allauth's sentences reworded.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "allauth"]
FORMAT_MODULE_PATH = ["hireapp.formats"]
USE_I18N = True
TIME_ZONE = os.environ.get("HIREAPP_TIME_ZONE", "Asia/Seoul")
USE_TZ = True

# --- Files and browsers -----------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "hireapp.core.static_files.Storage"},
}
# Every answer to a candidate and every video goes through our own endpoints; a form is small.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
# A résumé is held in memory from its first byte: what is larger never gets as far as Django, which
# would put it into a temporary file (hireapp/core/bodies.py).
RESUME_MAX_BYTES = 8 * 1024**2
FILE_UPLOAD_MAX_MEMORY_SIZE = RESUME_MAX_BYTES + 1024**2

_https = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
X_FRAME_OPTIONS = "DENY"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "EXCEPTION_HANDLER": "hireapp.core.errors.problem_details",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "hireapp.core.redaction.RedactLinks"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}
    },
    # uvicorn has handlers of its own, and names the path of every socket that is opened.
    "loggers": {"uvicorn.error": {"filters": ["links"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("HIREAPP_LOG_LEVEL", "INFO")},
}
