"""Files for the browser under names that carry a hash."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """A script that imports others by relative paths imports them by their hashed names."""

    support_js_module_import_aggregation = True
