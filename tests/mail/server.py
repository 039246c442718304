"""A real mail server for tests: Dovecot and exim on free ports of this machine, started as root, gone afterwards."""

import contextlib
import imaplib
import os
import pwd
import shutil
import smtplib
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psutil

from tests.mail.configs import DOVECOT, EXIM

DOMAIN = "shop.example"
PASSWORD = "secret"
SUPPORT = "support"  # plus-addressing works: support+anything@
ALIAS = "help"  # leads to support@ as well
SECOND = "complaints"
REFUSING = "nobody.example"  # takes every letter and sends it back
PATIENCE_S = 15
SBIN = ":/usr/sbin:/sbin"


def why_not() -> str:
    """Why no server can be started here, in a sentence; "" where it can."""
    missing = [name for name in ("dovecot", "exim4", "openssl") if program(name) is None]
    if missing:
        packages = "dovecot-imapd dovecot-lmtpd exim4-daemon-light openssl"
        return f"{', '.join(missing)} missing: apt-get install {packages}"
    return "" if os.geteuid() == 0 else "the mail servers of the tests must be started as root"


def program(name: str) -> str | None:
    return shutil.which(name, path=os.environ.get("PATH", "") + SBIN)


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as taken:
        sockets = [taken.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


class MailServer:
    """`deliver` puts mail into our boxes as the outside would; `inbox` reads anybody's box, also a customer's."""

    host = "127.0.0.1"
    domain = DOMAIN
    password = PASSWORD
    address = f"{SUPPORT}@{DOMAIN}"
    alias = f"{ALIAS}@{DOMAIN}"
    second = f"{SECOND}@{DOMAIN}"

    def __init__(self, *, idle: bool = True) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="hsmail-"))
        self.imap, self.imaps, self.lmtp, self.smtp, self.submission, self.submissions = free_ports(6)
        self.idle = idle

    @property
    def certificate(self) -> Path:
        return self.home / "cert.pem"

    def start(self) -> None:
        self._write()
        self.start_imap()
        self.start_smtp()

    def stop(self) -> None:
        self.stop_smtp()
        self.stop_imap()
        shutil.rmtree(self.home, ignore_errors=True)

    def start_imap(self) -> None:
        self._run("dovecot", "-c", str(self.home / "dovecot.conf"))
        self._wait(self.imap, self.imaps, self.lmtp)

    def stop_imap(self) -> None:
        """Nothing of it is left afterwards: its master goes first, and a process with a connection may outlive it."""
        pid = self.home / "run" / "master.pid"
        if not pid.exists():
            return
        family = psutil.Process(int(pid.read_text())).children(recursive=True)
        self._run("doveadm", "-c", str(self.home / "dovecot.conf"), "stop")
        self._wait_gone(pid)
        for process in psutil.wait_procs(family, timeout=2)[1]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def be_there(self) -> None:
        """Start again what a test that failed half-way left stopped."""
        if not is_open(self.host, self.imap):
            self.start_imap()

    def start_smtp(self) -> None:
        self._run("exim4", "-C", str(self.home / "exim.conf"), "-bd", "-q5s")
        self._wait(self.smtp, self.submission, self.submissions)

    def stop_smtp(self) -> None:
        pid = self.home / "exim.pid"
        if pid.exists():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid.read_text()), 15)
            self._wait_closed(self.smtp, self.submission, self.submissions)
            pid.unlink(missing_ok=True)

    def deliver(self, *mails: bytes, to: str = "", sender: str = "liu@outside.example") -> None:
        """Hand mails to the SMTP port as the outside would; they reach the box a moment later."""
        with smtplib.SMTP(self.host, self.smtp, timeout=PATIENCE_S) as client:
            for mail in mails:
                client.sendmail(sender, [to or self.address], mail, mail_options=["BODY=8BITMIME"])

    def put(self, *mails: bytes, user: str = "", folder: str = "INBOX") -> None:
        """Lay mails into a box at once, past SMTP."""
        with self.box(user or self.address, folder=folder) as box:
            for mail in mails:
                box.append(quoted(folder), "", imaplib.Time2Internaldate(time.time()), mail)

    def inbox(self, user: str = "", *, least: int = 1, folder: str = "INBOX") -> list[EmailMessage]:
        """What lies in a box; waits until it is at least so many."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw(user, least=least, folder=folder)]

    def raw(self, user: str = "", *, least: int = 1, folder: str = "INBOX") -> list[bytes]:
        end = time.monotonic() + PATIENCE_S
        while True:
            with self.box(user or self.address, folder=folder) as box:
                _ok, (numbers,) = box.search(None, "ALL")
                answers = [box.fetch(number.decode(), "(BODY.PEEK[])")[1][0] for number in numbers.split()]
                found = [answer[1] for answer in answers if isinstance(answer, tuple)]
            if len(found) >= least or time.monotonic() > end:
                return found
            time.sleep(0.2)

    def unread(self, user: str = "") -> int:
        with self.box(user or self.address) as box:
            return len(box.search(None, "UNSEEN")[1][0].split())

    def empty(self) -> None:
        """Nobody has a letter, ours and customers' alike. A late one may still be on its way into a box."""
        end = time.monotonic() + PATIENCE_S
        while boxes := list((self.home / "mail").iterdir()):
            for box in boxes:
                shutil.rmtree(box, ignore_errors=time.monotonic() < end)

    def begin_anew(self, user: str = "") -> None:
        """The box is another one: same name, other UIDVALIDITY (a time in seconds), numbers from one."""
        shutil.rmtree(self.home / "mail" / (user or self.address))
        time.sleep(1.1)

    @contextlib.contextmanager
    def box(self, user: str, *, folder: str = "INBOX") -> Iterator[imaplib.IMAP4_SSL]:
        client = imaplib.IMAP4_SSL(self.host, self.imaps, ssl_context=self.trust(), timeout=PATIENCE_S)
        try:
            client.login(user, self.password)
            client.select(quoted(folder))
            yield client
        finally:
            client.logout()

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))

    def _write(self) -> None:
        owner = pwd.getpwnam("mail")
        exim = (
            subprocess.run(
                [program("exim4") or "exim4", "-C", "/dev/null", "-bP", "exim_user"],
                capture_output=True,
                text=True,
                check=True,
            )
            .stdout.split("=")[-1]
            .strip()
        )
        self.home.chmod(0o755)
        for name in ("run", "mail", "spool", "log", "state"):
            (self.home / name).mkdir()
        (self.home / "log").chmod(0o777)
        self._certificate()
        shutil.chown(self.home / "mail", "mail")
        shutil.chown(self.home / "state", "mail")
        shutil.chown(self.home / "spool", exim)
        words = {
            "home": self.home, "domain": DOMAIN, "password": PASSWORD, "uid": owner.pw_uid, "gid": owner.pw_gid,
            "imap": self.imap, "imaps": self.imaps, "lmtp": self.lmtp, "smtp": self.smtp,
            "submission": self.submission, "submissions": self.submissions, "support": SUPPORT, "alias": ALIAS,
            "accepted": " : ".join((SUPPORT, f"^{SUPPORT}[+]", ALIAS, SECOND, "postmaster")), "refusing": REFUSING,
            "capability": "+" if self.idle else "IMAP4rev1 LITERAL+ SASL-IR",
        }  # fmt: skip
        (self.home / "dovecot.conf").write_text(DOVECOT.format(**words))
        (self.home / "exim.conf").write_text(EXIM.format(**words))
        (self.home / "exim.conf").chmod(0o644)

    def _certificate(self) -> None:
        names = "subjectAltName=DNS:localhost,IP:127.0.0.1"
        self._run(
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
            "-addext", names, "-keyout", str(self.home / "key.pem"), "-out", str(self.certificate),
        )  # fmt: skip
        (self.home / "key.pem").chmod(0o644)

    def _run(self, name: str, *arguments: str) -> None:
        log = self.home / f"{name}.out"
        with log.open("ab") as out:  # a pipe would stay open as long as the daemon lives
            done = subprocess.run(
                [program(name) or name, *arguments], stdin=subprocess.DEVNULL, stdout=out, stderr=out, check=False
            )
        if done.returncode:
            raise RuntimeError(f"{name} ended with {done.returncode}: {log.read_text(errors='replace')[-500:]}")

    def _wait(self, *ports: int) -> None:
        end = time.monotonic() + PATIENCE_S
        for port in ports:
            while not is_open(self.host, port):
                if time.monotonic() > end:
                    logs = [path.read_text(errors="replace")[-500:] for path in (self.home / "log").iterdir()]
                    raise RuntimeError(f"nothing answers on port {port}: {logs}")
                time.sleep(0.05)

    def _wait_closed(self, *ports: int) -> None:
        end = time.monotonic() + PATIENCE_S
        while any(is_open(self.host, port) for port in ports) and time.monotonic() < end:
            time.sleep(0.05)

    def _wait_gone(self, path: Path) -> None:
        end = time.monotonic() + PATIENCE_S
        while path.exists() and time.monotonic() < end:
            time.sleep(0.05)


def is_open(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def quoted(folder: str) -> str:
    return folder if folder.isascii() else '"&YpWLyQ-"'  # 投诉, in the modified UTF-7 of IMAP
