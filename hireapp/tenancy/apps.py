from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "hireapp.tenancy"
    label = "tenancy"
