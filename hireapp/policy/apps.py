from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "hireapp.policy"
    label = "policy"
