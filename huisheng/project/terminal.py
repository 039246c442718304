"""The language of whoever sits before the terminal."""

from huisheng.project import env


def language_of_terminal() -> str:
    """`zh-hans` where the terminal speaks Chinese, else `en`."""
    spoken = env.text("LC_ALL") or env.text("LC_MESSAGES") or env.text("LANG")
    return "zh-hans" if spoken.startswith("zh") else "en"
