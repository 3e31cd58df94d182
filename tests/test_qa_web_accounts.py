from __future__ import annotations

import io
import stat
import time
from pathlib import Path

import pytest

from qa.cli.commands import main
from qa.web.guard import accounts
from qa.web.guard.accounts import Accounts, AccountsError

PASSWORD = "correct horse"


@pytest.fixture
def file(tmp_path: Path, quick_hashes: None) -> Path:
    accounts.set_password(tmp_path / "users", "lin", PASSWORD)
    return tmp_path / "users"


@pytest.fixture
def real_file(tmp_path: Path) -> Path:
    """With hashes that cost what they cost where Wenbao is used."""
    accounts.set_password(tmp_path / "users", "lin", PASSWORD)
    return tmp_path / "users"


def test_a_password_is_known_again_and_no_other(file: Path) -> None:
    found = Accounts(file)
    assert found.check("lin", PASSWORD)
    assert not found.check("lin", PASSWORD + " ")
    assert not found.check("lin", "")
    assert not found.check("zhou", PASSWORD)
    assert not found.check("lin", "a" * 2000)


# As commit 1aa7018 wrote it for the password above: RFC 7914 with N = 2^15, r = 8, p = 3.
SCRYPT = "$scrypt$ln=15,r=8,p=3$AAECAwQFBgcICQoLDA0ODw$ANYWwrwG9exM4wRn3uDhnkTuLMG27uj4k9dz5KrBPkg"


def test_an_old_file_opens_and_its_hashes_are_replaced_at_the_next_login(file: Path) -> None:
    new = file.read_text("utf-8").splitlines()[0].replace("lin:", "zhou:")
    file.write_text(f"lin:{SCRYPT}\n{new}\n", "utf-8")
    found = Accounts(file)
    assert not found.check("lin", "wrong password") and not found.check("nobody", PASSWORD)
    assert found.check("zhou", PASSWORD) and SCRYPT in file.read_text("utf-8")
    assert found.check("lin", PASSWORD)
    lines = dict(line.split(":") for line in file.read_text("utf-8").splitlines())
    assert lines["lin"].startswith("$argon2id$") and lines["zhou"] == new[5:]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert found.check("lin", PASSWORD) and not found.check("lin", "wrong password")


def test_a_file_that_cannot_be_changed_keeps_its_old_hash(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.write_text(f"lin:{SCRYPT}\n", "utf-8")

    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    assert Accounts(file).check("lin", PASSWORD) and file.read_text("utf-8") == f"lin:{SCRYPT}\n"


def test_the_file_is_its_owners_only_and_holds_no_password(real_file: Path) -> None:
    accounts.set_password(real_file, "zhou", PASSWORD)
    lines = real_file.read_text("utf-8").splitlines()
    assert stat.S_IMODE(real_file.stat().st_mode) == 0o600
    assert [line.partition(":")[0] for line in lines] == ["lin", "zhou"]
    assert all(line.partition(":")[2].startswith("$argon2id$v=19$m=65536,t=3,p=4$") for line in lines)
    assert PASSWORD not in real_file.read_text("utf-8") and lines[0][4:] != lines[1][5:]  # each has a salt of its own
    assert [path.name for path in real_file.parent.iterdir()] == ["users"]


def test_changes_are_seen_by_who_serves(file: Path) -> None:
    accounts.set_password(file, "zhou", PASSWORD)
    found = Accounts(file)
    before = found.version("lin")
    assert accounts.set_password(file, "lin", "another one")
    assert found.check("lin", "another one") and not found.check("lin", PASSWORD) and found.version("lin") != before
    accounts.remove(file, "lin")
    assert not found.check("lin", "another one") and found.version("lin") is None
    file.unlink()
    assert not found.check("zhou", PASSWORD)


def test_letters_are_the_same_however_a_keyboard_sends_them(tmp_path: Path) -> None:
    accounts.set_password(tmp_path / "users", "rene\u0301", "caf\u00e9 caf\u00e9")
    assert Accounts(tmp_path / "users").check("ren\u00e9", "cafe\u0301 cafe\u0301")


@pytest.mark.parametrize(("user", "password"), [("", PASSWORD), ("a b", PASSWORD), ("a:b", PASSWORD), ("lin", "short")])
def test_what_will_not_do_changes_nothing(file: Path, user: str, password: str) -> None:
    before = file.read_bytes()
    with pytest.raises(AccountsError):
        accounts.set_password(file, user, password)
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "line",
    [
        "lin:plain",
        "lin:$scrypt$ln=40,r=8,p=1$" + "a" * 22 + "$" + "a" * 43,  # would take all memory
        "lin:$scrypt$ln=15,r=8,p=0$" + "a" * 22 + "$" + "a" * 43,
        "lin:$scrypt$ln=15,r=8,p=99$" + "a" * 22 + "$" + "a" * 43,
        "lin:$scrypt$ln=15,r=8,p=3$short$" + "a" * 43,
        "lin:$argon2id$v=19$m=9999999,t=3,p=4$" + "a" * 22 + "$" + "a" * 43,
        "lin:$argon2id$v=19$m=65536,t=999,p=4$" + "a" * 22 + "$" + "a" * 43,
        "lin:$argon2id$v=19$m=65536,t=3,p=0$" + "a" * 22 + "$" + "a" * 43,
        "lin:$argon2d$v=19$m=65536,t=3,p=4$" + "a" * 22 + "$" + "a" * 43,
        "lin:$argon2id$m=65536",
    ],
)
def test_a_line_that_is_no_account_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "users").write_text(f"# users\n\n{line}\n", "utf-8")
    with pytest.raises(AccountsError, match="line 3"):
        Accounts(tmp_path / "users")


def test_a_file_without_users_or_without_a_file_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("# nobody\n", "utf-8")
    with pytest.raises(AccountsError, match="wenbao passwd"):
        Accounts(tmp_path / "empty")
    with pytest.raises(AccountsError, match="cannot be read"):
        Accounts(tmp_path / "none")


@pytest.mark.parametrize("old", [False, True])
def test_who_is_not_there_takes_as_long(real_file: Path, old: bool) -> None:
    if old:  # beside a user with a hash of the new kind
        real_file.write_text(f"zhou:{SCRYPT}\n{real_file.read_text('utf-8')}", "utf-8")
    found = Accounts(real_file)

    def seconds(user: str) -> float:
        begun = time.process_time()  # the hash runs in several threads
        found.check(user, "wrong password")
        return time.process_time() - begun

    there, nobody = (min(seconds(user) for _ in range(3)) for user in ("lin", "nobody"))
    assert 0.5 < nobody / there < 2


def test_passwd_adds_changes_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users"
    for word, message in (("first password", "added lin"), ("second password", "changed the password of lin")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{word}\n"))
        assert main(["passwd", str(file), "lin"]) == 0
        assert message in capsys.readouterr().err
    assert Accounts(file).check("lin", "second password")
    assert main(["passwd", str(file), "zhou", "--remove"]) == 2
    assert main(["passwd", str(file), "lin", "--remove"]) == 0
    assert file.read_text("utf-8") == ""


def test_passwd_asks_twice_at_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    typed = iter(["one password", "another password"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(typed))
    assert main(["passwd", str(tmp_path / "users"), "lin"]) == 2
    assert not (tmp_path / "users").exists()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org"])
def test_others_are_let_in_only_on_purpose(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host, "--library", str(tmp_path / "none")]) == 2
    message = capsys.readouterr().err
    assert "--auth FILE" in message and "--no-auth" in message and "wenbao passwd" in message
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--auth", "none"], "cannot be read"),
        (["--certificate", "none"], "--key"),
        (["--certificate", "none", "--key", "none"], "there is no file"),
    ],
)
def test_a_server_that_cannot_begin_says_why(
    options: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["serve", *options, "--library", str(tmp_path / "library")]) == 2
    assert message in capsys.readouterr().err and not (tmp_path / "library").exists()
