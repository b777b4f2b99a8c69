from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Connects the apps when everything is loaded: who reacts to what, what is due, who is who."""

    name = "groundswell.config"
    label = "config"

    def ready(self) -> None:
        from groundswell.config import wiring  # inline: app ready

        wiring.connect()
