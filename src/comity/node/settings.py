# SPDX-License-Identifier: Apache-2.0
"""Django's settings of a node, made from its home (the environment variable COMITY_HOME).

These defaults are what ships, and they pass ``check --deploy``. A node listens on loopback unless told otherwise; a
reverse proxy with TLS stands in front of the web. On plain loopback HTTP, as in the demo, the session cookie cannot be
marked Secure; that one setting follows the address, and `check --deploy` is run on the default.
"""

from __future__ import annotations

import os
from pathlib import Path

from csp.constants import NONE, SELF

from comity.node.databases import databases
from comity.node.home import Home

HOME = Home(os.environ["COMITY_HOME"])
NODE = HOME.settings()
_LOOPBACK = os.environ.get("COMITY_PLAIN_HTTP") == "1"

SECRET_KEY = NODE.secret
DEBUG = False
ALLOWED_HOSTS = sorted({NODE.web_host, NODE.road_host, "localhost", "127.0.0.1", NODE.domain})

DATABASES = databases(HOME)
DATABASE_ROUTERS = ["comity.node.router.TwoStores"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "comity.node.joint",
    "comity.node.national",
    "comity.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "comity.web.language.InterfaceLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "comity.web.idle.Idle",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "comity.web.privacy.NoStore",
    "comity.web.sight.Sight",
    "comity.web.fault.Faults",
]
ROOT_URLCONF = "comity.web.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parent.parent / "web" / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "comity.web.page.context",
            ],
            "builtins": ["comity.web.tags"],
        },
    }
]
AUTH_USER_MODEL = "national.Officer"
AUTHENTICATION_BACKENDS = ["comity.node.officers.SecretBackend"]
LOGIN_URL = "/sign-in/"

LANGUAGE_CODE = "en"
LANGUAGES = [("fr", "Français"), ("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [Path(__file__).parent.parent / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_AUTOREFRESH = False

SESSION_COOKIE_NAME = f"comity_{NODE.code.lower()}_session"
CSRF_COOKIE_NAME = f"comity_{NODE.code.lower()}_csrf"
LANGUAGE_COOKIE_NAME = f"comity_{NODE.code.lower()}_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not _LOOPBACK
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600  # the cookie outlives the session, which ends by web/idle.py, so that a form can be kept
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "comity.web.fault.forbidden"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SECURE_SSL_REDIRECT = not _LOOPBACK
SECURE_HSTS_SECONDS = 0 if _LOOPBACK else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Mails are files in the home until the operator names a server; its password stands in the environment alone.
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if NODE.mail.get('host') else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = HOME.path / "mail"
EMAIL_HOST = str(NODE.mail.get("host", ""))
EMAIL_PORT = int(NODE.mail.get("port", 587))
EMAIL_HOST_USER = str(NODE.mail.get("user", ""))
EMAIL_HOST_PASSWORD = os.environ.get("COMITY_MAIL_PASSWORD", "")
EMAIL_USE_TLS = NODE.mail.get("tls", "yes") != "no"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = str(NODE.mail.get("from", f"comity@{NODE.domain}"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "comity: {levelname}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # A 404 is an answer, on the road the usual one; only what breaks is worth a line.
    "loggers": {"django.request": {"level": "ERROR"}},
}
