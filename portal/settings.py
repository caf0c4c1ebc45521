"""
One file that runs as it is.

Every value has an embedded default, so that a fresh clone starts; a site sets
what it wants in the environment. ``manage.py check --deploy`` refuses to ship
the embedded defaults.
"""

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from portal import env, secretfiles
from portal.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("FAIRLEAD_HOME", str(BASE_DIR / "var"))).resolve()

# -- The institution ---------------------------------------------------------

INSTITUTION = {
    "name": env.text("FAIRLEAD_INSTITUTION", "Harrow Point Institute of Quantum Science"),
    "short_name": env.text("FAIRLEAD_INSTITUTION_SHORT", "Harrow Point"),
    "country": env.text("FAIRLEAD_COUNTRY", "US"),
    "region": env.text("FAIRLEAD_REGION", ""),
    "timezone": env.text("FAIRLEAD_TIMEZONE", "America/New_York"),
    "contact": env.text("FAIRLEAD_CONTACT", "export.office@harrowpoint.example"),
}
DEMO = env.flag("FAIRLEAD_DEMO", default=True)
SITE_URL = env.text("FAIRLEAD_URL", f"http://127.0.0.1:{env.text('PORT', '8000')}").rstrip("/")

# -- Security ----------------------------------------------------------------

DEBUG = env.flag("FAIRLEAD_DEBUG", default=False)
SECRET_KEY = secretfiles.secret("FAIRLEAD_SECRET_KEY", VAR_DIR / "keys" / "secret_key")
# Newest key first; older ones stay to read what they wrote. ID:BASE64 pairs, see docs/runbook.md.
FIELD_KEYS = secretfiles.keyring("FAIRLEAD_FIELD_KEYS", VAR_DIR / "keys" / "field_keys")
BLIND_INDEX_KEY = secretfiles.secret("FAIRLEAD_BLIND_INDEX_KEY", VAR_DIR / "keys" / "blind_index_key")
SIGNING_KEY = secretfiles.secret("FAIRLEAD_SIGNING_KEY", VAR_DIR / "keys" / "signing_key")
# Public halves of signing keys that are no longer used: KEYID:BASE64, comma-separated.
RETIRED_SIGNING_KEYS = dict(pair.split(":", 1) for pair in env.words("FAIRLEAD_RETIRED_SIGNING_KEYS"))
ALLOWED_HOSTS = env.words("FAIRLEAD_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.words("FAIRLEAD_ORIGINS", "")
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # load balancers ask over plain HTTP
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("FAIRLEAD_BEHIND_PROXY", False) else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "display-capture", "midi")
}
PRIVACY_BUDGET = env.number("FAIRLEAD_PRIVACY_BUDGET", 0, least=0)  # hundredths of epsilon a year; 0: no finer tables
SMALLEST_CELL = env.number("FAIRLEAD_SMALLEST_CELL", 10, least=5)  # no public count is smaller
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SCREENING_ROR = env.flag("FAIRLEAD_ROR", default=False)
ATTACHMENT_MAX_BYTES = env.number("FAIRLEAD_ATTACHMENT_MAX_MB", 25, least=1) * 1024 * 1024

# Pages on which people speak up: no log line, no request id, and nothing behind them learns address or browser.
UNWATCHED_PATHS = ("/speak-up/",)

# -- The application ---------------------------------------------------------

INSTALLED_APPS = [
    "portal.core",
    "portal.accounts",
    "training",
    "compliance",
    "dashboards",
    "guardian",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "import_export",
    "django.contrib.admin.apps.SimpleAdminConfig",  # portal.urls finds the admins; worker and beat need none
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "portal.core.middleware.request_id",
    "dashboards.serving.early",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.core.middleware.second_factor",
    "portal.core.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
FORM_RENDERER = "portal.core.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context_processors.portal",
            ],
            "libraries": {"recipients": "compliance.enduse.mailtags"},
        },
    }
]

# -- Data --------------------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL", fallback=VAR_DIR / "fairlead.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"test_{env.text('FAIRLEAD_TEST_DB', 'fairlead')}.sqlite3"}
elif env.text("FAIRLEAD_TEST_DB"):
    DATABASES["default"]["TEST"] = {"NAME": f"test_{env.text('FAIRLEAD_TEST_DB')}"}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CACHES: dict[str, dict] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    )
}
FILES_DIR = Path(env.text("FAIRLEAD_FILES", str(VAR_DIR / "files")))
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": VAR_DIR / "media"}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- People ------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody without an account ever holds a grant
GUARDIAN_MONKEY_PATCH_USER = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "portal.accounts.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by the office, which vouches for the address
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the office vouches for addresses, as above
MFA_TOTP_ISSUER = INSTITUTION["short_name"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
REQUIRE_SECOND_FACTOR = env.flag("FAIRLEAD_REQUIRE_SECOND_FACTOR", default=not DEMO)
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_USERNAME_FORM_FIELD = "login"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_IPWARE_PROXY_COUNT = 1 if env.flag("FAIRLEAD_BEHIND_PROXY", False) else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.flag("FAIRLEAD_BEHIND_PROXY", False) else 0
AXES_VERBOSE = False

# -- Mail --------------------------------------------------------------------

EMAIL_FOLDER = VAR_DIR / "outbox"
if env.text("SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = env.text("SMTP_HOST")
    EMAIL_PORT = env.number("SMTP_PORT", 587, least=1)
    EMAIL_HOST_USER = env.text("SMTP_USER")
    EMAIL_HOST_PASSWORD = env.text("SMTP_PASSWORD")
    EMAIL_USE_TLS = env.flag("SMTP_TLS", default=True)
    EMAIL_TIMEOUT = 20
else:
    EMAIL_BACKEND = "portal.core.mailfolder.EmailBackend"
DEFAULT_FROM_EMAIL = env.text("FAIRLEAD_FROM", f"{INSTITUTION['short_name']} export control <{INSTITUTION['contact']}>")

# -- Work in the background --------------------------------------------------

CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "unacked_restore_interval": 30,
        "unacked_restore_throttle": 1,
    }
else:
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("queue", "done", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "processed_folder": str(BROKER_DIR / "done"),
        "control_folder": str(BROKER_DIR / "control"),
        "store_processed": False,
        "polling_interval": 0.05,
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # however long the broker is away, nobody has to start anything again
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 55 * 60
CELERY_TIMEZONE = INSTITUTION["timezone"]
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 8  # seconds to finish in; what is cut off is offered again by its row
CELERY_BEAT_SCHEDULER = "portal.core.heartbeat:Scheduler"
CELERY_BEAT_SCHEDULE = beat_schedule()
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# -- Words, days, logs -------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = INSTITUTION["timezone"]
USE_I18N = True
USE_TZ = True
DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
FORMAT_MODULE_PATH = "portal.formats"
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING_CONFIG = "portal.core.logs.configure"
LOGGING = {"level": env.text("FAIRLEAD_LOG_LEVEL", "INFO"), "console": env.flag("FAIRLEAD_LOG_CONSOLE", default=False)}

TESTING = "PYTEST_VERSION" in os.environ
if TESTING:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
