"""Static files with the content's hash in their name, ES module imports included."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    """Browsers may keep every file for ever: a changed file has another name."""

    support_js_module_import_aggregation = True
    manifest_strict = False
