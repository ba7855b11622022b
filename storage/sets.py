"""Sets in statements: many numbers as one parameter, many texts as one value.

An expanded `IN (...)` is written, parsed and planned anew for each size, and a row at a time
costs a turn of the driver's each.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    bindparam,
    cast,
    column,
    literal_column,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class json_each_text(GenericFunction[Any]):  # noqa: N801 - the function's own name
    """The members of a JSON object, as rows of `key` and `value`; SQLite calls it json_each."""

    inherit_cache = True


@compiles(json_each_text, "sqlite")
def _of_sqlite(element: json_each_text, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"json_each{compiler.function_argspec(element, **options)}"


class json_each(GenericFunction[Any]):  # noqa: N801 - the function's own name
    """The members of a JSON object, as rows of `key` and `value`; a value is JSON again."""

    inherit_cache = True


class string_agg(GenericFunction[str]):  # noqa: N801 - the function's own name
    """Texts of many rows as one; SQLite calls it group_concat."""

    type = Text()
    inherit_cache = True


@compiles(string_agg, "sqlite")
def _as_sqlite_has_it(element: string_agg, compiler: SQLCompiler, **options: Any) -> str:  # noqa: ANN401 - the compiler's own
    return f"group_concat{compiler.function_argspec(element, **options)}"


def joined(text: ColumnElement[str]) -> ColumnElement[str]:
    """Join the texts of many rows with blanks, in any order; NULL where there are none."""
    return string_agg(text, literal_column("' '"))


def given(name: str) -> Select[Any]:
    """Select what the dict of numbers in parameter `name` holds: each `id` and its `other`."""
    members = json_each_text(bindparam(name, type_=JSON())).table_valued("key", "value")
    return select(_number(members.c.key).label("id"), _number(members.c.value).label("other"))


def given_documents(name: str) -> FromClause:
    """Select from the dict of documents in parameter `name`: each `key` and its `value`."""
    return json_each(bindparam(name, type_=JSON())).table_valued(
        column("key", Text()), column("value", JSON())
    )


def numbers(ids: Iterable[int]) -> dict[int, None]:
    """Write a mere set of numbers as `given` takes it."""
    return dict.fromkeys(ids)


def _number(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(column, BigInteger())
