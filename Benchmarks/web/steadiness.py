"""Whether a server's memory stays as it is, and whether its end loses a request."""
import http.client
import re
import threading
import time
from collections import Counter

import wrk


def memory(server, path, requests, connections):
    """Pairs of requests so far and MiB, from the first answers to the last."""
    done = wrk.run(server.address + path, 3, connections).requests
    samples = [(done, server.resident())]
    while done < requests:
        load = wrk.run(server.address + path, 5, connections)
        if load.trouble:
            raise RuntimeError(load.trouble)
        done += load.requests
        samples.append((done, server.resident()))
        print(f"  {done:,} requests: {samples[-1][1]:.1f} MiB", flush=True)
    return samples


class Client(threading.Thread):
    """Sends one request after another until nobody listens any more, and tells refused connections from lost answers.

    With `keeps` it uses a connection again. A server may close one between two requests, and a client that has just
    begun the next one cannot know whether it was read: RFC 9112, 9.3.1, has it asked again. Whether the server had
    taken it up is what the server itself counts.
    """

    def __init__(self, port, path, keeps, counts, lock):
        super().__init__()
        self.port, self.path, self.keeps, self.counts, self.lock = port, path, keeps, counts, lock

    def count(self, what):
        with self.lock:
            self.counts[what] += 1

    def run(self):
        connection = None
        while True:
            if connection is None:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                try:
                    connection.connect()
                except OSError:
                    self.count("refused")
                    return
            answer = None
            try:
                connection.request("GET", self.path, headers={} if self.keeps else {"Connection": "close"})
                answer = connection.getresponse()
                body = answer.read()
                self.count("answered" if answer.status == 200 and body else f"status {answer.status}")
            except (OSError, http.client.HTTPException):
                # Without a byte of an answer nobody may have read it; after one, the rest is lost.
                self.count("unanswered" if answer is None else "cut")
            if not self.keeps or answer is None or answer.will_close:
                connection.close()
                connection = None


def graceful_stop(server, path, clients=24):
    """Stops a server while clients ask it. Gives what became of their requests, and what the server says."""
    counts, lock = Counter(), threading.Lock()
    threads = [Client(server.port, path, number % 2 == 0, counts, lock) for number in range(clients)]
    for thread in threads:
        thread.start()
    time.sleep(1.5)
    begin = time.monotonic()
    code, printed = server.stop()
    seconds = time.monotonic() - begin
    for thread in threads:
        thread.join()
    accepted = re.search(r"accepted (\d+)", printed or "")
    return {**counts, "accepted": int(accepted.group(1)) if accepted else None, "exit code": code, "seconds": seconds}
