"""Django's settings, read top to bottom. What an installation may choose stands in ``config.environment``."""

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF

from groundswell.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
# Our matrices are small: a second thread of linear algebra only takes a core from another page. Read when numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

GROUNDSWELL_HOME = env.home()
GROUNDSWELL_URL = env.get("URL")
GROUNDSWELL_DEMO = env.is_on("DEMO")
DEBUG = env.is_on("DEBUG")
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = [
    urlsplit(GROUNDSWELL_URL).hostname or "localhost",
    *filter(None, (host.strip() for host in env.get("ALLOWED_HOSTS").split(","))),
]
if GROUNDSWELL_DEMO:
    ALLOWED_HOSTS += ["127.0.0.1", "localhost"]

INSTALLED_APPS = [
    "groundswell.config",
    "groundswell.universe",
    "groundswell.portal",
    "groundswell.exchange",
    "groundswell.impact",
    "groundswell.events",
    "groundswell.cohorts",
    "groundswell.planning",
    "groundswell.surveys",
    "groundswell.notices",
    "groundswell.roster",
    "groundswell.accounts",
    "groundswell.kernel",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "groundswell.kernel.middleware.DistrictMiddleware",
]
if GROUNDSWELL_DEMO:
    MIDDLEWARE.insert(0, "groundswell.universe.stage.stage_middleware")

ROOT_URLCONF = "groundswell.config.urls"
WSGI_APPLICATION = "groundswell.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "groundswell.portal.context.page_frame",
                *(["groundswell.universe.context.persona_bar"] if GROUNDSWELL_DEMO else []),
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Database: SQLite with one writer at a time that never loses a commit, or PostgreSQL with pooled connections.
DATABASE_URL = env.get("DATABASE_URL") or f"sqlite:///{GROUNDSWELL_HOME / 'groundswell.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-65536; PRAGMA secure_delete=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    given = DATABASES["default"].get("OPTIONS", {})
    asked_for = given.get("options", os.environ.get("PGOPTIONS", ""))  # as libpq itself would choose
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        **given,
        "pool": {"min_size": 1, "max_size": 8, "timeout": 6},
        # The statements of kernel.rows are planned once a connection, whatever the values; Django's own prepare none.
        "prepare_threshold": 0,
        "options": f"{asked_for} -c plan_cache_mode=force_generic_plan".strip(),
    }

# Sign-in: by invitation, with a password, a link, a passkey or the district's single sign-on.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "universe:personas" if GROUNDSWELL_DEMO else "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "groundswell.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.is_on("HTTPS") else "http"
ACCOUNT_FORMS = {
    "login": "groundswell.accounts.forms.SignInForm",
    "reset_password": "groundswell.accounts.forms.ForgottenForm",
    "reset_password_from_key": "groundswell.accounts.forms.NewPasswordByKeyForm",
    "change_password": "groundswell.accounts.forms.ChangeForm",
    "set_password": "groundswell.accounts.forms.FirstPasswordForm",
    "reauthenticate": "groundswell.accounts.forms.AgainForm",
}
# Guessing: five tries an account in five minutes. A school shares one address, so addresses get more room.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "120/m/ip,5/5m/key",
    "reset_password": "60/m/ip,3/5m/key",
    "ask_link": "60/m/ip,3/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.is_on("HTTPS") else 0
MFA_ADAPTER = "groundswell.accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.is_on("HTTPS")
MFA_FORMS = {
    "authenticate": "groundswell.accounts.forms.CodeForm",
    "reauthenticate": "groundswell.accounts.forms.CodeAgainForm",
    "activate_totp": "groundswell.accounts.forms.AppForm",
    "add_webauthn": "groundswell.accounts.forms.PasskeyForm",
    "edit_webauthn": "groundswell.accounts.forms.RenamePasskeyForm",
}
SOCIALACCOUNT_ADAPTER = "groundswell.accounts.adapters.SingleSignOn"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {}
if env.get("OIDC_ISSUER"):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "district",
                    "name": env.get("OIDC_NAME") or "Single sign-on",
                    "client_id": env.get("OIDC_CLIENT_ID"),
                    "secret": env.get("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": env.get("OIDC_ISSUER").rstrip("/")},
                }
            ],
        }
    }
# A session ends with the browser unless its owner asked to stay: classrooms share computers.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Mail: everything goes through our outbox, sign-in included.
EMAIL_BACKEND = "groundswell.notices.backend.OutboxBackend"
DEFAULT_FROM_EMAIL = env.get("MAIL_FROM")
GROUNDSWELL_SMTP_URL = env.get("SMTP_URL")
GROUNDSWELL_MAIL_PER_MINUTE = int(env.get("MAIL_PER_MINUTE"))

# Time and language: stored in UTC, shown in the district's zone.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = "groundswell.config.formats"

# Files
STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
# `make assets` builds what browsers get, and the wheel ships it: hashed names, kept for years, compressed. To debug, or
# where nothing was built, pages take the files as they are.
BUILT = PACKAGE / "static_built"
GROUNDSWELL_BUILT = not DEBUG and (BUILT / "staticfiles.json").is_file()
GROUNDSWELL_HASHED_FILES = "groundswell.config.static.HashedFiles"
STATIC_ROOT = BUILT if GROUNDSWELL_BUILT else env.folder("static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": GROUNDSWELL_HASHED_FILES
        if GROUNDSWELL_BUILT
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not GROUNDSWELL_BUILT
WHITENOISE_AUTOREFRESH = DEBUG
# In this order; the built sheet holds them all. The dark's values come after them, by choice or by the device's wish.
GROUNDSWELL_STYLESHEETS = (
    "vendor/bootstrap/bootstrap.min.css",
    "vendor/fonts/fonts.css",
    *(f"groundswell/css/{part}.css" for part in ("tokens", "base", "frame", "components")),
    *(
        f"groundswell/css/{part}.css"
        for part in (
            "tables",
            "forms",
            "answers",
            "charts",
            "calendar",
            "phases",
            "print",
        )
    ),
)
MEDIA_ROOT = GROUNDSWELL_HOME / "files"

# A browser may run and load what we serve, and nothing else.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Addresses may carry a secret: no request tells which page it comes from. Its origin stays, for CSRF asks for it.
SECURE_REFERRER_POLICY = "strict-origin"
CSRF_COOKIE_SAMESITE = SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
if env.is_on("HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"answers": {"()": "groundswell.config.logs.NothingOfAnswers"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["answers"]},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
