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
def file(tmp_path: Path) -> Path:
    accounts.set_password(tmp_path / "users", "lin", PASSWORD)
    return tmp_path / "users"


def test_a_password_is_known_again_and_no_other(file: Path) -> None:
    found = Accounts(file)
    assert found.check("lin", PASSWORD)
    assert not found.check("lin", PASSWORD + " ")
    assert not found.check("lin", "")
    assert not found.check("zhou", PASSWORD)
    assert not found.check("lin", "a" * 2000)


def test_scrypt_is_that_of_the_rfc() -> None:
    expected = (  # RFC 7914, section 12
        "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
        "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
    )
    assert accounts._scrypt("pleaseletmein", b"SodiumChloride", 14, 8, 1, 64).hex() == expected


def test_the_file_is_its_owners_only_and_holds_no_password(file: Path) -> None:
    accounts.set_password(file, "zhou", PASSWORD)
    lines = file.read_text("utf-8").splitlines()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [line.partition(":")[0] for line in lines] == ["lin", "zhou"]
    assert all(line.partition(":")[2].startswith("$scrypt$ln=15,r=8,p=3$") for line in lines)
    assert PASSWORD not in file.read_text("utf-8") and lines[0][4:] != lines[1][5:]  # each has a salt of its own
    assert [path.name for path in file.parent.iterdir()] == ["users"]


def test_changes_are_seen_by_who_serves(file: Path) -> None:
    accounts.set_password(file, "zhou", PASSWORD)
    found = Accounts(file)
    before = found.mark("lin")
    assert accounts.set_password(file, "lin", "another one")
    assert found.check("lin", "another one") and not found.check("lin", PASSWORD) and found.mark("lin") != before
    accounts.remove(file, "lin")
    assert not found.check("lin", "another one") and found.mark("lin") is None
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


def test_who_is_not_there_takes_as_long(file: Path) -> None:
    found = Accounts(file)

    def seconds(user: str) -> float:
        begun = time.thread_time()
        found.check(user, "wrong password")
        return time.thread_time() - begun

    there, nobody = (min(seconds(user) for _ in range(3)) for user in ("lin", "nobody"))
    assert 0.5 < nobody / there < 2


def test_passwd_adds_changes_and_removes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "users"
    for word, told in (("first password", "added lin"), ("second password", "changed the password of lin")):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{word}\n"))
        assert main(["passwd", str(file), "lin"]) == 0
        assert told in capsys.readouterr().err
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
    told = capsys.readouterr().err
    assert "--auth FILE" in told and "--no-auth" in told and "wenbao passwd" in told
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--auth", "none"], "cannot be read"),
        (["--certificate", "none"], "--key"),
        (["--certificate", "none", "--key", "none"], "there is no file"),
    ],
)
def test_a_server_that_cannot_begin_says_why(
    options: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["serve", *options, "--library", str(tmp_path / "library")]) == 2
    assert told in capsys.readouterr().err and not (tmp_path / "library").exists()
