"""Settings, in reading order; what differs between sites comes from the environment."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Which kind of copy this is ------------------------------------------------------------------

ENVIRONMENT = env.str("CASEMGMT_ENV", "development")
if ENVIRONMENT not in {"development", "test", "production"}:
    raise ImproperlyConfigured("CASEMGMT_ENV is one of development, test, production.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", False)
VAR = Path(env.str("CASEMGMT_VAR", str(BASE_DIR / "var")))

_training_today = env.str("TRAINING_TODAY", "")
TRAINING_TODAY: date | None = date.fromisoformat(_training_today) if _training_today else None

# --- Secrets and hosts ---------------------------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", "" if PRODUCTION else "for-development-only-" + "x" * 40)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Applications --------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",  # its widgets' templates, which FORM_RENDERER looks for here
    "allauth",
    "allauth.account",
    "axes",
    "django_htmx",
    "pgtrigger",
    "rest_framework",
    "simple_history",
    "agency",
    "offenders",
    "casenotes",
    "plans",
    "conferences",
    "scheduling",
    "casemgmt",
]

MIDDLEWARE = [
    "agency.middleware.RequestIdMiddleware",
    # The headers come before what may answer by itself: redirects to https, static files, errors.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "agency.middleware.CurrentAgencyMiddleware",
    "agency.middleware.SessionLimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "agency.middleware.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "casemgmt.urls"
WSGI_APPLICATION = "casemgmt.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "casemgmt.context.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Database: PostgreSQL everywhere -------------------------------------------------------------

DATABASES = {
    "default": {
        **env.db_url("DATABASE_URL", "postgresql:///casemgmt"),
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis and Celery: never waited for inside a request -----------------------------------------

REDIS_URL = env.str("REDIS_URL", "redis://localhost:6379/0")
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 60 * 60
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A publish to a broker that is down, or that accepts and never answers, fails within a second.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
    "max_retries": 0,
    "visibility_timeout": 60 * 60 * 2,
}
CELERY_TASK_PUBLISH_RETRY = False

#: Whether statements that are put together once are put together again, to see that they are alike.
STATEMENTS_ARE_COMPARED = env.bool("STATEMENTS_ARE_COMPARED", ENVIRONMENT == "test")

# The cache holds nothing that matters: losing it, or never having it, changes no behaviour.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# --- Sign-in and sessions ------------------------------------------------------------------------

AUTH_USER_MODEL = "agency.User"
AUTHENTICATION_BACKENDS = [
    "agency.lockouts.LockoutBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# Argon2 keeps the whole password. Tests that are not about it sign people in hundreds of times.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
    if ENVIRONMENT == "test"
    else "django.contrib.auth.hashers.Argon2PasswordHasher"
]
#: At least 8, whatever is asked for. NIST SP 800-63B, CJIS IA-5(1); no rule of composition.
PASSWORD_MINIMUM_LENGTH = max(8, env.int("PASSWORD_MINIMUM_LENGTH", 15))
#: 0 never asks for a new password. CJIS sites set 365.
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", 0)
#: A file of SHA-1 sums in hexadecimal, one a line and in order, of passwords that became known.
BREACHED_PASSWORDS_FILE = env.str("BREACHED_PASSWORDS_FILE", "")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MINIMUM_LENGTH},
    },
    {"NAME": "agency.passwords.NotTooLong"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "agency.passwords.NotMadeOfKnownWords"},
    {"NAME": "agency.passwords.NotBreached"},
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "agency.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = True  # kept as the agency writes them, compared without
ACCOUNT_SESSION_REMEMBER = False
# The browser that changes the password stays signed in under a new session; all others end.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_RATE_LIMITS = False  # django-axes counts failures in the database, Redis or not

# Five failures within 15 minutes lock an account for 15 minutes: CJIS AC-7.
AXES_HANDLER = "agency.lockouts.LockoutHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]  # addresses have a limit of their own, below
AXES_USERNAME_CALLABLE = "agency.lockouts.name_for_axes"
AXES_LOCKOUT_CALLABLE = "agency.lockouts.unchanged_answer"
AXES_CLIENT_IP_CALLABLE = "agency.audit.source_ip"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or anyone could lock a colleague for ever
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "next", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True  # audit events are the record
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
#: Failures from one address within those 15 minutes; 0 for no limit. A whole facility may share
#: an address, so it is far above what slips of the finger make.
SIGN_IN_FAILURES_PER_ADDRESS = env.int("SIGN_IN_FAILURES_PER_ADDRESS", 100)

SESSION_ENGINE = "agency.session_store"
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "casemgmt-session"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
#: At most 30 minutes, whatever is asked for: CJIS AC-11.
SESSION_IDLE_SECONDS = min(30, max(1, env.int("SESSION_IDLE_MINUTES", 15))) * 60
SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
CSRF_COOKIE_NAME = "__Host-csrftoken" if PRODUCTION else "csrftoken"
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "casemgmt.errors.csrf_failure"
# Not in a cookie: messages name people.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- The proxy in front ---------------------------------------------------------------------------

#: Whether one sets X-Forwarded-For (its last address is the client's) and X-Forwarded-Proto.
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", PRODUCTION)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None

# --- Headers -------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION and env.bool("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- Words, time ---------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ---------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
#: Printed reports and imports wait here for the person who asked; never served from a URL.
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR / "media")))
#: A command that is given the path of a file that belongs to a note: 0 clean, 1 infected. Where it
#: is set, no such file is handed out before it was found clean.
ATTACHMENT_SCAN_COMMAND = env.str("ATTACHMENT_SCAN_COMMAND", "")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- E-mail --------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", "")
if EMAIL_URL:
    globals().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "casemgmt@localhost")
SITE_URL = env.str("SITE_URL", "http://localhost:8000")

# --- Logs: JSON lines without personal data ------------------------------------------------------

LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "agency.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Django would also send errors to ADMINS by mail, with what was typed in them.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": ["console"], "propagate": False},
        "axes": {"level": "ERROR"},  # audit events tell of sign-ins
    },
}

# --- The rest ------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS = [
    "axes.W006",  # failures are counted for each account, whatever address or browser they show
]
