"""The steps by which older databases become today's; `storage.schema` runs them."""
