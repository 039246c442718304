"""Brings departments in: problem + need + deadline, and an answer (requirements S0).

Comes in: what the owner of a ticket needs to know or have done by somebody else. Here: the request goes to a department or
a person of the emergency table, is accepted or declined, urged, prolonged and answered; colleagues are mentioned, or watch.
Left behind: CollabRequest and CollabStep rows, Grants, the ledger's lines, and the clock that waits for the answer.
"""
