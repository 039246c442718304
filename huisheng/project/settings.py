"""The one settings file. Everything a house may set by environment is read here; `docs/settings.md` lists it.

Importing it changes nothing: no folder is made, no server started. Entry points do that (`boot.py`).
"""

from typing import Any
from urllib.parse import urlsplit

from huisheng.project import env, home, logs
from huisheng.project.database import database_settings

PACKAGE = home.PACKAGE

# ── the house and its keys
HUISHENG_HOME = env.folder("HUISHENG_HOME", home.default_home())
SECRET_KEY = home.secret_of("secret", HUISHENG_HOME)
HUISHENG_DATA_KEY = home.data_key(HUISHENG_HOME)
DEBUG = env.flag("HUISHENG_DEBUG")
TESTING = False  # conftest.py says otherwise
PORT = env.number("PORT", 8000, least=1, most=65535)
BIND = env.text("HUISHENG_BIND", "127.0.0.1")
DEMO = env.flag("DEMO", default=True)
PUBLIC_URL = env.url("HUISHENG_PUBLIC_URL", f"http://localhost:{PORT}", schemes=("http", "https"))
HTTPS = env.flag("HUISHENG_HTTPS", default=PUBLIC_URL.startswith("https://"))
PROXIES = env.number("HUISHENG_TRUST_PROXY", 0, most=9)  # how many proxies in front add X-Forwarded-* headers
METRICS_TOKEN = env.text("HUISHENG_METRICS_TOKEN")

# ── rooms, floor by floor
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "huisheng.core.base",
    "huisheng.core.accounts",
    "huisheng.core.catalogue",
    "huisheng.core.customers",
    "huisheng.core.channels",
    "huisheng.core.tickets",
    "huisheng.core.knowledge",
    "huisheng.stages.intake",
    "huisheng.stages.triage",
    "huisheng.stages.routing",
    "huisheng.stages.sla",
    "huisheng.stages.handling",
    "huisheng.stages.collaboration",
    "huisheng.stages.closure",
    "huisheng.stages.survey",
    "huisheng.stages.followup",
    "huisheng.stages.ideas",
    "huisheng.stages.praise",
    "huisheng.stages.winback",
    "huisheng.stages.improvement",
    "huisheng.stages.rectify",
    "huisheng.trips",
    "huisheng.watch.search",
    "huisheng.watch.dossier",
    "huisheng.watch.warmth",
    "huisheng.watch.notify",
    "huisheng.watch.insight",
    "huisheng.watch.automation",
    "huisheng.watch.opinions",
    "huisheng.journey",
    "huisheng.web.frame",
    "huisheng.web.workspace",
    "huisheng.web.portal",
    "huisheng.web.api",
]
MIDDLEWARE = [
    "huisheng.project.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "huisheng.web.frame.middleware.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "huisheng.web.frame.middleware.OneLook",
    "huisheng.web.frame.middleware.LanguageAndTheme",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huisheng.web.frame.middleware.RefusedAsMessage",
]
ROOT_URLCONF = "huisheng.project.urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── data
DATABASES = {"default": database_settings(HUISHENG_HOME)}
CACHES = {  # login tries are counted here: shared by all web processes, gone without harm
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "huisheng_cache"}
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HUISHENG_HOME / "media"},
    },
    "files": {
        "BACKEND": "huisheng.core.base.storage.HouseFiles",
        "OPTIONS": {"location": HUISHENG_HOME / "files", "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = HUISHENG_HOME / "static"
STATICFILES_DIRS = [PACKAGE / "static"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # without files; those are limited by form.upload_mb
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# ── time and language
USE_TZ = True
TIME_ZONE = env.text("HUISHENG_TIMEZONE", "Asia/Shanghai")
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "huisheng_language"
LOCALE_PATHS = [PACKAGE / "locale"]

# ── templates: Jinja2 for our screens, Django's engine for what allauth brings along
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / "templates", *sorted(PACKAGE.glob("*/*/templates"))],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "huisheng.web.frame.jinja.environment",
            "context_processors": ["huisheng.web.frame.context.frame"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates_django"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huisheng.web.frame.context.frame",
            ]
        },
    },
]

# ── who may come in
AUTH_USER_MODEL = "accounts.Staff"
AUTHENTICATION_BACKENDS = ["huisheng.project.login.HouseBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
DEMO_LOGINS = "huisheng.project.demo.load.logins"  # shown on the login page while house.demo is on
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "huisheng.project.login.HouseAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who asks for a stranger's new password makes us write to nobody
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "回声 Huisheng"
MFA_ADAPTER = "huisheng.project.login.SealedMFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the house's admin, there is no sign-up to guard against
MFA_FORMS = {
    "authenticate": "huisheng.project.login_forms.LogInForm",
    "reauthenticate": "huisheng.project.login_forms.ConfirmForm",
    "activate_totp": "huisheng.project.login_forms.ActivateForm",
}

# ── what browsers are told
ALLOWED_HOSTS = env.words("HUISHENG_HOSTS", ("localhost", "127.0.0.1", "[::1]", urlsplit(PUBLIC_URL).hostname or ""))
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_ENGINE = "huisheng.project.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_NAME = "huisheng_session"
CSRF_COOKIE_NAME = "huisheng_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
USE_X_FORWARDED_HOST = bool(PROXIES)
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "huisheng.web.frame.errors.forged"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# ── letters that Django itself sends (password reset); notices use the house's mail settings
EMAIL_BACKEND = "huisheng.core.channels.backend.HouseMail"  # libraries write letters into our outbox
DEFAULT_FROM_EMAIL = env.text("HUISHENG_MAIL_FROM", f"huisheng@{urlsplit(PUBLIC_URL).hostname}")

# ── the queue
PROCRASTINATE_IMPORT_PATHS = [
    "huisheng.journey.runner",
    "huisheng.journey.post",
    "huisheng.journey.relation",
    "huisheng.project.chores",
    "huisheng.project.backup.nightly",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# ── logs
LOGGING = logs.logging_config(
    style=env.choice("HUISHENG_LOG", "console", among=("console", "json")),
    level=env.choice("HUISHENG_LOG_LEVEL", "INFO", among=("DEBUG", "INFO", "WARNING", "ERROR")),
)
LOGGING_CONFIG = "huisheng.project.logs.configure"
