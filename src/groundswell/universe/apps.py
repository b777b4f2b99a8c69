from django.apps import AppConfig


class UniverseConfig(AppConfig):
    name = "groundswell.universe"
    label = "universe"
    default_auto_field = "django.db.models.BigAutoField"
