"""The application that a web server runs."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
application = get_wsgi_application()

# Whoever has the writer's turn or a row's lock must get on with it: a thread that computes gives way after half a
# millisecond instead of Python's five.
sys.setswitchinterval(0.0005)
