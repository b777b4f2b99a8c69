"""Districts don't see each other. This module is the only place that opens a district's rows.

Two locks stand one behind the other. In the ORM, managers made by :func:`TenantManager` refuse a query
outside a scope. In PostgreSQL, row-level security (see ``kernel.rls``) compares every row with the setting
``groundswell.tenant``, which is set inside each short transaction and gone when it ends.

Three openers:

- :func:`reading`: one read-only transaction (none on SQLite, where BEGIN IMMEDIATE takes the writer's lock);
- :func:`serving`: for a request that may write: what it reads before and after a verb is in a read-only transaction;
- :func:`writing`: one durable transaction. Verbs get it from :func:`verb` and nobody else needs it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.db import connection, models, transaction
from django_scopes import ScopedManager, get_scope, scope

from groundswell.kernel import locking
from groundswell.kernel.permissions import Actor

if TYPE_CHECKING:
    from groundswell.kernel.models import Tenant

P = ParamSpec("P")
R = TypeVar("R")

SETTING = "groundswell.tenant"
_SET = f"SELECT set_config('{SETTING}', '{{}}', true)"
_writing: ContextVar[int | None] = ContextVar("writing", default=None)
_loose: ContextVar["_Loose | None"] = ContextVar("loose", default=None)


def TenantManager(queryset: type[models.QuerySet] | None = None) -> Any:
    """Manager for a model with a ``tenant``: raises ScopeError outside a scope, filters by it inside."""
    if queryset is None:
        return ScopedManager(tenant="tenant")
    return ScopedManager(tenant="tenant", _manager_class=models.Manager.from_queryset(queryset))


def current_tenant() -> "Tenant":
    """The district whose scope is open. Raises LookupError where none is."""
    tenant = get_scope().get("tenant")
    if tenant is None:
        raise LookupError("No district is open here: read inside tenancy.reading(tenant) or a verb.")
    return tenant


@contextmanager
def reading(tenant: "Tenant") -> Iterator[None]:
    """Everything read inside sees only ``tenant`` and one state of the database (PostgreSQL)."""
    with scope(tenant=tenant):
        if connection.vendor != "postgresql":
            yield
        else:
            with transaction.atomic(), _setting(tenant, read_only=True):
                yield


@contextmanager
def serving(tenant: "Tenant") -> Iterator[None]:
    """For a request that will call a verb: loose reads see ``tenant``, loose writes are refused (PostgreSQL)."""
    with scope(tenant=tenant):
        if connection.vendor != "postgresql":
            yield
        else:
            loose = _Loose(tenant)
            token = _loose.set(loose)
            try:
                with connection.execute_wrapper(loose):
                    yield
            finally:
                _loose.reset(token)
                loose.end()


@contextmanager
def writing(tenant: "Tenant") -> Iterator[None]:
    """One durable transaction in ``tenant``; joins the one that is open in the same district."""
    joined = _writing.get()
    if joined is not None:
        if joined != tenant.pk:
            raise RuntimeError("A verb of one district was called inside a verb of another.")
        yield
        return
    if (loose := _loose.get()) is not None:
        loose.end()
    with locking.writers_turn(), scope(tenant=tenant):
        token = _writing.set(tenant.pk)
        try:
            with transaction.atomic(durable=True), _setting(tenant):
                yield
        finally:
            _writing.reset(token)


def verb(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function a verb: keyword-only, ``by=`` an :class:`Actor`, all or nothing.

    The outermost verb opens the transaction, a verb that it calls joins. Whatever it raises undoes everything.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if args:
            raise TypeError(f"{function.__name__}() takes keyword arguments only.")
        by = kwargs["by"]
        if not isinstance(by, Actor):
            raise TypeError(f"{function.__name__}() needs by=, the Actor who does it.")
        with writing(by.tenant):
            return function(*args, **kwargs)

    run.is_verb = True  # type: ignore[attr-defined]
    return run


@contextmanager
def _setting(tenant: "Tenant", *, read_only: bool = False) -> Iterator[None]:
    """Tell PostgreSQL whose rows this transaction may touch, and take it back when a block inside one ends."""
    if connection.vendor != "postgresql":
        yield
    elif not connection.savepoint_ids:
        _begin(_SET.format(int(tenant.pk)), read_only)
        yield
    else:
        before = _execute(f"SELECT current_setting('{SETTING}', true)")
        _execute(_SET.format(int(tenant.pk)))
        yield
        if not connection.needs_rollback:
            _execute(_SET.format(before or ""))


def _begin(setting: str, read_only: bool) -> None:
    """BEGIN and the setting in one round trip. Left to itself, psycopg sends a BEGIN ahead of the first statement."""
    from psycopg.errors import error_from_result  # inline: optional dependency
    from psycopg.pq import ExecStatus  # inline: optional dependency

    mode = "READ ONLY" if read_only else "READ WRITE"
    with connection.wrap_database_errors:
        answer = connection.connection.pgconn.exec_(f"BEGIN {mode}; {setting}".encode())
        if answer.status != ExecStatus.TUPLES_OK:
            raise error_from_result(answer)


def _execute(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


class _Loose:
    """The read-only transaction that a request's statements outside its verbs share. A verb ends it first."""

    def __init__(self, tenant: "Tenant") -> None:
        self.tenant, self.open, self.opening = tenant, ExitStack(), False
        self.is_open = False

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        if not self.is_open and not self.opening and _writing.get() is None:
            self._begin()
        return execute(sql, params, many, context)

    def _begin(self) -> None:
        self.opening = True
        try:
            self.open.enter_context(transaction.atomic())
            self.open.enter_context(_setting(self.tenant, read_only=True))
            self.is_open = True
        finally:
            self.opening = False

    def end(self) -> None:
        """Nothing was written in it, so that its end can lose nothing."""
        self.is_open = False
        self.open.close()
