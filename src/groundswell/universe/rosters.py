"""The roster files of the invented districts: as the generator makes them, with the twin's schools and our people.

People come into a district from files here as they do anywhere. What is changed in the generator's files: names and
communities of schools (``riverbend.shape``), the central departments, and the people whom one can be.
"""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from groundswell.roster.imports.generator import generate
from groundswell.roster.imports.generator_names import Names
from groundswell.universe.personas import Persona
from groundswell.universe.riverbend.people import first_names, last_names
from groundswell.universe.riverbend.shape import TwinSchool

DISTRICT = "org-district"
LEVELS = ("elementary", "middle", "high")
NEAREST = dict(zip(LEVELS, LEVELS, strict=True)) | {"k8": "middle", "secondary": "high", "k12": "high"}
"""Which of the three levels of the roster files a school of another level comes nearest to."""
DEPARTMENTS = {
    "org-dep-academics": "Academics",
    "org-dep-technology": "Technology Services",
    "org-dep-accountability": "Accountability",
    "org-dep-exceptional": "Exceptional Children",
}
HERE_SINCE = "2024-08-26"  # the first day of the earliest school year of the files

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Placed:
    """A school of the roster files and the school of the twin that it is."""

    source_id: str
    name: str
    level: str
    twin: TwinSchool

    @property
    def community(self) -> str:
        return self.twin.learning_community


@dataclass(frozen=True, slots=True)
class Plan:
    """What a district's files are made from."""

    name: str
    domain: str
    twins: tuple[TwinSchool, ...]
    communities: tuple[str, ...]
    students: int
    staff: int
    seed: int
    personas: tuple[Persona, ...]


def write(plan: Plan, folder: Path, *, school_year: int) -> list[Placed]:
    """Write the bundle of one school year into ``folder``. Returns its schools, in the twin's order."""
    names = Names(
        given=first_names(),
        family=last_names(),
        places=tuple(f"P{n}" for n in range(20)),
        features=tuple(f"F{n}" for n in range(20)),
        district=plan.name,
        domain=plan.domain,
    )
    generate(
        folder,
        students=plan.students,
        staff=plan.staff,
        schools=len(plan.twins),
        seed=plan.seed,
        names=names,
        school_year=school_year,
    )
    orgs, header = _read(folder / "orgs.csv")
    placed = _place(plan, [row for row in orgs if row["type"] == "school"])
    _write(folder / "orgs.csv", header, _organisations(plan, orgs, placed))
    _put_people_in(plan, folder, placed)
    return placed


def _place(plan: Plan, rows: list[Row]) -> list[Placed]:
    """Match the files' schools with the twin's, level by level; where a level does not fit, the name gives way."""
    twins = sorted(plan.twins, key=lambda twin: LEVELS.index(NEAREST[twin.level]))
    rows = sorted(rows, key=lambda row: LEVELS.index(_level_of(row)))
    placed = []
    for row, twin in zip(rows, twins, strict=True):
        level = _level_of(row)
        name = twin.name if twin.level == level else f"{' '.join(twin.name.split()[:2])} {level.capitalize()}"
        placed.append(Placed(row["sourcedId"], name, level, twin))
    return sorted(placed, key=lambda one: one.twin.code)


def _level_of(row: Row) -> str:
    return row["name"].rpartition(" ")[2].lower()


def _organisations(plan: Plan, rows: list[Row], placed: list[Placed]) -> Iterable[Row]:
    """District, communities, departments, schools."""
    blank = dict.fromkeys(rows[0], "")
    keys = {name: f"org-lc-{number}" for number, name in enumerate(plan.communities, start=1)}
    yield next(row for row in rows if row["sourcedId"] == DISTRICT)
    for name, key in keys.items():
        yield blank | {"sourcedId": key, "name": name, "type": "department", "parentSourcedId": DISTRICT}
    for key, name in DEPARTMENTS.items():
        yield blank | {"sourcedId": key, "name": name, "type": "department", "parentSourcedId": DISTRICT}
    for one in placed:
        yield blank | {
            "sourcedId": one.source_id,
            "name": one.name,
            "type": "school",
            "identifier": one.twin.federal_code,
            "parentSourcedId": keys[one.community],
        }


def _put_people_in(plan: Plan, folder: Path, placed: list[Placed]) -> None:
    """Give the personas their places: some take the name of somebody in the files, others join."""
    users, users_header = _read(folder / "users.csv")
    roles, roles_header = _read(folder / "roles.csv")
    home = home_of(placed)
    area = f"org-lc-{plan.communities.index(home.community) + 1}"
    number = int(home.source_id.rpartition("-")[2])
    seats = {"Principal": number, "Teacher": len(placed) + number}
    _make_way(users, plan.personas)
    for persona in plan.personas:
        if persona.title in seats:
            _rename(users, f"stf-{seats[persona.title]:06d}", persona)
        elif persona.title:
            where = {"School coach": home.source_id, "Area superintendent": area}.get(persona.title, DISTRICT)
            _join(users, roles, persona, where)
    for role in roles:
        if role["role"] != "student":
            role["beginDate"] = HERE_SINCE
    _spread_specialists(roles)
    _write(folder / "users.csv", users_header, users)
    _write(folder / "roles.csv", roles_header, roles)


def home_of(placed: list[Placed]) -> Placed:
    """The school at which the personas of a school work: the first elementary school."""
    return next(one for one in placed if one.level == "elementary")


def _spread_specialists(roles: list[Row]) -> None:
    """Every second of the central staff works in a department, the others are district specialists."""
    central = [
        role
        for role in roles
        if role["metadata.jobTitle"] == "District specialist" and role["sourcedId"][4:].isdigit()
    ]
    for number, role in enumerate(central[1::2]):
        role["metadata.jobTitle"] = "Department staff"
        role["orgSourcedId"] = list(DEPARTMENTS)[number % len(DEPARTMENTS)]


def _make_way(users: list[Row], personas: Iterable[Persona]) -> None:
    """Somebody in the files who happens to have a persona's address gets another one."""
    taken = {persona.email for persona in personas}
    for row in users:
        if row["email"] in taken:
            row["username"] += "9"
            row["email"] = f"{row['username']}@{row['email'].partition('@')[2]}"


def _rename(users: list[Row], source_id: str, persona: Persona) -> None:
    row = next(row for row in users if row["sourcedId"] == source_id)
    row |= _named(persona)


def _join(users: list[Row], roles: list[Row], persona: Persona, where: str) -> None:
    blank_user, blank_role = dict.fromkeys(users[0], ""), dict.fromkeys(roles[0], "")
    source_id = f"stf-{persona.key.replace('_', '-')}"
    role = {"School coach": "teacher", "District IT": "systemAdministrator"}.get(
        persona.title, "districtAdministrator"
    )
    users.append(
        blank_user
        | {
            "sourcedId": source_id,
            "enabledUser": "true",
            "identifier": persona.key,
            "primaryOrgSourcedId": where,
        }
        | _named(persona)
    )
    roles.append(
        blank_role
        | {
            "sourcedId": f"rol-{persona.key.replace('_', '-')}",
            "userSourcedId": source_id,
            "roleType": "primary",
            "role": role,
            "orgSourcedId": where,
            "metadata.jobTitle": persona.title,
        }
    )


def _named(persona: Persona) -> Row:
    return {
        "givenName": persona.given_name,
        "familyName": persona.family_name,
        "username": persona.email.partition("@")[0],
        "email": persona.email,
    }


def _read(path: Path) -> tuple[list[Row], list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        return list(rows), list(rows.fieldnames or ())


def _write(path: Path, header: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, header)
        writer.writeheader()
        writer.writerows(rows)
