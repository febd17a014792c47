"""Signals that end a program, of which none may be lost, hang it, or end what it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")

ROOT = Path(__file__).parent.parent

BEGIN = """
import os, random, signal, subprocess, sys, threading, time
from notes import signals

def blocked(command):
    "The signals that a program has blocked."
    told = subprocess.check_output([*command, "/proc/self/status"], text=True)
    (line,) = (line for line in told.splitlines() if line.startswith("SigBlk"))
    bits = int(line.split()[1], 16)
    return {one for one in signal.Signals if bits >> one - 1 & 1}
"""


def said_by(program: str, *command: str) -> list[str]:
    """Its lines; it is given its own group, and half a minute."""
    done = subprocess.run(
        [*command, sys.executable, "-c", BEGIN + program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
        timeout=30,
        process_group=0,
    )
    return done.stdout.splitlines()


TWICE = """
def wait():
    hold()
    stop = signals.Stop()
    signals.take(stop.say)
    os.write(ready, b"x")
    stop.wait()
    os._exit(0)

hold = signals.hold if sys.argv[1:] else lambda: None
numbers = signal.SIGTERM, signal.SIGINT
for _ in range(200):
    heard, ready = os.pipe()
    child = os.fork() or wait()
    os.read(heard, 1)
    time.sleep(random.random() * 0.001)
    for number in numbers:
        os.kill(child, number)
        until = time.perf_counter() + random.random() * 0.0002
        while time.perf_counter() < until:
            pass
    signal.setitimer(signal.ITIMER_REAL, 20)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    os.close(heard), os.close(ready)
"""


@pytest.mark.parametrize("held", ["", "import sys; sys.argv.append('held')\n"])
def test_two_signals_at_once_end_a_program_every_time(held: str) -> None:
    assert said_by(held + TWICE) == ["0"] * 200


def test_a_signal_that_comes_again_at_once_is_one_and_a_later_one_is_another() -> None:
    counted = """
signals.hold()
signals.take(lambda: print(time.monotonic(), flush=True))
begun = time.monotonic()
while time.monotonic() - begun < signals.SAME * 1.5:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.01)
"""
    first, second = map(float, said_by(counted))
    assert second - first >= 0.5


def test_until_somebody_takes_them_they_end_the_program_as_they_always_do() -> None:
    early = """
for number, ended in (signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 7):
    child = os.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signals.hold()
        os.kill(os.getpid(), number)
        try:
            for _ in range(1000):
                time.sleep(0.01)
        except KeyboardInterrupt:
            os._exit(7)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == ended)
"""
    assert said_by(early) == ["True", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
def test_what_shows_the_page_has_them_blocked_and_a_browser_has_not() -> None:
    looked = """
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signals.hold()
signals.take(lambda: None)
ends = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
print(blocked(["cat"]) == ends)
with signals.let_through():
    print(blocked(["cat"]))
print(blocked(["cat"]) == ends)
"""
    assert said_by(looked) == ["True", "set()", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
@pytest.mark.parametrize(
    "opens",
    [
        "Window(opened, Plain()).open_outside('https://example.org/')",
        "Browser('', folder).open_outside('https://example.org/')",
        "Doorway(folder).lead('http://127.0.0.1/')",
    ],
)
def test_each_browser_that_is_opened_listens_to_them(opens: str, tmp_path: Path) -> None:
    told = tmp_path / "told"
    browser = tmp_path / "browser"
    browser.write_text(f"#!/bin/sh\nexec cat /proc/self/status > {told}\n")
    browser.chmod(0o755)
    opened = f"""
from pathlib import Path
from notes.library.opening import open_library
from ui.browser import Browser
from ui.doorway import Doorway
from ui.surface import Plain
from ui.window import Window
os.environ["BROWSER"] = {str(browser)!r} + " %s"
folder = Path({str(tmp_path)!r}, "library")
signals.hold()
with open_library(folder) as opened:
    {opens}
"""
    said_by(opened)
    (line,) = (line for line in told.read_text().splitlines() if line.startswith("SigBlk"))
    assert int(line.split()[1], 16) == 0


def test_a_signal_that_comes_while_a_browser_is_opened_is_taken_too() -> None:
    within = """
signals.hold()
taken = threading.Event()
signals.take(lambda: print(threading.current_thread().name) or taken.set())
stop = signals.Stop()

def opens():
    with signals.let_through():
        signal.raise_signal(signal.SIGTERM)
    stop.say()

threading.Thread(target=opens).start()
stop.wait()
print(taken.wait(20))
"""
    assert said_by(within) == ["signals", "True"]


def test_an_end_that_fails_is_reported_and_the_signal_ends_the_program() -> None:
    fails = """
child = os.fork()
if not child:
    signals.hold()
    threading.excepthook = lambda told: print(told.exc_type.__name__, flush=True)
    signals.take(lambda: 1 / 0)
    os.kill(os.getpid(), signal.SIGTERM)
    signal.setitimer(signal.ITIMER_REAL, 20)
    signals.Stop().wait()
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGTERM)
"""
    assert said_by(fails) == ["ZeroDivisionError", "True"]


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
def test_a_further_one_ends_a_program_that_hangs_in_its_end(number: str) -> None:
    hangs = """
child = os.fork()
if not child:
    signals.hold()
    stop = signals.Stop()
    signals.take(stop.say)
    os.kill(os.getpid(), signal.%(number)s)
    stop.wait()
    signals.release()
    os.kill(os.getpid(), signal.%(number)s)  # the same, which a terminal has told twice
    time.sleep(signals.SAME * 1.2)
    print("goes on", flush=True)
    signal.setitimer(signal.ITIMER_REAL, 20)
    threading.Timer(0, os.kill, [os.getpid(), signal.%(number)s]).start()
    hung = threading.Lock()
    with hung:
        hung.acquire()
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.%(number)s)
"""
    assert said_by(hangs % {"number": number}) == ["goes on", "True"]


def test_where_nothing_can_be_held_a_handler_hands_over_to_the_thread() -> None:
    handled = """
sys.platform = "win32"
signals.hold()
taken = threading.Event()
signals.take(lambda: print(threading.current_thread().name) or taken.set())
os.kill(os.getpid(), signal.SIGTERM)
print(taken.wait(20))
"""
    assert said_by(handled) == ["signals", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="it looks into /proc")
def test_an_export_of_what_was_salvaged_listens_to_them() -> None:
    exported = """
from pathlib import Path
from notes.exporters import salvaged
look = "import json; told = open('/proc/self/status').read().split('SigBlk:')[1].split()[0]"
said = "print(json.dumps({'created': int(told, 16), 'skipped': 0}))"
salvaged.own_command = lambda: [sys.executable, "-c", look + "\\n" + said]
signals.hold()
print(salvaged._exported(Path(), Path()))
"""
    assert said_by(exported) == ["0"]


def test_a_closing_terminal_ends_nothing_where_that_is_ignored() -> None:
    ignored = """
signals.hold()
print(signal.SIGHUP in signals.ends(), flush=True)
os.kill(os.getpid(), signal.SIGHUP)
print("goes on")
"""
    assert said_by(ignored, "nohup") == ["False", "goes on"]
