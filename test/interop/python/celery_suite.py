"""kombu and Celery against a server: messages by hand, then a task through a worker."""

import os
import threading
import unittest
import uuid
from urllib.parse import urlparse

from celery import Celery
from celery.contrib.testing.worker import start_worker
from kombu import Connection

ADDRESS = urlparse(os.environ["SLUICE_ENDPOINT"])
BROKER = f"sqs://AKIAIOSFODNN7EXAMPLE:secret@{ADDRESS.hostname}:{ADDRESS.port}"
OPTIONS = {"region": "us-east-1", "is_secure": False, "wait_time_seconds": 1, "polling_interval": 0.1}
PATIENCE_SECONDS = 60


class Suite(unittest.TestCase):
    def test_kombu(self):
        name = f"kombu-{uuid.uuid4().hex}"
        with Connection(BROKER, transport_options=OPTIONS) as connection:
            queue = connection.SimpleQueue(name)
            queue.put({"text": "héllo 😀"})
            message = queue.get(timeout=PATIENCE_SECONDS)
            self.assertEqual(message.payload, {"text": "héllo 😀"})
            message.requeue()
            again = queue.get(timeout=PATIENCE_SECONDS)
            self.assertEqual(again.payload, message.payload)
            again.ack()
            self.assertEqual(queue.qsize(), 0)
            queue.put("purged")
            queue.clear()
            self.assertEqual(queue.qsize(), 0)
            queue.close()

    def test_kombu_fifo(self):
        name = f"kombu-{uuid.uuid4().hex}.fifo"
        with Connection(BROKER, transport_options=OPTIONS) as connection:
            queue = connection.SimpleQueue(name)
            for number in range(3):
                queue.put(number)
            got = []
            for _ in range(3):
                message = queue.get(timeout=PATIENCE_SECONDS)
                got.append(message.payload)
                message.ack()
            self.assertEqual(got, [0, 1, 2])
            queue.close()

    def test_celery(self):
        app = Celery("interop", broker=BROKER, backend="cache+memory://")
        app.conf.update(
            broker_transport_options=OPTIONS,
            task_default_queue=f"celery-{uuid.uuid4().hex}",
            task_create_missing_queues=True,
            worker_enable_remote_control=False,
        )
        done = {number: threading.Event() for number in range(5)}
        tries = []

        @app.task(bind=True, name="interop.work", acks_late=True, max_retries=1)
        def work(task, number):
            if number == 3 and task.request.retries == 0:
                tries.append(number)
                raise task.retry(countdown=0)
            done[number].set()

        with start_worker(app, pool="solo", perform_ping_check=False, shutdown_timeout=PATIENCE_SECONDS):
            for number in done:
                work.delay(number)
            for event in done.values():
                self.assertTrue(event.wait(PATIENCE_SECONDS))
        self.assertEqual(tries, [3])


if __name__ == "__main__":
    unittest.main()
