"""OneRoster CSV bundles: open them safely, read them, check them, make them. No database here."""
