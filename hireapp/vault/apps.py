from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "hireapp.vault"
    label = "vault"
