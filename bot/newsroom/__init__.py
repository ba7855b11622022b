"""What editors do: drafts, publishing, roles, the audit."""
