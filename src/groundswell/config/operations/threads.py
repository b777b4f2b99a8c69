"""How the web server's processes share a rush."""

import gc

from gunicorn.workers.gthread import ThreadWorker


class OneQueue(ThreadWorker):
    """gunicorn's threads, but a process takes a connection only when it has a thread free for it.

    Otherwise each process takes whatever comes and keeps a queue of its own, and whoever falls into the longer one
    waits twice as long. Now all stand in the listening socket's queue and go to whichever process is free first.
    """

    def init_process(self) -> None:
        """What is loaded by now stays: a collection that walks through all of Django holds everybody up."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(10_000, 20, 20)
        super().init_process()

    @property
    def worker_connections(self) -> int:
        """How many may be open, asked before each is taken: one for each thread, beside those that are idle."""
        idle = len(self.keepalived_conns) + len(self.pending_conns)
        return min(self.cfg.worker_connections, self.cfg.threads + idle)

    @worker_connections.setter
    def worker_connections(self, most: int) -> None:
        """gunicorn's own value, which ``cfg`` holds as well."""
