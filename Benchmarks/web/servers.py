"""The servers that are measured: each a process on a free port of the loopback."""
import os
import signal
import socket
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
BENCHMARKS = os.path.dirname(HERE)
WORKERS, THREADS = 2 * (os.cpu_count() or 1) + 1, 4
BLOG = os.path.join(BENCHMARKS, "..", "Examples", "Blog")


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Server:
    """One of them, from its start to its end."""

    def __init__(self, name, command, environment=None):
        self.name, self.port = name, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        words = [word.replace("PORT", str(self.port)) for word in command]
        environment = {**os.environ, **(environment or {})}
        self.process = subprocess.Popen(
            words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.wait()

    def wait(self):
        for _ in range(200):
            if self.process.poll() is not None:
                break
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        self.stop()
        sys.exit(f"{self.name} does not answer")

    def resident(self):
        """MiB of memory, as the kernel counts them."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024

    def stop(self):
        """Tells it to stop. Gives its exit code and what it printed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            printed, _ = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            printed, _ = self.process.communicate()
        return self.process.returncode, printed


def web_bench(url, program):
    templates = os.path.join(BLOG, "Sources", "App", "Resources", "templates")
    return Server("WebBench", [program, url, "PORT", templates])


def blog(url, program):
    return Server("blog", [program, "serve", "--port", "PORT"], {"DATABASE_URL": url, "LOG_LEVEL": "warning"})


def flask(url):
    """gunicorn with the number of workers that it recommends, and threads, so that connections stay open."""
    gunicorn = os.path.join(BENCHMARKS, ".build-peers", "web", "bin", "gunicorn")
    options = ["--workers", str(WORKERS), "--threads", str(THREADS), "--keep-alive", "60", "--bind", "127.0.0.1:PORT"]
    environment = {"DATABASE_URL": url.replace("postgresql://", "postgresql+psycopg://", 1)}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return Server("Flask", [gunicorn, "--chdir", HERE, *options, "flask_app:app"], environment)
