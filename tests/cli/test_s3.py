"""Offices' files in a real S3: a server on this machine, reached by its own client, over HTTP."""

import json
import signal
import socket
import subprocess
import sys
import time
from datetime import date
from http.client import HTTPConnection, HTTPException

import pytest

from automation.rollup.addresses import files_of
from automation.rollup.gathering import gather
from workbook.creating import build_demo, create_workbook
from workbook.schema import OfficeSetting
from workbook.schema.setting_names import SettingName
from workbook.tables import office_of

NEEDED = "an S3 to try: pip install s3fs moto flask flask-cors"
s3fs = pytest.importorskip("s3fs", reason=NEEDED)
boto3 = pytest.importorskip("boto3", reason=NEEDED)
pytest.importorskip("moto", reason=NEEDED)
pytest.importorskip("flask_cors", reason=NEEDED)
DAY = date(2019, 6, 30)
AS_OF = ("--as-of", "2019-06-30")
OWN = ("--workbooks", "--ground", "§ 67c SGB X", "--remote", "--processes", "1", *AS_OF)
PATIENCE = 60


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Server:
    """An S3 that only lets in whoever has a key of its own."""

    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        with (folder / "server.log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                stdout=log,
                stderr=log,
            )
        try:
            self._wait(folder)
            self.key = self._key()
        except BaseException:
            self.stop()
            raise

    def _wait(self, folder):
        end = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, (folder / "server.log").read_text(encoding="utf-8")
            assert time.monotonic() < end, "the server did not start"
            time.sleep(0.05)

    def _answers(self):
        try:
            return self._asked("GET", "/moto-api/data.json") == 200
        except (OSError, HTTPException):
            return False

    def _asked(self, how, what, said=None):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(how, what, said, {"Content-Type": "text/plain"})
            return connection.getresponse().status
        finally:
            connection.close()

    def _key(self):
        """A key that may do everything; from then on nobody comes in without one."""
        iam = boto3.client("iam", **self.as_who("anybody", "at all"))
        iam.create_user(UserName="Stadt")
        leave = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [leave]})
        iam.put_user_policy(UserName="Stadt", PolicyName="alles", PolicyDocument=document)
        made = iam.create_access_key(UserName="Stadt")["AccessKey"]
        assert self._asked("POST", "/moto-api/reset-auth", "0") == 200
        key = made["AccessKeyId"], made["SecretAccessKey"]
        self.s3 = boto3.client("s3", **self.as_who(*key))
        self.s3.create_bucket(Bucket="bueros")
        return key

    def as_who(self, key, secret):
        login = {"aws_access_key_id": key, "aws_secret_access_key": secret, "region_name": "us-east-1"}
        return {"endpoint_url": self.url, **login}

    def stop(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture(scope="module")
def offices(tmp_path_factory):
    """Two small offices, whose names have what addresses trip over."""
    folder = tmp_path_factory.mktemp("Mappen")
    rows = [row for table in build_demo(as_of=DAY, clients=12, seed=4).office for row in table]
    for name in ("Büro #1 Süd", "Büro 2 & Nord"):
        named = [
            row.model_copy(update={"value": name})
            if isinstance(row, OfficeSetting) and row.name == SettingName.OFFICE_NAME
            else row
            for row in rows
        ]
        create_workbook(folder / f"{name}.xlsx", office=office_of(named), today=DAY, synthetic=True)
    return folder


@pytest.fixture
def server(tmp_path, offices, monkeypatch):
    """A server with the offices' workbooks; this process and all that it starts are told where it is, and a key."""
    made = Server(tmp_path)
    for path in offices.iterdir():
        made.s3.upload_file(str(path), "bueros", f"Mappen/{path.name}")
    use(monkeypatch, made.url, *made.key)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setenv("LOTSE_CACHE", str(tmp_path / "kept"))
    monkeypatch.delenv("LOTSE_ROLLUP_KEY", raising=False)
    yield made
    made.stop()


def use(monkeypatch, url, key, secret):
    for name, value in {"AWS_ENDPOINT_URL": url, "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs.S3FileSystem.clear_instance_cache()  # one that was made before keeps what it was made with


@pytest.mark.usefixtures("server")
def test_workbooks_in_s3_give_the_bytes_of_those_here_and_are_kept(lotse, offices, tmp_path):
    here = lotse("rollup", offices, "-o", tmp_path / "1.xlsx", "--no-cache", *OWN)
    there = lotse("rollup", "s3://bueros/Mappen", "-o", tmp_path / "2.xlsx", *OWN)
    assert (here.code, there.code) == (0, 0), there.err
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()}
    assert len(kept) == 2

    again = lotse("rollup", "s3://bueros/Mappen/*.xlsx", "-o", tmp_path / "3.xlsx", *OWN)
    assert again.code == 0, again.err
    assert (tmp_path / "3.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "kept").iterdir()} == kept
    log = (tmp_path / "server.log").read_text(encoding="utf-8")
    assert log.count("GET /bueros/Mappen/B") == 2  # what nobody changed is not fetched again

    # Copies are known by their content, wherever they lie, and are not fetched for that.
    both = lotse("rollup", offices, "s3://bueros/Mappen", "-o", tmp_path / "4.xlsx", "--json", *OWN)
    city = json.loads(both.out)
    assert len(city["offices"]) == 2
    assert [each["problem"].partition(" wie ")[0] for each in city["problems"]] == ["Dieselbe Mappe"] * 2
    assert (tmp_path / "server.log").read_text(encoding="utf-8").count("GET /bueros/Mappen/B") == 2


def test_hand_ins_in_s3_count_like_those_here(lotse, server, offices, tmp_path):
    folder = tmp_path / "Abgaben"
    folder.mkdir()
    for path in offices.iterdir():
        assert lotse("handin", path, "--draft", "-o", folder / path.name, *AS_OF).code == 0
        server.s3.upload_file(str(folder / path.name), "bueros", f"Abgaben/{path.name}")
    here = lotse("rollup", folder, "-o", tmp_path / "1.xlsx", *AS_OF)
    refused = lotse("rollup", "s3://bueros/Abgaben", "-o", tmp_path / "2.xlsx", *AS_OF)
    there = lotse("rollup", "s3://bueros/Abgaben", "-o", tmp_path / "2.xlsx", "--remote", *AS_OF)
    assert (here.code, refused.code, there.code) == (0, 2, 0), there.err
    assert "§ 80 SGB X" in refused.err
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_what_s3_refuses_is_one_sentence(lotse, server, tmp_path, monkeypatch):
    for where in ("s3://fehlt/Mappen", "s3://bueros/Nichts"):
        is_one_sentence(lotse("rollup", where, "-o", tmp_path / "Stadt.xlsx", *OWN), f"„{where}“ gibt es nicht.")
    for login in (("AKIAFALSCH", "geheim"), ("", "")):
        use(monkeypatch, server.url, *login)
        done = lotse("rollup", "s3://bueros/Mappen", "-o", tmp_path / "Stadt.xlsx", *OWN)
        is_one_sentence(done, "öffnet sich mit dieser Anmeldung nicht")
    assert not (tmp_path / "Stadt.xlsx").exists()


def is_one_sentence(done, said):
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert "geheim" not in done.err


def test_a_store_that_goes_away_in_the_middle_is_a_line_for_each_file(server):
    addresses = files_of(["s3://bueros/Mappen"], remote=True)
    server.stop()
    told = [each.problem for each in gather(addresses)]
    assert len(told) == 2
    assert all("antwortet niemand" in each for each in told)


def test_nobody_there_is_one_sentence(lotse, server, tmp_path):
    server.stop()
    done = lotse("rollup", "s3://bueros/Mappen", "-o", tmp_path / "Stadt.xlsx", *OWN)
    is_one_sentence(done, "antwortet niemand")
    assert "AWS_ENDPOINT_URL" in done.err
