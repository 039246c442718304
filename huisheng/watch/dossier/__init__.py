"""Everything about one complaint, in the order of the steps of GB/T 19012: accept, track, acknowledge, assess, investigate,
respond, decide, close.

Comes in: a ticket. Here: what every room knows of it becomes one document. Left behind: nothing; a page, a PDF, a docx.
"""
