"""boto 2 (2008 to 2018) against a server: Query by GET on the queue's own path, un-numbered lists."""

import os
import unittest
import uuid
from urllib.parse import urlparse

from boto.exception import SQSError
from boto.sqs.connection import SQSConnection
from boto.sqs.message import RawMessage
from boto.sqs.regioninfo import SQSRegionInfo

ADDRESS = urlparse(os.environ["SLUICE_ENDPOINT"])


def connect():
    region = SQSRegionInfo(None, "us-east-1", ADDRESS.hostname)
    return SQSConnection(is_secure=False, port=ADDRESS.port, region=region)


class Suite(unittest.TestCase):
    def setUp(self):
        self.sqs = connect()
        self.queue = self.sqs.create_queue(f"q-{uuid.uuid4().hex}")
        self.queue.set_message_class(RawMessage)

    def tearDown(self):
        self.queue.delete()

    def write(self, body, attributes=None):
        message = RawMessage()
        message.set_body(body)
        message.message_attributes = attributes or {}
        return self.queue.write(message)

    def read(self, **more):
        return self.queue.get_messages(num_messages=10, attributes="All", message_attributes=["All"], **more)

    def test_write_read_delete(self):
        sent = self.write("hello <&> ü", {"k": {"data_type": "String", "string_value": "x"}})
        self.assertRegex(sent.id, r"^[0-9a-f-]{36}$")
        (message,) = self.read()
        self.assertEqual(message.get_body(), "hello <&> ü")
        self.assertEqual(message.message_attributes["k"]["string_value"], "x")
        self.assertEqual(message.attributes["ApproximateReceiveCount"], "1")
        self.queue.delete_message(message)
        self.assertEqual(self.queue.count(), 0)

    def test_batches(self):
        sent = self.queue.write_batch([(str(at), f"body {at}", 0) for at in range(10)])
        self.assertEqual((len(sent.results), len(sent.errors)), (10, 0))
        messages = self.read()
        self.assertEqual(len(messages), 10)
        changed = self.queue.change_message_visibility_batch([(one, 100) for one in messages])
        # boto 2 does not know the name of this answer's elements: that none is an error is all it can say.
        self.assertEqual(len(changed.errors), 0)
        self.assertEqual(self.read(), [])
        messages[0].receipt_handle = "garbage"
        removed = self.queue.delete_message_batch(messages)
        self.assertEqual((len(removed.results), len(removed.errors)), (9, 1))
        self.assertEqual(removed.errors[0]["error_code"], "ReceiptHandleIsInvalid")

    def test_visibility(self):
        self.write("x")
        (message,) = self.read()
        self.assertEqual(self.read(), [])
        message.change_visibility(0)
        self.assertEqual(len(self.read()), 1)

    def test_attributes(self):
        self.assertTrue(self.queue.set_timeout(77))
        self.assertEqual(self.queue.get_timeout(), 77)
        self.assertEqual(self.queue.get_attributes("All")["VisibilityTimeout"], "77")
        self.assertTrue(self.queue.add_permission("mine", "111122223333", "SendMessage"))
        self.assertIn('"Sid":"mine"', self.queue.get_attributes("Policy")["Policy"].replace(" ", ""))
        self.assertTrue(self.queue.remove_permission("mine"))

    def test_lookup(self):
        self.assertEqual(self.sqs.get_queue(self.queue.name).url, self.queue.url)
        self.assertIn(self.queue.url, [one.url for one in self.sqs.get_all_queues(prefix="q-")])
        self.assertIsNone(self.sqs.get_queue("nowhere"))

    def test_errors(self):
        with self.assertRaises(SQSError) as caught:
            self.sqs.create_queue("a b")
        self.assertEqual((caught.exception.status, caught.exception.error_code), (400, "InvalidParameterValue"))
        missing = self.sqs.create_queue(f"q-{uuid.uuid4().hex}")
        missing.delete()
        with self.assertRaises(SQSError) as caught:
            missing.count()
        self.assertEqual(caught.exception.error_code, "AWS.SimpleQueueService.NonExistentQueue")

    def test_purge(self):
        self.write("x")
        self.assertTrue(self.queue.purge())
        self.assertEqual(self.queue.count(), 0)

    def test_fifo(self):
        # boto 2 is older than FIFO queues: it makes one, and says what it knows no name for by hand.
        name = f"q-{uuid.uuid4().hex}.fifo"
        params = {"QueueName": name, "Attribute.1.Name": "FifoQueue", "Attribute.1.Value": "true"}
        queue = self.sqs.get_object("CreateQueue", params, type(self.queue))
        queue.set_message_class(RawMessage)
        for group, body in (("g", "a"), ("g", "b")):
            more = {"MessageGroupId": group, "MessageDeduplicationId": body, "MessageBody": body}
            self.assertTrue(self.sqs.get_status("SendMessage", more, queue.id, verb="POST"))
        self.assertEqual([one.get_body() for one in queue.get_messages(10)], ["a", "b"])
        queue.delete()


if __name__ == "__main__":
    unittest.main()
