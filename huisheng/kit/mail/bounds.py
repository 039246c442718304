"""How much of a mail is read. Strangers choose the input, so every loop ends at one of these (bytes, characters, counts)."""

RAW = 100 * 1024 * 1024  # bytes of a mail that are looked at; servers end far below
HEADER = 512 * 1024  # bytes of one header block
FIELDS = 2_000  # header fields of one part
FIELD = 64 * 1024  # bytes of one field: a Cc of about 1,500 addresses
DEPTH = 20  # parts inside parts
PARTS = 500  # parts of a mail, all levels together
FILES = 200  # attachments kept
FILE_BYTES = 64 * 1024 * 1024  # bytes of all attachments together, decoded
TEXT_BYTES = 4 * 1024 * 1024  # bytes of all text parts together, encoded
TEXT = 1_000_000  # characters of the whole text
HTML_PIECES = 200_000  # tags and texts of one HTML part that are made text
PACKED = 5  # winmail.dat of one mail that are unpacked
LINES = 20_000  # lines in which quotes are looked for
LINE = 1_000  # characters of a line in which patterns are looked for
ADDRESSES = 1_000  # of one field
REFERENCES = 100
MESSAGE_ID = 250  # characters, brackets included
SUBJECT = 5_000  # characters
NAME = 200  # characters of a person's name
ADDRESS = 320  # characters of an address
FILENAME = 250  # characters
