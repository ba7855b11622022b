"""Feeds: what editors add and choose, when each is asked, and how its entries become drafts."""
