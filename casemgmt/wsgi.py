"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casemgmt.settings")
application = get_wsgi_application()

from agency.checks import refuse_unsafe_start  # noqa: E402 - the applications are loaded above

refuse_unsafe_start()
