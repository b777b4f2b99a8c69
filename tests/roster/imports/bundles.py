"""Small bundles for the tests: a valid one of each version, and ways to break it."""

from __future__ import annotations

import zipfile
from pathlib import Path

from groundswell.roster.imports.bundle import Bundle, read_bundle
from groundswell.roster.imports.generator import manifest

Files = dict[str, str | bytes]

SHARED = {
    "orgs.csv": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\n"
    "d1,,,Riverbend,district,,\n"
    "s1,,,Alder Creek,school,,d1\n",
    "academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,"
    "schoolYear\n"
    "y1,,,Year,schoolYear,2025-08-25,2026-06-10,,2026\n"
    "t1,,,Fall,semester,2025-08-25,2026-01-16,y1,2026\n",
    "courses.csv": "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,"
    "subjects,subjectCodes\n"
    "c1,,,y1,Mathematics,M7,07,d1,Mathematics,\n",
    "classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,"
    "schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
    'k1,,,Math 7,07,c1,M7-1,scheduled,Room 1,s1,"t1, y1",Mathematics,,1\n',
    "enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,"
    "beginDate,endDate\n"
    "e1,,,k1,s1,u1,teacher,true,2025-08-25,2026-06-10\n"
    "e2,,,k1,s1,u2,student,false,,\n",
}
USERS_12 = (
    "sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,"
    "sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,preferredGivenName,preferredMiddleName,"
    "preferredFamilyName,primaryOrgSourcedId,pronouns\n"
    "u1,,,true,ada.abara,,Ada,Abara,,,ada@riverbend.example,,,,,,,,,,s1,\n"
    "u2,,,true,ben.baird,,Ben,Baird,,,,,,,07,,,,,,s1,\n"
)
ROLES_12 = (
    "sourcedId,status,dateLastModified,userSourcedId,roleType,role,beginDate,endDate,orgSourcedId,"
    "userProfileSourcedId\n"
    "r1,,,u1,primary,teacher,,,s1,\n"
    "r2,,,u2,primary,student,,,s1,\n"
)
USERS_11 = (
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,"
    "middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
    "u1,,,true,s1,teacher,ada.abara,,Ada,Abara,,,ada@riverbend.example,,,,,\n"
    'u2,,,true,"s1,d1",student,ben.baird,,Ben,Baird,,,,,,,07,\n'
)
STAMP = "2026-03-02T12:00:00.000Z"


def valid(version: str = "1.2") -> Files:
    """A bulk bundle without a fault: one school, one class, a teacher and a student."""
    files: Files = dict(SHARED)
    files |= {"users.csv": USERS_12, "roles.csv": ROLES_12} if version == "1.2" else {"users.csv": USERS_11}
    return with_manifest(files, version)


def with_manifest(files: Files, version: str = "1.2", mode: str = "bulk") -> Files:
    """The files with a manifest that declares them."""
    data = {name: text for name, text in files.items() if name != "manifest.csv"}
    return {"manifest.csv": manifest([name[:-4] for name in data], version=version, mode=mode), **data}  # type: ignore[arg-type]


def as_delta(files: Files) -> Files:
    """The same rows sent as changes."""
    changed: Files = {}
    for name, text in files.items():
        if name == "manifest.csv":
            continue
        head, *rows = str(text).splitlines()
        sent = [row.replace(",,,", f",active,{STAMP},", 1) for row in rows]
        changed[name] = "\n".join([head, *sent]) + "\n"
    return with_manifest(changed, mode="delta")


def change(files: Files, name: str, old: str, new: str) -> Files:
    """The bundle with one text in one file replaced; fails when the text is not there."""
    text = files[name]
    assert isinstance(text, str) and old in text, f"{old!r} is not in {name}"
    return {**files, name: text.replace(old, new, 1)}


def add(files: Files, name: str, *rows: str) -> Files:
    """The bundle with rows added at the end of one file."""
    return {**files, name: str(files[name]) + "".join(row + "\n" for row in rows)}


def folder(path: Path, files: Files) -> Path:
    """Write the files into a folder."""
    path.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def packed(path: Path, files: Files, inside: str = "") -> Path:
    """Write the files into a zip, in a folder `inside` it if one is named."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(inside + name, text)
    return path


def found(bundle: Bundle) -> set[tuple[str, int, str, str]]:
    """(file, line, field, code) of every problem."""
    return {(p.file, p.line, p.field, str(p.code)) for p in bundle.problems}


def check(path: Path, files: Files, **options: object) -> Bundle:
    """Write the files as a folder and read them as a bundle."""
    return read_bundle(folder(path, files), **options)  # type: ignore[arg-type]
