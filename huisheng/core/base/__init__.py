"""The cellar: what every room stands on.

Comes in: bytes, settings, jobs, news for open screens. Here: files are stored once by content, house settings are
kept with their audit, jobs join the transaction that asked for them, open screens are told by NOTIFY.
Left behind: File, Setting and SettingChange rows, queued jobs.
"""
