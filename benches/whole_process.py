"""Whole processes of clearprop, from start to end: median and least of so many runs, in turn.

    cargo build --release && python3 benches/whole_process.py [RUNS]
"""
import os
import statistics
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BINARY = os.path.join(ROOT, "target", "release", "clearprop")


def once(arguments):
    """Seconds until the process has ended; what it says is thrown away."""
    nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(BINARY, [BINARY, *arguments], os.environ, file_actions=nowhere)
    os.waitpid(process, 0)
    return time.perf_counter() - start


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 150
    with tempfile.TemporaryDirectory() as folder:
        page, old = (os.path.join(folder, name) for name in ("new.html", "old.html"))
        commands = {
            "check tests/handout/sheet.md": ["check", os.path.join(ROOT, "tests/handout/sheet.md")],
            "explain -o page.html, a new file": ["explain", "-o", page],
            "explain -o page.html, in place of another": ["explain", "-o", old],
        }
        times = {name: [] for name in commands}
        for _ in range(runs):
            for name, arguments in commands.items():
                times[name].append(1e3 * once(arguments))
            os.unlink(page)
    for name, all_times in times.items():
        print(f"{name:45}{statistics.median(all_times):8.2f} ms median{min(all_times):8.2f} ms least")


if __name__ == "__main__":
    main()
