"""One map over partitions: in process, on the processes of this machine, or on a Dask cluster.

joblib does the work in all three cases. A function handed to ``map_partitions`` is pure, lives
at the top of a module and leaves what is large on the disk; the disk is the same for all workers.
"""

import re
import socket
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from broadsheet.errors import InputError

CONNECT_SECONDS = 5  # a scheduler that answers at all answers in milliseconds
TASK_SECONDS = 3_600  # joblib waits without end for a task that Dask gave up, which takes a few minutes at most


def map_partitions(
    function: Callable[[Any], Any],
    items: Sequence[Any],
    *,
    n_jobs: int = 1,
    scheduler: str = "",
    advance: Callable[[], None] = lambda: None,
) -> list[Any]:
    """``[function(item) for item in items]``, computed in parallel; ``advance`` is called after each.

    ``scheduler`` is the address of a Dask scheduler ("tcp://host:8786"): then its workers compute,
    and a task whose worker is lost is given to another one. Else ``n_jobs`` processes do; with 1,
    or a single item, it is this process. The answer is the same in all cases. Raises InputError
    when no scheduler answers at the address, or it has no worker that has this package.
    """
    if not items:
        return []
    if scheduler:
        with _dask_client(scheduler) as client:
            options = {"backend": "dask", "n_jobs": -1, "client": client}
            return _collect(function, items, advance, timeout=TASK_SECONDS, **options)
    if n_jobs == 1 or len(items) == 1:
        return _collect(function, items, advance, backend="sequential", n_jobs=1)
    options = {"backend": "loky", "n_jobs": min(n_jobs, len(items)), "inner_max_num_threads": 1}
    try:
        return _collect(function, items, advance, **options)
    except BrokenProcessPool:  # a process was ended from outside; what it had done lies on the disk
        return _try_again(function, items, advance, options)


def check_scheduler(scheduler: str) -> None:
    """Raise the InputError that a map on this scheduler would end with; "" is in order."""
    if scheduler:
        with _dask_client(scheduler):
            pass


def tell_version() -> str:
    """The version of this package, and a digest of its code, where this is called: on a worker, the worker's."""
    from importlib.metadata import version

    code = sha256()
    for file in sorted(Path(__file__).parent.rglob("*.py")):
        code.update(file.read_bytes())
    return f"{version('broadsheet')} (code {code.hexdigest()[:8]})"


def _try_again(function, items, advance: Callable[[], None], options: dict) -> list:
    try:
        return _collect(function, items, advance, **options)
    except BrokenProcessPool as problem:
        raise InputError(
            "A worker process was ended from outside twice, most likely for want of memory. What was finished is kept: "
            "close other programs and run again, or give the corpus as smaller files."
        ) from problem


def _collect(function, items: Iterable, advance: Callable[[], None], timeout: float | None = None, **backend) -> list:
    from joblib import Parallel, delayed, parallel_config

    results = []
    with parallel_config(**backend):
        parallel = Parallel(return_as="generator", batch_size=1, timeout=timeout)
        for result in parallel(delayed(function)(item) for item in items):
            results.append(result)
            advance()
    return results


@contextmanager
def _dask_client(scheduler: str) -> Iterator:
    from distributed import Client

    refusal = InputError(
        f"No Dask scheduler answers at {scheduler!r} within {CONNECT_SECONDS} seconds. Start one (dask scheduler), "
        f"correct the address in study.yaml (scheduler: tcp://host:port) or DASK_SCHEDULER_ADDRESS, or take it away "
        f"to compute on this machine."
    )
    if not re.fullmatch(r"\w+://[^/\s]+:\d+", scheduler):
        raise refusal
    try:
        _require_greeting(scheduler)
        client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as problem:
        raise refusal from problem
    try:
        _require_workers(client, scheduler)
        yield client
    finally:
        client.close()


def _require_greeting(scheduler: str) -> None:
    """Raise OSError unless the server speaks first, as Dask's do: a client would wait for a web server without end."""
    if not scheduler.startswith("tcp://"):
        return
    host, _, port = scheduler.removeprefix("tcp://").rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), timeout=CONNECT_SECONDS) as connection:
        if not connection.recv(1):
            raise OSError("the server hung up")


def _require_workers(client, scheduler: str) -> None:
    try:
        versions = set(client.run(tell_version).values())
    except Exception as problem:  # whatever a worker without the package says
        versions = {f"none ({problem})"}
    if not versions:
        raise InputError(
            f"The Dask scheduler at {scheduler!r} has no worker. Start some (dask worker {scheduler}), "
            f"or take the address away to compute on this machine."
        )
    if versions != {tell_version()}:
        raise InputError(
            f"The workers of the Dask scheduler at {scheduler!r} have Broadsheet {', '.join(sorted(versions))}, "
            f"expected {tell_version()} on every one. Install the project there as here (make setup)."
        )
