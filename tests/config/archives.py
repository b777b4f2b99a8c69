"""Backups that somebody tampered with."""

import hashlib
import json
import zipfile


def rewritten(source, target, change):
    """A copy of a backup in which ``change(name, content)`` decides what each member holds; None leaves it away."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
    return target


def with_member(source, target, info, content=b"x"):
    """A copy with one more member, which its manifest names too."""
    name = info if isinstance(info, str) else info.filename

    def change(member, before):
        if member != "manifest.json":
            return before
        manifest = json.loads(before)
        manifest["members"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return json.dumps(manifest)

    rewritten(source, target, change)
    with zipfile.ZipFile(target, "a") as bundle:
        bundle.writestr(info, content)
    return target
