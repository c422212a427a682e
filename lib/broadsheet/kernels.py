"""What papermill needs from outside: kernels on IPC sockets, and one progress display."""

import atexit
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

_running: list = []  # provisioners of the kernels started in this process


def make_kernel_manager(environment: dict[str, str]):
    """A kernel manager class whose kernels see ``environment`` on top of ours.

    Kernels talk over IPC sockets (TCP on Windows): there is no race for free ports
    (papermill #511). The sockets lie in a folder of their own under a short name, because a
    socket's path may have 107 characters only.
    """
    from jupyter_client.manager import AsyncKernelManager
    from traitlets import default

    class Manager(AsyncKernelManager):
        @default("transport")
        def _transport(self):
            return "tcp" if os.name == "nt" else "ipc"

        @default("connection_file")
        def _connection_file(self):
            return tempfile.mktemp(prefix="k", suffix=".json", dir=_socket_folder())

        async def start_kernel(self, **options):
            quiet = {"stderr": subprocess.DEVNULL}  # a kernel that is stopped after a failure says so, twice
            await super().start_kernel(**options | quiet | {"env": os.environ | environment})
            _running.append(self.provisioner)

    return Manager


def kill_kernels() -> None:
    """End every kernel started here, at once: their notebooks fail and nothing of them is kept.

    The process is about to end: what its threads have to say of dead kernels is no news.
    """
    logging.disable(logging.CRITICAL)
    for provisioner in _running:
        process = getattr(provisioner, "process", None)
        if process is not None and process.poll() is None:
            process.kill()


@contextmanager
def show_progress(names: list[str]) -> Iterator[Callable[[str], None]]:
    """A line for each notebook with the cells it has run; nothing when not on a terminal.

    Gives the function to call with a notebook's name after each of its cells.
    """
    if not sys.stderr.isatty():
        with nullcontext():
            yield lambda name: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed} cells"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        lines = {name: display.add_task(name, total=None) for name in names}
        yield lambda name: display.advance(lines[name])


@contextmanager
def show_parts() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each stage of reading a corpus; nothing when not on a terminal.

    Gives the function to call with the stage, the parts done and all parts.
    """
    if not sys.stderr.isatty():
        yield lambda stage, done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as display:
        bars: dict[str, int] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = display.add_task(stage, total=total)
            display.update(bars[stage], completed=done)

        yield advance


@cache
def _socket_folder() -> str:
    folder = tempfile.mkdtemp(prefix="bs-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
