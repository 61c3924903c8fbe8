"""boto3 against a server: the current one speaks JSON, one of 2023 speaks Query; both say the same."""

import hashlib
import os
import unittest
import uuid

import boto3
from botocore.exceptions import ClientError

ENDPOINT = os.environ["SLUICE_ENDPOINT"]
NON_EXISTENT = "AWS.SimpleQueueService.NonExistentQueue"


def client():
    return boto3.client("sqs", endpoint_url=ENDPOINT, region_name="us-east-1")


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class Suite(unittest.TestCase):
    def setUp(self):
        self.sqs = client()
        self.made = []

    def tearDown(self):
        for url in self.made:
            self.sqs.delete_queue(QueueUrl=url)

    def queue(self, suffix="", **attributes):
        name = f"q-{uuid.uuid4().hex}{suffix}"
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        self.made.append(url)
        self.assertEqual(self.sqs.get_queue_url(QueueName=name)["QueueUrl"], url)
        return url

    def receive(self, url, **more):
        wish = dict(MaxNumberOfMessages=10, AttributeNames=["All"], MessageAttributeNames=["All"])
        return self.sqs.receive_message(QueueUrl=url, **{**wish, **more}).get("Messages", [])

    def test_send_receive_delete(self):
        url = self.queue()
        attributes = {
            "k": {"DataType": "String", "StringValue": "x"},
            "n": {"DataType": "Number.int", "StringValue": "42"},
            "b": {"DataType": "Binary", "BinaryValue": b"\x01\x02\xff"},
        }
        sent = self.sqs.send_message(QueueUrl=url, MessageBody="hello", MessageAttributes=attributes)
        self.assertEqual(sent["MD5OfMessageBody"], "5d41402abc4b2a76b9719d911017c592")
        self.assertRegex(sent["ResponseMetadata"]["RequestId"], r"^[0-9a-f-]{36}$")
        (message,) = self.receive(url)
        self.assertEqual(message["MessageId"], sent["MessageId"])
        self.assertEqual(message["MD5OfMessageAttributes"], sent["MD5OfMessageAttributes"])
        self.assertEqual(message["MessageAttributes"], attributes)
        self.assertEqual(message["Attributes"]["ApproximateReceiveCount"], "1")
        self.sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        self.assertEqual(self.counts(url), [0, 0])

    def counts(self, url):
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        values = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        return [int(values[name]) for name in names]

    def test_text(self):
        url = self.queue()
        body = " \t\r\n<&>\"' héllo \u2028 😀 "
        sent = self.sqs.send_message(QueueUrl=url, MessageBody=body)
        self.assertEqual(sent["MD5OfMessageBody"], md5(body))
        self.assertEqual([one["Body"] for one in self.receive(url)], [body])

    def test_batches(self):
        url = self.queue()
        entries = [{"Id": str(at), "MessageBody": f"body {at}"} for at in range(10)]
        sent = self.sqs.send_message_batch(QueueUrl=url, Entries=entries)
        self.assertNotIn("Failed", sent)
        self.assertEqual([one["MD5OfMessageBody"] for one in sent["Successful"]], [md5(e["MessageBody"]) for e in entries])
        handles = [one["ReceiptHandle"] for one in self.receive(url)]
        self.assertEqual(len(handles), 10)
        change = [{"Id": str(at), "ReceiptHandle": one, "VisibilityTimeout": 100} for at, one in enumerate(handles)]
        self.assertEqual(len(self.sqs.change_message_visibility_batch(QueueUrl=url, Entries=change)["Successful"]), 10)
        remove = [{"Id": str(at), "ReceiptHandle": one} for at, one in enumerate(handles[:9] + ["garbage"])]
        removed = self.sqs.delete_message_batch(QueueUrl=url, Entries=remove)
        self.assertEqual(len(removed["Successful"]), 9)
        (failed,) = removed["Failed"]
        self.assertEqual((failed["Id"], failed["Code"], failed["SenderFault"]), ("9", "ReceiptHandleIsInvalid", True))

    def test_visibility(self):
        url = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        (message,) = self.receive(url)
        self.assertEqual(self.receive(url), [])
        self.sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        (again,) = self.receive(url)
        self.assertEqual(again["Attributes"]["ApproximateReceiveCount"], "2")

    def test_case_98_error_class(self):
        with self.assertRaises(self.sqs.exceptions.QueueDoesNotExist) as caught:
            self.sqs.get_queue_url(QueueName="nowhere")
        self.assertEqual(caught.exception.response["Error"]["Code"], NON_EXISTENT)
        self.assertEqual(caught.exception.response["ResponseMetadata"]["HTTPStatusCode"], 400)

    def test_errors(self):
        url = self.queue()
        errors = self.sqs.exceptions
        with self.assertRaises(errors.ReceiptHandleIsInvalid):
            self.sqs.delete_message(QueueUrl=url, ReceiptHandle="garbage")
        with self.assertRaises(errors.EmptyBatchRequest):
            self.sqs.send_message_batch(QueueUrl=url, Entries=[])
        with self.assertRaises(errors.InvalidMessageContents):
            self.sqs.send_message(QueueUrl=url, MessageBody="\x01")
        with self.assertRaises(errors.QueueNameExists) as caught:
            self.sqs.create_queue(QueueName=url.split("/")[-1], Attributes={"DelaySeconds": "5"})
        self.assertEqual(caught.exception.response["Error"]["Code"], "QueueAlreadyExists")
        with self.assertRaises(ClientError) as caught:
            self.sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=901)
        self.assertEqual(caught.exception.response["Error"]["Code"], "InvalidParameterValue")

    def test_fifo(self):
        url = self.queue(".fifo", FifoQueue="true", ContentBasedDeduplication="true")
        first = self.sqs.send_message(QueueUrl=url, MessageBody="a", MessageGroupId="g")
        again = self.sqs.send_message(QueueUrl=url, MessageBody="a", MessageGroupId="g")
        self.assertEqual(first["MessageId"], again["MessageId"])
        self.sqs.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="g")
        messages = self.receive(url)
        self.assertEqual([one["Body"] for one in messages], ["a", "b"])
        self.assertEqual(messages[0]["Attributes"]["SequenceNumber"], first["SequenceNumber"])
        self.assertEqual(self.receive(url), [])

    def test_purge(self):
        url = self.queue()
        self.sqs.send_message(QueueUrl=url, MessageBody="x")
        self.sqs.purge_queue(QueueUrl=url)
        self.assertEqual(self.counts(url), [0, 0])
        with self.assertRaises(self.sqs.exceptions.PurgeQueueInProgress):
            self.sqs.purge_queue(QueueUrl=url)

    def test_tags_and_resource(self):
        url = self.queue()
        self.sqs.tag_queue(QueueUrl=url, Tags={"a": "1"})
        self.assertEqual(self.sqs.list_queue_tags(QueueUrl=url)["Tags"], {"a": "1"})
        queue = boto3.resource("sqs", endpoint_url=ENDPOINT, region_name="us-east-1").Queue(url)
        queue.send_message(MessageBody="through the resource")
        (message,) = queue.receive_messages()
        message.delete()
        self.assertEqual(queue.attributes["VisibilityTimeout"], "30")
        self.assertIn(url, self.sqs.list_queues(QueueNamePrefix="q-")["QueueUrls"])

    def test_case_108_text_for_another_client(self):
        name = os.environ.get("SLUICE_TEXT_QUEUE")
        url = self.sqs.create_queue(QueueName=name)["QueueUrl"]
        body = os.environ["SLUICE_TEXT"]
        self.assertEqual(self.sqs.send_message(QueueUrl=url, MessageBody=body)["MD5OfMessageBody"], md5(body))


if __name__ == "__main__":
    unittest.main()
