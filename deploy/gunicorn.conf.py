"""gunicorn for a web container: synchronous workers, as many as the machine has cores.

Every worker holds its own copy of what it read; the store decides conflicts, so any number
of workers and of containers is right.
"""

import os

bind = "0.0.0.0:8000"
worker_class = "sync"
workers = int(os.environ.get("WEB_WORKERS") or min(4, (os.cpu_count() or 1) + 1))
# A large import may take a while; whoever waits longer gets a sentence from the gateway.
timeout = 120
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
# Heartbeats in memory: the file system of the container is read-only.
worker_tmp_dir = "/dev/shm"
accesslog = None
errorlog = "-"
# The gateway alone reaches this port; which of its headers count is set by TRUSTED_PROXIES.
forwarded_allow_ips = "*"
# Not preloaded: connections and threads of drivers do not survive a fork. Every worker starts
# for itself; migrations at the start hold a lock.
preload_app = False
# Nobody steers a running container by a socket, and there is no home folder to put one in.
control_socket_disable = True


def on_starting(server):
    """Let a start that is refused end the container with exit code 2, as everywhere else.

    ``shared.starting`` ends a worker with 2; gunicorn knows 3 as "do not start it again" and
    would otherwise start workers for ever.
    """
    server.WORKER_BOOT_ERROR = 2
