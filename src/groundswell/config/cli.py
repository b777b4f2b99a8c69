"""The one command-line tool: ``groundswell --help``. Each command is a Django command of the app that owns it."""

import os
import sys

from groundswell import __version__

COMMANDS = {
    "demo": "build the fictional district and the public record, and serve them",
    "run": "serve your own district; makes an empty one on the first start",
    "serve": "run the web server and the worker",
    "worker": "do the background work only",
    "settings": "list every setting and where its value comes from",
    "upgrade": "back up, migrate, check; says the way back",
    "backup": "write everything into one file",
    "restore": "bring back what a backup holds",
    "check": "look whether this installation is sound; `check mail` tries the mail relay",
    "roster": "check, import, generate or take back roster files",
    "universe": "build the fictional district on its own",
    "create_admin": "make the first administrator of a district",
}


def main() -> None:
    """Entry point of the ``groundswell`` command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "groundswell.config.settings")
    arguments = sys.argv[1:]
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(_help())
        return
    if arguments[0] == "--version":
        print(__version__)
        return
    try:
        _run(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output, `head` for one, has had enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _run(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line  # inline: slow import

    command, rest = arguments[0], arguments[1:]
    if command in ("demo", "universe"):
        # Both are about invented districts, and about the same data folder.
        os.environ["GROUNDSWELL_DEMO"] = "1"
        os.environ.setdefault("GROUNDSWELL_HOME", os.path.expanduser("~/.groundswell-demo"))
    if command == "django":
        command, rest = (rest or ["help"])[0], rest[1:]
    elif command not in COMMANDS:
        print(f"There is no command “{command}”.\n\n{_help()}", file=sys.stderr)
        sys.exit(2)
    if command == "check":
        command = "check_installation"
    execute_from_command_line(["groundswell", command, *rest])


def _help() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {meaning}" for name, meaning in COMMANDS.items()]
    return "\n".join(
        [
            f"Groundswell {__version__}",
            "",
            "Usage: groundswell COMMAND [options]    (groundswell COMMAND --help tells more)",
            "",
            *lines,
            "",
            "  django        any of Django's own commands: groundswell django migrate",
        ]
    )
