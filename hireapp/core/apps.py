from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "hireapp.core"
    label = "core"
