// The Go SDK, version 1: 1.44 speaks Query.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/aws/aws-sdk-go/aws"
	"github.com/aws/aws-sdk-go/aws/awserr"
	"github.com/aws/aws-sdk-go/aws/session"
	"github.com/aws/aws-sdk-go/service/sqs"
)

var client = sqs.New(session.Must(session.NewSession(&aws.Config{
	Endpoint: aws.String(os.Getenv("SLUICE_ENDPOINT")),
	Region:   aws.String("us-east-1"),
})))

const body = " \t\r\n<&>\"' héllo 😀 "

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

func refused(err error, code string) {
	failure, is := err.(awserr.Error)
	check(code, is && failure.Code() == code, err)
}

func makeQueue(suffix string, attributes map[string]*string) *string {
	name := fmt.Sprintf("go1-%d%s", time.Now().UnixNano(), suffix)
	made := must(client.CreateQueue(&sqs.CreateQueueInput{QueueName: &name, Attributes: attributes}))
	found := must(client.GetQueueUrl(&sqs.GetQueueUrlInput{QueueName: &name}))
	check("the same URL", *made.QueueUrl == *found.QueueUrl, made, found)
	return made.QueueUrl
}

func receive(url *string) []*sqs.Message {
	all := []*string{aws.String("All")}
	wish := &sqs.ReceiveMessageInput{QueueUrl: url, MaxNumberOfMessages: aws.Int64(10), AttributeNames: all, MessageAttributeNames: all}
	return must(client.ReceiveMessage(wish)).Messages
}

func sendAndDelete() {
	url := makeQueue("", nil)
	attributes := map[string]*sqs.MessageAttributeValue{
		"k": {DataType: aws.String("String"), StringValue: aws.String("x")},
		"b": {DataType: aws.String("Binary"), BinaryValue: []byte{1, 2, 255}},
	}
	sent := must(client.SendMessage(&sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String(body), MessageAttributes: attributes}))
	messages := receive(url)
	check("one message", len(messages) == 1, messages)
	message := messages[0]
	check("body", *message.Body == body, *message.Body)
	check("digests", *message.MD5OfBody == *sent.MD5OfMessageBody && *message.MD5OfMessageAttributes == *sent.MD5OfMessageAttributes, message)
	check("attributes", *message.MessageAttributes["k"].StringValue == "x" && message.MessageAttributes["b"].BinaryValue[2] == 255, message)
	check("closed", len(receive(url)) == 0)
	must(client.ChangeMessageVisibility(&sqs.ChangeMessageVisibilityInput{QueueUrl: url, ReceiptHandle: message.ReceiptHandle, VisibilityTimeout: aws.Int64(0)}))
	again := receive(url)
	check("count", *again[0].Attributes["ApproximateReceiveCount"] == "2", again)
	must(client.DeleteMessage(&sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: again[0].ReceiptHandle}))
}

func batches() {
	url := makeQueue("", nil)
	entries := []*sqs.SendMessageBatchRequestEntry{}
	for at := 0; at < 10; at++ {
		entries = append(entries, &sqs.SendMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(at)), MessageBody: aws.String(body)})
	}
	sent := must(client.SendMessageBatch(&sqs.SendMessageBatchInput{QueueUrl: url, Entries: entries}))
	check("ten sent", len(sent.Successful) == 10 && len(sent.Failed) == 0, sent)
	handles := []*sqs.DeleteMessageBatchRequestEntry{{Id: aws.String("bad"), ReceiptHandle: aws.String("garbage")}}
	for at, message := range receive(url)[:9] {
		handles = append(handles, &sqs.DeleteMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(at)), ReceiptHandle: message.ReceiptHandle})
	}
	removed := must(client.DeleteMessageBatch(&sqs.DeleteMessageBatchInput{QueueUrl: url, Entries: handles}))
	check("nine removed", len(removed.Successful) == 9 && len(removed.Failed) == 1, removed)
	check("one failed", *removed.Failed[0].Code == "ReceiptHandleIsInvalid" && *removed.Failed[0].SenderFault, removed)
}

func errors() {
	_, err := client.GetQueueUrl(&sqs.GetQueueUrlInput{QueueName: aws.String("nowhere")})
	refused(err, sqs.ErrCodeQueueDoesNotExist)
	url := makeQueue("", nil)
	_, err = client.DeleteMessage(&sqs.DeleteMessageInput{QueueUrl: url, ReceiptHandle: aws.String("garbage")})
	refused(err, sqs.ErrCodeReceiptHandleIsInvalid)
	_, err = client.SendMessage(&sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("\x01")})
	refused(err, sqs.ErrCodeInvalidMessageContents)
}

func fifo() {
	url := makeQueue(".fifo", map[string]*string{"FifoQueue": aws.String("true"), "ContentBasedDeduplication": aws.String("true")})
	first := must(client.SendMessage(&sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("a"), MessageGroupId: aws.String("g")}))
	again := must(client.SendMessage(&sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("a"), MessageGroupId: aws.String("g")}))
	check("a duplicate", *first.MessageId == *again.MessageId, first, again)
	must(client.SendMessage(&sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("b"), MessageGroupId: aws.String("g")}))
	messages := receive(url)
	check("in order", len(messages) == 2 && *messages[0].Body == "a" && *messages[1].Body == "b", messages)
}

func purge() {
	url := makeQueue("", nil)
	must(client.SendMessage(&sqs.SendMessageInput{QueueUrl: url, MessageBody: aws.String("x")}))
	must(client.PurgeQueue(&sqs.PurgeQueueInput{QueueUrl: url}))
	check("empty", len(receive(url)) == 0)
	_, err := client.PurgeQueue(&sqs.PurgeQueueInput{QueueUrl: url})
	refused(err, sqs.ErrCodePurgeQueueInProgress)
	must(client.DeleteQueue(&sqs.DeleteQueueInput{QueueUrl: url}))
}

func main() {
	sendAndDelete()
	batches()
	errors()
	fifo()
	purge()
	fmt.Println("5 passed, 0 failed")
}
