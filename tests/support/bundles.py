"""Small OneRoster 1.2 bundles, row by row, for stories about people."""

import csv
import io
from pathlib import Path

from groundswell.roster.imports.generator import manifest

STAMP = "2025-09-01T00:00:00.000Z"
HEADERS = {
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId",
    "academicSessions": (
        "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear"
    ),
    "courses": (
        "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,"
        "subjectCodes"
    ),
    "classes": (
        "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
        "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"
    ),
    "users": (
        "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,"
        "email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,"
        "preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns"
    ),
    "roles": (
        "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
        "userProfileSourcedId"
    ),
}
PLACES = [
    {"sourcedId": "d", "name": "Riverbend", "type": "district"},
    {"sourcedId": "oak", "name": "Oak", "type": "school", "parentSourcedId": "d"},
    {"sourcedId": "elm", "name": "Elm", "type": "school", "parentSourcedId": "d"},
]


def write_bundle(folder: Path, *, mode: str = "bulk", **files: list[dict]) -> Path:
    """Write these rows as a bundle into ``folder``."""
    folder.mkdir(parents=True)
    stamp = {} if mode == "bulk" else {"dateLastModified": STAMP, "status": "active"}
    for name, rows in files.items():
        out = io.StringIO()
        writer = csv.DictWriter(out, HEADERS[name].split(","), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**stamp, **row} for row in rows)
        (folder / f"{name}.csv").write_text(out.getvalue())
    (folder / "manifest.csv").write_text(manifest(files, version="1.2", mode=mode))
    return folder


def user(key: str, given: str = "Ada", family: str = "Lane", **more: str) -> dict:
    """A row of users.csv."""
    names = {"givenName": given, "familyName": family}
    return {"sourcedId": key, "enabledUser": "true", "username": key, **names, **more}


def role(key: str, who: str, name: str = "teacher", org: str = "oak", **more: str) -> dict:
    """A row of roles.csv."""
    rows = {"sourcedId": key, "userSourcedId": who, "roleType": "primary", "role": name, "orgSourcedId": org}
    return {**rows, **more}
