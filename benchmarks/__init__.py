"""Repeatable measurements: `make bench`. A house of its own in a temporary folder, real processes, real HTTP.

Comes in: texts (HUISHENG_BENCH_TEXTS, else the demo's). Here: arrivals, pages at two sizes, memory, the floor that PostgreSQL sets.
Left behind: docs/performance.md. Nothing is asserted but that what was acknowledged is there.
"""
