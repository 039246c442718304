"""Django's own commands for developers: `python manage.py makemigrations`. Starts the embedded database if needed."""

import sys

from django.core.management import execute_from_command_line

from huisheng.project import boot, embedded

if __name__ == "__main__":
    embedded.stop_on_sigterm()
    boot.hold_database(boot.prepare())
    execute_from_command_line(sys.argv)
