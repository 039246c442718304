"""The callback scenarios of a fresh house (requirements A6, S2, S4): aim, script, three to five questions, hours.

Comes in: nothing. Here: plain data in our own words, every row to be edited by the house afterwards.
Left behind: what `install` turns into Scenario and ScriptQuestion rows. No Django in the data modules.
"""
