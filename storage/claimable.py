"""Which rows of the ledger a worker may take by a moment, and in which order."""

from sqlalchemy import Integer, and_, bindparam, func, literal_column, or_, select

from storage.models.content_articles import edits_due
from storage.models.deliveries import OWED, deliveries

_OTHER = deliveries.alias("other")
# Both of these are asked as scalars, which are looked up for each row in turn. Of an EXISTS
# PostgreSQL makes a join over all rows, and without statistics it takes one that never ends.
# A chat gets its messages one at a time and in their order, those of higher priority first.
_GOES_BEFORE = (
    select(literal_column("1"))
    .select_from(_OTHER)
    .where(
        _OTHER.c.chat_id == deliveries.c.chat_id,
        or_(
            _OTHER.c.state == "leased",
            and_(
                _OTHER.c.state.in_(["planned", "uncertain"]),
                or_(
                    _OTHER.c.priority < deliveries.c.priority,
                    and_(_OTHER.c.priority == deliveries.c.priority, _OTHER.c.id < deliveries.c.id),
                ),
            ),
        ),
    )
    .limit(literal_column("1"))
    .scalar_subquery()
)
# Between a repair and the rewriting of what tells of it, the old words must not go out.
_SAYS_OLD_WORDS = (
    select(literal_column("1"))
    .select_from(edits_due)
    .where(
        edits_due.c.content_id == deliveries.c.content_id,
        ~edits_due.c.is_rewritten,
        edits_due.c.revision_id.is_not(None),
    )
    .limit(literal_column("1"))
    .scalar_subquery()
)
_MAY_GO = and_(
    OWED,
    deliveries.c.not_before <= bindparam("by"),
    # So that no index serves this: nearly all rows pass it, and by that index all of them would be
    # read and sorted for each claim.
    func.coalesce(deliveries.c.expires_at, deliveries.c.expires_at) > bindparam("now"),
    _GOES_BEFORE.is_(None),
    _SAYS_OLD_WORDS.is_(None),
)
IN_ORDER = (deliveries.c.priority, deliveries.c.not_before, deliveries.c.id)
#: One row that a worker could take.
CLAIMABLE = select(deliveries.c.id).where(_MAY_GO).order_by(*IN_ORDER).limit(1)
#: The first `most` of them, for nobody else to take.
PICKED = (
    select(deliveries.c.id)
    .where(_MAY_GO)
    .order_by(*IN_ORDER)
    .limit(bindparam("most", type_=Integer()))
    .with_for_update(skip_locked=True)
    .subquery("picked")
)
