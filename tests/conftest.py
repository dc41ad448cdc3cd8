"""Real servers for every test: an embedded PostgreSQL and Valkey, or those in the environment.

The schema is built by the owner role; tests run as the app role, which is neither owner nor
superuser, so that row-level security is in force in every test.
"""

from __future__ import annotations
