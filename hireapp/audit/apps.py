from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hireapp.audit"
    label = "audit"
