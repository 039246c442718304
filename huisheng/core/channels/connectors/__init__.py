"""One folder per way to talk with the outside; `email` is the first, the next one copies its shape."""
