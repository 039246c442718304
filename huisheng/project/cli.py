"""The command `huisheng`. Django is loaded only after the environment is read and the database runs."""

import functools
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click
import django
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseError
from django.utils import translation
from django.utils.module_loading import import_string

from huisheng.kit.errors import Refused
from huisheng.project import boot, embedded, env, letters
from huisheng.project.database import DatabaseUnreachable
from huisheng.project.listening import PortTaken, take_port
from huisheng.project.postgres_programs import EmbeddedError
from huisheng.project.terminal import language_of_terminal
from huisheng.version import VERSION

P = ParamSpec("P")
T = TypeVar("T")
MAIL_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True)
PROBLEMS = (
    ImproperlyConfigured,
    boot.HalfRestored,
    DatabaseUnreachable,
    EmbeddedError,
    PortTaken,
    Refused,
    DatabaseError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="huisheng")
def main() -> None:
    """回声 Huisheng: feedback and complaints, from the customer's hand to the customer's yes."""
    embedded.stop_on_sigterm()


@contextmanager
def one_sentence() -> Iterator[None]:
    """Problems we know end in one sentence instead of a traceback."""
    try:
        yield
    except Refused as error:
        with translation.override(language_of_terminal()):
            raise click.ClickException(str(error)) from error
    except PROBLEMS as error:
        raise click.ClickException(str(error).strip() or type(error).__name__) from error


def in_house(command: Callable[P, T]) -> Callable[P, T]:
    """Run the command with Django set up and the database held."""

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        with one_sentence(), boot.house():
            return command(*args, **kwargs)

    return run


def call(target: str, *args: Any, **kwargs: Any) -> Any:
    """Call something of the project floor that needs Django to be set up before it is imported."""
    return import_string(f"huisheng.project.{target}")(*args, **kwargs)


@main.command()
def serve() -> None:
    """Run everything: database, web, worker. Ctrl-C or SIGTERM stops it."""
    run_doors(with_worker=True, with_demo=env.flag("DEMO", default=True))


@main.command()
def web() -> None:
    """Run only the web process; start workers with `huisheng worker`."""
    run_doors(with_worker=False, with_demo=False)


def run_doors(*, with_worker: bool, with_demo: bool) -> None:
    began = time.monotonic()
    try:
        with one_sentence():
            boot.prepare()
            listening = take_port()
            with boot.house():
                call("serve.serve", listening, began=began, with_worker=with_worker, with_demo=with_demo)
    except (KeyboardInterrupt, SystemExit):
        sys.exit(0)  # asked to stop, stopped


@main.command()
@click.option("--child", is_flag=True, hidden=True, help="End when standard input closes.")
@click.option("--jobs", default=4, show_default=True, type=click.IntRange(1, 64), help="Jobs at the same time.")
def worker(child: bool, jobs: int) -> None:
    """Take jobs from the queue until stopped."""
    with one_sentence(), boot.house() as server:
        if child:
            call("worker.leave_with_parent", server.release if server else None)
        call("worker.run_worker", jobs_at_once=jobs)


@main.command()
@in_house
def migrate() -> None:
    """Bring the database up to date and install the presets."""
    call("set_up.set_up", click.echo, with_demo=False)


@main.command()
@click.option("--without-backup", is_flag=True, help="Do not save the house first. There is no way back then.")
@in_house
def upgrade(without_backup: bool) -> None:
    """Bring the data of an older version to this one: back up, migrate, say how to go back."""
    call("backup.command.upgrade", with_backup=not without_backup, say=click.echo)


FILE = click.argument("file", type=click.Path(path_type=Path))


@main.command()
@FILE
@click.option("--check", is_flag=True, help="Do not write: read FILE and say whether it is whole.")
@click.option("--without-keys", is_flag=True, help="Leave the keys out; keep them apart yourself.")
def backup(file: Path, check: bool, without_keys: bool) -> None:
    """Write the whole house (database, files, keys) into FILE, while it runs; or into a folder."""
    with one_sentence():
        if check:
            boot.find_home()
            django.setup()
            call("backup.command.examine", file, say=click.echo)
        else:
            with boot.house():
                call("backup.command.back_up", file, with_keys=not without_keys, say=click.echo)


@main.command()
@FILE
@click.option("--without-keys", is_flag=True, help="Restore although the key that sealed the data is lost.")
def restore(file: Path, without_keys: bool) -> None:
    """Fill an empty house from a backup. Its mail is held until an admin lets it go."""
    with one_sentence():
        folder = boot.find_home()
        django.setup()
        manifest = call("backup.command.look_before_restore", file, folder, without_keys=without_keys)
        with boot.house(for_restore=True):
            call("backup.command.restore", file, manifest, say=click.echo)


@main.command()
def doctor() -> None:
    """Look at everything that can be wrong, one line each; exit code 1 if something is."""
    with one_sentence():
        trouble = boot.try_database(boot.prepare())
        django.setup()
        sys.exit(call("doctor.examine", click.echo, trouble))


@main.command()
@in_house
def demo() -> None:
    """Load the demo into an empty house."""
    call("office.load_demo", click.echo)


@main.group()
def mail() -> None:
    """Mail files."""


@mail.command("parse")
@click.argument("files", nargs=-1, required=True, type=MAIL_FILE, metavar="FILE.eml...")
def mail_parse(files: tuple[str, ...]) -> None:
    """Print what Huisheng reads in a mail, as JSON; - is standard input. Needs no database."""
    sys.exit(0 if letters.print_letters(files, click.echo, functools.partial(click.echo, err=True)) else 1)


@main.group()
def staff() -> None:
    """People who work here."""


@staff.command("add")
@click.argument("username")
@click.option("--name", default="", help="Name that colleagues and customers read.  [default: USERNAME]")
@click.option("--role", default="agent", show_default=True, help="Code of a role: admin, supervisor, agent, colleague.")
@click.option("--team", "teams", multiple=True, help="Code of a team; repeat for several.")
@click.option("--email", default="")
@in_house
def staff_add(username: str, name: str, role: str, teams: tuple[str, ...], email: str) -> None:
    """Add a person and print the password, once."""
    password = call("office.add_person", username, name=name or username, role=role, teams=teams, email=email)
    click.echo(f"{username} 的密码，只显示这一次 · the password, shown this once:", err=True)
    click.echo(password)


@main.group()
def token() -> None:
    """Keys for machines (REST API)."""


@token.command("create")
@click.argument("name")
@click.option("--scopes", default="read", show_default=True, help="read, write, or both with a comma.")
@in_house
def token_create(name: str, scopes: str) -> None:
    """Make a token and print it, alone and once."""
    click.echo(call("office.make_token", name, scopes=[scope.strip() for scope in scopes.split(",") if scope.strip()]))


@token.command("list")
@in_house
def token_list() -> None:
    """Show all tokens; the secrets themselves are not kept."""
    for line in call("office.token_lines"):
        click.echo(line)


@token.command("revoke")
@click.argument("name")
@in_house
def token_revoke(name: str) -> None:
    """Make the tokens of this name useless."""
    click.echo(call("office.revoke_tokens", name))


if __name__ == "__main__":
    main()
