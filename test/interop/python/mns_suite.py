"""The official Python SDK of MNS, unmodified: its parser refuses answers in which an element is missing."""

import base64
import hashlib
import logging
import os
import threading
import time
import unittest
import uuid

from mns.account import Account, AccountMeta
from mns.mns_exception import MNSServerException
from mns.mns_http import RequestInternal
from mns.mns_request import RequestBase
from mns.queue import Message, QueueMeta
from mns.subscription import SubscriptionMeta
from mns.topic import Base64TopicMessage, DirectMailInfo, TopicMessage, TopicMeta
from mns_receiver import Receiver, is_signed

try:
    from mns.message_property import MessagePropertyValue
except ImportError:  # before 1.3
    MessagePropertyValue = None

ENDPOINT = os.environ["SLUICE_ENDPOINT"]
KEY = os.environ["SLUICE_ACCESS_KEY_ID"]
SECRET = os.environ["SLUICE_SECRET_ACCESS_KEY"]
BODY = " \t\r\n<&>\"' héllo \u2028 😀 ]]> "
# The SDK writes a carriage return into its XML as it is, which every reader of XML takes for the end of a line.
RAW = BODY.replace("\r", "")


def connect(key=KEY, secret=SECRET):
    return Account(ENDPOINT, key, secret, logger=logging.getLogger("quiet"))


def a_name(prefix):
    return f"{prefix}-{uuid.uuid4().hex}"


def md5(text):
    return hashlib.md5(text.encode()).hexdigest().upper()


def encoded(text):
    return base64.b64encode(text.encode()).decode()


class Suite(unittest.TestCase):
    def setUp(self):
        self.account = connect()

    def queue(self, **settings):
        queue = self.account.get_queue(a_name("q"))
        url = queue.create(QueueMeta(**settings))
        self.assertTrue(url.endswith(f"/queues/{queue.queue_name}"), url)
        return queue

    def refused(self, code, call, *words):
        with self.assertRaises(MNSServerException) as caught:
            call(*words)
        self.assertEqual(caught.exception.type, code)
        self.assertRegex(caught.exception.req_id, "^[0-9A-F]{24}$")
        return caught.exception

    def test_queues(self):
        queue = self.queue(vis_timeout=60)
        self.assertTrue(queue.create(QueueMeta(vis_timeout=60)).endswith(queue.queue_name))
        self.refused("QueueAlreadyExist", queue.create, QueueMeta(vis_timeout=61))
        meta = queue.get_attributes()
        self.assertEqual((meta.queue_name, meta.visibility_timeout), (queue.queue_name, 60))
        self.assertEqual((meta.maximum_message_size, meta.message_retention_period), (65536, 345600))
        self.assertLess(abs(meta.create_time - time.time()), 60)
        queue.set_attributes(QueueMeta(vis_timeout=90, polling_wait_sec=1, logging_enabled=True))
        meta = queue.get_attributes()
        self.assertEqual((meta.visibility_timeout, meta.polling_wait_seconds), (90, 1))
        self.assertEqual((meta.logging_enabled, meta.delay_seconds), (True, 0))
        queue.delete()
        queue.delete()
        self.refused("QueueNotExist", queue.get_attributes)
        self.refused("QueueNotExist", queue.set_attributes, QueueMeta())
        self.refused("InvalidQueueName", self.account.get_queue("a$b").create, QueueMeta())
        self.refused("InvalidArgument", queue.create, QueueMeta(vis_timeout=43201))

    def test_lists(self):
        prefix = a_name("list")
        for letter in "abc":
            self.account.get_queue(f"{prefix}-{letter}").create(QueueMeta())
        urls, marker = self.account.list_queue(prefix, 2)
        self.assertEqual([url.split("/queues/")[1] for url in urls], [f"{prefix}-a", f"{prefix}-b"])
        urls, marker = self.account.list_queue(prefix, 2, marker)
        self.assertEqual([url.split("/queues/")[1] for url in urls], [f"{prefix}-c"])
        self.assertEqual(marker, "")
        self.assertEqual(self.account.list_queue(a_name("none")), ([], ""))

    def test_send_peek_receive_delete(self):
        queue = self.queue()
        sent = queue.send_message(Message(BODY, priority=3))
        self.assertEqual(sent.message_body_md5, md5(encoded(BODY)))
        peeked = queue.peek_message()
        self.assertEqual((peeked.message_id, peeked.dequeue_count, peeked.priority), (sent.message_id, 0, 3))
        message = queue.receive_message(5)
        body = message.message_body if isinstance(message.message_body, str) else message.message_body.decode()
        self.assertEqual((message.message_id, body), (sent.message_id, BODY))
        self.assertEqual((message.dequeue_count, message.message_body_md5), (1, sent.message_body_md5))
        self.refused("MessageNotExist", queue.receive_message)
        self.refused("MessageNotExist", queue.peek_message)
        queue.delete_message(message.receipt_handle)
        self.refused("MessageNotExist", queue.delete_message, message.receipt_handle)
        self.refused("QueueNotExist", self.account.get_queue(a_name("none")).send_message, Message("x"))

    def test_raw_text(self):
        queue = self.queue(max_msg_size=1024)
        queue.set_encoding(False)
        sent = queue.send_message(Message(RAW))
        self.assertEqual(sent.message_body_md5, md5(RAW))
        self.assertEqual(queue.receive_message(1).message_body, RAW)
        queue.send_message(Message("x" * 1024))
        self.refused("InvalidArgument", queue.send_message, Message("x" * 1025))

    def test_priorities_and_delays(self):
        queue = self.queue()
        queue.set_encoding(False)
        for priority in (16, 8, 1):
            queue.send_message(Message(f"p{priority}", priority=priority))
        self.assertEqual([queue.receive_message().message_body for _ in range(3)], ["p1", "p8", "p16"])
        self.refused("InvalidArgument", queue.send_message, Message("x", delay_seconds=604801))
        sent = queue.send_message(Message("later", delay_seconds=1))
        self.assertTrue(sent.receipt_handle)
        self.refused("MessageNotExist", queue.receive_message)
        self.assertEqual(queue.receive_message(5).message_body, "later")

    def test_visibility(self):
        queue = self.queue()
        queue.send_message(Message("x"))
        first = queue.receive_message()
        changed = queue.change_message_visibility(first.receipt_handle, 1)
        self.assertLess(abs(int(changed.next_visible_time) - 1000 * time.time() - 1000), 900)
        again = queue.receive_message(5)
        self.assertEqual((again.message_id, again.dequeue_count), (first.message_id, 2))
        self.assertEqual(again.first_dequeue_time, first.first_dequeue_time)
        self.refused("MessageNotExist", queue.change_message_visibility, first.receipt_handle, 5)
        queue.delete_message(queue.change_message_visibility(again.receipt_handle, 100).receipt_handle)

    def test_batches(self):
        queue = self.queue()
        queue.set_encoding(False)
        bodies = sorted(f"body {at}" for at in range(16))
        sent = queue.batch_send_message([Message(body) for body in bodies])
        self.assertEqual([one.message_body_md5 for one in sent], [md5(body) for body in bodies])
        self.assertEqual(sorted(one.message_body for one in queue.batch_peek_message(16)), bodies)
        received = queue.batch_receive_message(16, 5)
        self.assertEqual(sorted(one.message_body for one in received), bodies)
        handles = [one.receipt_handle for one in received]
        queue.batch_delete_message(handles[:15])
        error = self.refused("MessageNotExist", queue.batch_delete_message, handles[14:])
        self.assertEqual([sorted(one) for one in error.sub_errors], [["ErrorCode", "ErrorMessage", "ReceiptHandle"]])
        self.assertEqual(error.sub_errors[0]["ReceiptHandle"], handles[14])
        self.refused("MessageNotExist", queue.batch_receive_message, 16)
        error = self.refused("InvalidArgument", queue.batch_send_message, [Message("good"), Message("bad", priority=99)])
        self.assertEqual([sorted(one)[0] for one in error.sub_errors], ["MessageBodyMD5", "ErrorCode"])
        self.assertEqual([one.message_body for one in queue.batch_receive_message(1)], ["good"])

    def test_long_polls(self):
        queue = self.queue()
        start = time.time()
        self.refused("MessageNotExist", queue.receive_message, 1)
        self.assertLess(abs(time.time() - start - 1), 0.9)
        # A client has one connection, so whoever waits needs another.
        other = connect().get_queue(queue.queue_name)
        sender = threading.Timer(0.2, lambda: other.send_message(Message("wake up")))
        sender.start()
        self.assertEqual(queue.batch_receive_message(16, 20)[0].dequeue_count, 1)
        sender.join()
        self.assertLess(time.time() - start, 5)

    def test_topics(self):
        topic = self.account.get_topic(a_name("t"))
        self.assertTrue(topic.create(TopicMeta()).endswith(f"/topics/{topic.topic_name}"))
        topic.create(TopicMeta())
        self.refused("TopicAlreadyExist", topic.create, TopicMeta(1024))
        topic.set_attributes(TopicMeta(2048))
        meta = topic.get_attributes()
        self.assertEqual((meta.topic_name, meta.maximum_message_size), (topic.topic_name, 2048))
        self.assertEqual((meta.message_retention_period, meta.logging_enabled), (86400, False))
        urls, marker = self.account.list_topic(topic.topic_name, 5)
        self.assertEqual(([url.split("/topics/")[1] for url in urls], marker), ([topic.topic_name], ""))
        queue = self.queue()
        queue.set_encoding(False)
        subscription = topic.get_subscription("s")
        endpoint = f"acs:mns:cn-hangzhou:1234567890:queues/{queue.queue_name}"
        wish = SubscriptionMeta(endpoint, "BACKOFF_RETRY", "SIMPLIFIED", "red")
        self.assertTrue(subscription.subscribe(wish).endswith(f"/topics/{topic.topic_name}/subscriptions/s"))
        subscription.subscribe(wish)
        other = SubscriptionMeta("http://example.com/", "BACKOFF_RETRY", "SIMPLIFIED")
        self.refused("SubscriptionAlreadyExist", subscription.subscribe, other)
        self.refused("EndpointInvalid", topic.get_subscription("s2").subscribe, SubscriptionMeta("ftp://x"))
        subscription.set_attributes(SubscriptionMeta(notify_strategy="EXPONENTIAL_DECAY_RETRY"))
        meta = subscription.get_attributes()
        self.assertEqual((meta.endpoint, meta.filter_tag), (endpoint, "red"))
        self.assertEqual((meta.notify_strategy, meta.notify_content_format), ("EXPONENTIAL_DECAY_RETRY", "SIMPLIFIED"))
        urls, marker = topic.list_subscription("s", 5)
        self.assertEqual(([url.split("/")[-1] for url in urls], marker), (["s"], ""))
        topic.publish_message(TopicMessage("not for it", "blue"))
        topic.publish_message(TopicMessage("nor this"))
        mail = DirectMailInfo("me", "Greetings", 0, 0, 0)
        sent = topic.publish_message(TopicMessage(RAW, "red", direct_mail=mail))
        self.assertEqual(sent.message_body_md5, md5(RAW))
        message = queue.receive_message(5)
        self.assertEqual(message.message_body, RAW)
        queue.delete_message(message.receipt_handle)
        topic.publish_message(Base64TopicMessage(BODY, "red"))
        self.assertEqual(queue.receive_message(5).message_body, encoded(BODY))
        self.refused("MessageNotExist", queue.receive_message)
        subscription.unsubscribe()
        self.refused("SubscriptionNotExist", subscription.get_attributes)
        topic.delete()
        topic.delete()
        self.refused("TopicNotExist", topic.publish_message, TopicMessage("x"))
        self.refused("TopicNotExist", topic.get_attributes)

    def test_push(self):
        receiver = Receiver()
        self.addCleanup(receiver.close)
        topic = self.account.get_topic(a_name("t"))
        topic.create(TopicMeta())
        for form in ("SIMPLIFIED", "XML", "JSON"):
            subscription = topic.get_subscription("s")
            subscription.subscribe(SubscriptionMeta(f"{receiver.url}/hook?form={form}", "BACKOFF_RETRY", form))
            sent = topic.publish_message(TopicMessage(RAW, "tag"))
            path, headers, body = receiver.next()
            self.assertEqual(path, f"/hook?form={form}")
            self.assertTrue(is_signed(path, headers), form)
            self.assertEqual(body.decode() if form == "SIMPLIFIED" else RAW, RAW)
            self.assertIn(sent.message_id, headers["x-mns-message-id"] if form == "SIMPLIFIED" else body.decode())
            subscription.unsubscribe()

    def test_account(self):
        self.account.set_attributes(AccountMeta("bucket"))
        self.assertEqual(self.account.get_attributes().logging_bucket, "bucket")
        self.account.open_service()

    def test_other_keys(self):
        self.refused("InvalidAccessKeyId", connect(key="AKIAIOSFODNN7EXAMPLE").list_queue)
        self.refused("SignatureDoesNotMatch", connect(secret="guessed").list_queue)

    def test_properties_that_it_does_not_know(self):
        queue = self.queue()
        queue.set_encoding(False)
        properties = "<PropertyValue><Name>n</Name><Value>v</Value><Type>STRING</Type></PropertyValue>"
        xml = f"<Message><MessageBody>x</MessageBody><UserProperties>{properties}</UserProperties></Message>"
        post = RequestInternal("POST", f"/queues/{queue.queue_name}/messages", data=xml.encode())
        self.account.mns_client.build_header(RequestBase(), post)
        self.assertEqual(self.account.mns_client.http.send_request(post).status, 201)
        self.assertEqual(queue.batch_peek_message(2)[0].message_body, "x")
        self.assertEqual(queue.peek_message().message_body, "x")
        self.assertEqual(queue.receive_message().message_body, "x")

    @unittest.skipIf(MessagePropertyValue is None, "this version knows no properties")
    def test_properties(self):
        queue = self.queue()
        message = Message("x")
        values = {"text": "ø < 😀", "number": "42.50", "yes": "true"}
        message.set_user_properties(
            {
                "text": MessagePropertyValue.create_string(values["text"]),
                "number": MessagePropertyValue.create_number(values["number"]),
                "yes": MessagePropertyValue.create_boolean(True),
                "bytes": MessagePropertyValue.create_binary(b"\x00\x01\xff"),
            }
        )
        queue.send_message(message)
        for seen in (queue.peek_message(), queue.batch_peek_message(2)[0], queue.receive_message()):
            properties = seen.get_user_properties()
            self.assertEqual({name: properties[name].string_value for name in values}, values)
            self.assertEqual(properties["bytes"].binary_value, b"\x00\x01\xff")


if __name__ == "__main__":
    unittest.main()
