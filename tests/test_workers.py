"""The same map in process, on processes, and on a real Dask cluster of two workers."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pandas as pd
import pytest

from broadsheet.errors import InputError
from broadsheet.workers import check_scheduler, map_partitions
from toy import write_toy


def square(number: int) -> int:
    return number * number


def process_of(_: int) -> int:
    time.sleep(0.2)
    return os.getpid()


def slow_square(job: tuple[int, str]) -> int:
    """Square a number; leave a file that says which process began."""
    number, folder = job
    (Path(folder) / f"{number}-{os.getpid()}").write_text("begun")
    time.sleep(0.6)
    return number * number


def fail(number: int) -> int:
    raise InputError(f"{number} is none of ours")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    with start_cluster(tmp_path_factory.mktemp("dask")) as started:
        yield started


@contextmanager
def start_cluster(folder: Path):
    """A scheduler and two workers, each a process of its own: (address, the workers' processes)."""
    folder.mkdir(exist_ok=True)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}

    def start(*arguments):
        command = [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]]
        return subprocess.Popen(
            command, cwd=folder, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    file = folder / "scheduler.json"
    scheduler = start(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)
    )
    wait_for(file.is_file)
    address = pd.read_json(file, typ="series")["address"]
    options = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
    workers = [start("worker", address, *options) for _ in range(2)]
    wait_for(lambda: count_workers(address) == 2)
    try:
        yield address, workers
    finally:
        for process in [*workers, scheduler]:
            process.kill()
            process.wait()


def wait_for(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def count_workers(address: str) -> int:
    from distributed import Client

    with Client(address, timeout=10, set_as_default=False) as client:
        return len(client.scheduler_info(n_workers=-1)["workers"])


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_map_gives_what_a_loop_gives_in_order(n_jobs):
    told = []
    assert map_partitions(square, range(7), n_jobs=n_jobs, advance=lambda: told.append(1)) == [n * n for n in range(7)]
    assert len(told) == 7


def test_nothing_to_do_is_nothing_done():
    assert map_partitions(square, [], n_jobs=2) == []


def test_one_job_is_this_process_and_two_are_others():
    assert set(map_partitions(process_of, [1, 2], n_jobs=1)) == {os.getpid()}
    assert os.getpid() not in map_partitions(process_of, [1, 2, 3, 4], n_jobs=2)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_what_goes_wrong_in_a_worker_arrives_as_it_was(n_jobs):
    with pytest.raises(InputError, match="1 is none of ours"):
        map_partitions(fail, [1, 1], n_jobs=n_jobs)


def test_an_address_that_does_not_answer_is_refused_in_seconds():
    started = time.monotonic()
    with pytest.raises(InputError, match=r"No Dask scheduler answers at 'tcp://127\.0\.0\.1:9'.*study\.yaml"):
        map_partitions(square, [1, 2], scheduler="tcp://127.0.0.1:9")
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("address", ["nonsense://x", "127.0.0.1", "tcp://no.such.host.invalid:8786"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(InputError, match="No Dask scheduler answers at"):
        check_scheduler(address)


def test_another_kind_of_server_is_refused_too():
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    Thread(target=server.serve_forever, daemon=True).start()
    with pytest.raises(InputError, match="No Dask scheduler answers at"):
        check_scheduler(f"tcp://127.0.0.1:{server.server_port}")
    server.shutdown()


def test_a_cluster_gives_the_same_as_this_process(cluster):
    address, workers = cluster
    assert map_partitions(square, range(9), scheduler=address) == [n * n for n in range(9)]
    pids = set(map_partitions(process_of, range(6), scheduler=address))
    assert pids == {worker.pid for worker in workers}


def test_what_goes_wrong_on_a_cluster_arrives_as_it_was(cluster):
    with pytest.raises(InputError, match="1 is none of ours"):
        map_partitions(fail, [1, 1], scheduler=cluster[0])


def test_a_corpus_read_on_a_cluster_has_the_same_tables_bit_for_bit(cluster, tmp_path, monkeypatch):
    from broadsheet.corpus import read_corpus, store

    corpus = write_toy(tmp_path / "toy")
    here = read_corpus(corpus, cache=tmp_path / "here")
    monkeypatch.setattr(store, "MOST_FILES", 5)  # five parts instead of one
    there = read_corpus(corpus, cache=tmp_path / "there", scheduler=cluster[0])
    processes = read_corpus(corpus, cache=tmp_path / "processes")
    assert len(list((tmp_path / "there" / "documents").iterdir())) == 5
    for tables in zip(here, there, processes, strict=True):
        pd.testing.assert_frame_equal(tables[0], tables[1])
        pd.testing.assert_frame_equal(tables[0], tables[2])


def kill_when(true, process) -> Thread:
    def wait_and_kill() -> None:
        wait_for(true)
        os.kill(process.pid, signal.SIGKILL)

    killer = Thread(target=wait_and_kill)
    killer.start()
    return killer


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_worker_that_is_killed_loses_no_item(tmp_path):
    (tmp_path / "begun").mkdir()
    with start_cluster(tmp_path) as (address, workers):
        mark = f"-{workers[0].pid}"
        killer = kill_when(lambda: any(f.name.endswith(mark) for f in (tmp_path / "begun").iterdir()), workers[0])
        jobs = [(number, str(tmp_path / "begun")) for number in range(8)]
        assert map_partitions(slow_square, jobs, scheduler=address) == [n * n for n in range(8)]
        killer.join()
        assert workers[0].wait(timeout=30) == -signal.SIGKILL
        begun = {file.name.partition("-")[2] for file in (tmp_path / "begun").iterdir()}
        assert begun == {str(worker.pid) for worker in workers}  # both had worked, one died at it


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_worker_that_is_killed_while_a_corpus_is_read_loses_nothing_of_it(tmp_path, monkeypatch):
    from broadsheet.corpus import index, read_corpus, store

    draw = random.Random(3)
    rows = [{"id": f"a{n}", "text": " ".join(f"word{draw.randrange(500)}" for _ in range(300))} for n in range(600)]
    (tmp_path / "n.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    here = read_corpus(tmp_path / "n.jsonl")
    monkeypatch.setattr(index, "PIECE_BYTES", 20_000)
    monkeypatch.setattr(store, "PART_BYTES", 20_000)
    with start_cluster(tmp_path / "dask") as (address, workers):
        cleaned = tmp_path / "cache" / "clean"
        killer = kill_when(lambda: len(list(cleaned.glob("[!.]*"))) >= 3, workers[0])
        there = read_corpus(tmp_path / "n.jsonl", cache=tmp_path / "cache", scheduler=address)
        killer.join()
        assert workers[0].wait(timeout=30) == -signal.SIGKILL
    assert len(list(cleaned.glob("[!.]*"))) > 40  # it died in the middle of the work
    for one, two in zip(here, there, strict=True):
        pd.testing.assert_frame_equal(one, two)
