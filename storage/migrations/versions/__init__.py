"""One file a revision, `0001_subject.py`: the number before the underscore is the revision."""
