// The Go SDK, version 2: JSON, errors as types.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
	"github.com/aws/smithy-go"
)

var ctx = context.Background()
var client = connect()

const body = " \t\r\n<&>\"' héllo 😀 "

func connect() *sqs.Client {
	keys := aws.Credentials{AccessKeyID: os.Getenv("AWS_ACCESS_KEY_ID"), SecretAccessKey: os.Getenv("AWS_SECRET_ACCESS_KEY")}
	return sqs.New(sqs.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(os.Getenv("SLUICE_ENDPOINT")),
		Credentials:  aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) { return keys, nil }),
	})
}

func check(name string, good bool, seen ...any) {
	if !good {
		fmt.Printf("FAILED %s: %v\n", name, seen)
		os.Exit(1)
	}
}

func must[Output any](output Output, err error) Output {
	check("no error", err == nil, err)
	return output
}

func refused[Shape error](err error, code string) {
	var shape Shape
	check("the right type", errors.As(err, &shape), err)
	var failure smithy.APIError
	check(code, errors.As(err, &failure) && failure.ErrorCode() == code, err)
}

func makeQueue(suffix string, attributes map[string]string) *string {
	name := fmt.Sprintf("go2-%d%s", time.Now().UnixNano(), suffix)
	made := must(client.CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: &name, Attributes: attributes}))
	found := must(client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name}))
	check("the same URL", *made.QueueUrl == *found.QueueUrl, made, found)
	return made.QueueUrl
}

func receive(url *string) []types.Message {
	wish := &sqs.ReceiveMessageInput{
		QueueUrl: url, MaxNumberOfMessages: 10, MessageAttributeNames: []string{"All"},
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{types.MessageSystemAttributeNameAll},
	}
	return must(client.ReceiveMessage(ctx, wish)).Messages
}

func sendAndDelete() {
	url := makeQueue("", nil)
	attributes := map[string]types.MessageAttributeValue{
		"k": {DataType: aws.String("String"), StringValue: aws.String("x")},
		"b": {DataType: aws.String("Binary"), BinaryValue: []byte{1, 2, 255}},
	}
	sent := must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String(body), MessageAttributes: attributes}))
	messages := receive(url)
	check("one message", len(messages) == 1, messages)
	message := messages[0]
	check("body", *message.Body == body, *message.Body)
	check("digests", *message.MD5OfBody == *sent.MD5OfMessageBody && *message.MD5OfMessageAttributes == *sent.MD5OfMessageAttributes, message)
	check("attributes", *message.MessageAttributes["k"].StringValue == "x" && message.MessageAttributes["b"].BinaryValue[2] == 255, message)
	check("closed", len(receive(url)) == 0)
	must(client.ChangeMessageVisibility(ctx, &sqs.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: 0}))
	again := receive(url)
	check("count", again[0].Attributes["ApproximateReceiveCount"] == "2", again)
	must(client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: again[0].ReceiptHandle}))
}

func batches() {
	url := makeQueue("", nil)
	entries := []types.SendMessageBatchRequestEntry{}
	for at := 0; at < 10; at++ {
		entries = append(entries, types.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(at)), MessageBody: aws.String(body)})
	}
	sent := must(client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: url, Entries: entries}))
	check("ten sent", len(sent.Successful) == 10 && len(sent.Failed) == 0, sent)
	handles := []types.DeleteMessageBatchRequestEntry{{Id: aws.String("bad"), ReceiptHandle: aws.String("garbage")}}
	for at, message := range receive(url)[:9] {
		handles = append(handles, types.DeleteMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(at)), ReceiptHandle: message.ReceiptHandle})
	}
	removed := must(client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: url, Entries: handles}))
	check("nine removed", len(removed.Successful) == 9 && len(removed.Failed) == 1, removed)
	check("one failed", *removed.Failed[0].Code == "ReceiptHandleIsInvalid" && removed.Failed[0].SenderFault, removed)
}

func refusals() {
	_, err := client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: aws.String("nowhere")})
	refused[*types.QueueDoesNotExist](err, "AWS.SimpleQueueService.NonExistentQueue")
	url := makeQueue("", nil)
	_, err = client.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: aws.String("garbage")})
	refused[*types.ReceiptHandleIsInvalid](err, "ReceiptHandleIsInvalid")
	_, err = client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("\x01")})
	refused[*types.InvalidMessageContents](err, "InvalidMessageContents")
	_, err = client.SendMessageBatch(ctx, &sqs.SendMessageBatchInput{QueueUrl: url, Entries: []types.SendMessageBatchRequestEntry{}})
	refused[*types.EmptyBatchRequest](err, "AWS.SimpleQueueService.EmptyBatchRequest")
}

func fifo() {
	url := makeQueue(".fifo", map[string]string{"FifoQueue": "true", "ContentBasedDeduplication": "true"})
	first := must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("a"), MessageGroupId: aws.String("g")}))
	again := must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("a"), MessageGroupId: aws.String("g")}))
	check("a duplicate", *first.MessageId == *again.MessageId, first, again)
	must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("b"), MessageGroupId: aws.String("g")}))
	messages := receive(url)
	check("in order", len(messages) == 2 && *messages[0].Body == "a" && *messages[1].Body == "b", messages)
}

func purge() {
	url := makeQueue("", nil)
	must(client.SendMessage(ctx, &sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")}))
	must(client.PurgeQueue(ctx, &sqs.PurgeQueueInput{QueueUrl: url}))
	check("empty", len(receive(url)) == 0)
	_, err := client.PurgeQueue(ctx, &sqs.PurgeQueueInput{QueueUrl: url})
	refused[*types.PurgeQueueInProgress](err, "AWS.SimpleQueueService.PurgeQueueInProgress")
	must(client.DeleteQueue(ctx, &sqs.DeleteQueueInput{QueueUrl: url}))
}

func main() {
	sendAndDelete()
	batches()
	refusals()
	fifo()
	purge()
	fmt.Println("5 passed, 0 failed")
}
