"""Calendars a house starts with. Promises to customers run around the clock (requirements S4: 7×24)."""

from .shapes import CalendarPreset

ALWAYS = [["00:00", "00:00"]]  # kit/worktime: the whole day
OFFICE = [["09:00", "12:00"], ["13:00", "18:00"]]

CALENDARS: tuple[CalendarPreset, ...] = (
    CalendarPreset(
        "always",
        "7×24 小时",
        "Around the clock",
        {str(day): ALWAYS for day in range(7)},
    ),
    CalendarPreset(
        "office",
        "工作日 9:00–18:00（午休一小时）",
        "Weekdays 9–18, lunch hour off",
        {str(day): OFFICE for day in range(5)},
    ),
)
