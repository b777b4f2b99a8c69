"""``python -m groundswell`` is the command-line tool."""

from groundswell.config.cli import main

if __name__ == "__main__":
    main()
