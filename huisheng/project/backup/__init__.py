"""One file that holds a whole house, and the way back.

In: the database under one snapshot, the stored files it speaks of, the keys. Out: a tar with a manifest, complete or
not there at all; and from such a file a house again, whose mail waits until an admin lets it go.
"""
