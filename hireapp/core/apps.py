from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "hireapp.core"
    label = "core"

    def ready(self) -> None:
        from hireapp.core.grants import let_app_role_work

        post_migrate.connect(let_app_role_work, sender=self)
