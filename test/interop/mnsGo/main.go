// The official Go SDK of MNS, unmodified. Version 1 takes the account and region out of an endpoint of five parts, so it is given
// one of Alibaba's, and by its own SetTransport the way to the server. What topics push is checked by the SDK's own example.
package main

import (
	"fmt"
	"math/rand"
	"net/url"
	"os"
	"sort"
	"strings"
	"time"

	mns "github.com/aliyun/aliyun-mns-go-sdk"
	"github.com/valyala/fasthttp"
)

const body = " \t\r\n<&>\"' héllo 😀 ]]> "

var client = connect(os.Getenv("SLUICE_ACCESS_KEY_ID"), os.Getenv("SLUICE_SECRET_ACCESS_KEY"))

type toServer struct{ host *fasthttp.HostClient }

func (to toServer) RoundTrip(_ *fasthttp.HostClient, request *fasthttp.Request, response *fasthttp.Response) (bool, error) {
	return false, to.host.Do(request, response)
}

func connect(id string, secret string) mns.MNSClient {
	address, _ := url.Parse(os.Getenv("SLUICE_ENDPOINT"))
	client := mns.NewAliMNSClient("http://1234567890.mns.cn-hangzhou.aliyuncs.com", id, secret)
	client.SetTransport(toServer{&fasthttp.HostClient{Addr: address.Host, ReadTimeout: 35 * time.Second}})
	return client
}

func check(name string, good bool, seen ...any) {
	if !good {
		fmt.Printf("FAILED %s: %v\n", name, seen)
		os.Exit(1)
	}
}

func done(err error) { check("no error", err == nil, err) }

func must[Output any](output Output, err error) Output {
	done(err)
	return output
}

func refused(err error, code string) {
	check(code, err != nil && strings.Contains(err.Error(), "code: "+code+","), err)
	check("request id", !strings.Contains(err.Error(), "request id: ,"), err)
}

func aName(prefix string) string { return fmt.Sprintf("%s-%d", prefix, rand.Int63()) }

func makeQueue() mns.AliMNSQueue {
	name := aName("go")
	done(mns.NewMNSQueueManager(client).CreateSimpleQueue(name))
	return mns.NewMNSQueue(name, client)
}

func receive(queue mns.AliMNSQueue, waitSeconds ...int64) (message mns.MessageReceiveResponse, err error) {
	answers, failures := make(chan mns.MessageReceiveResponse, 1), make(chan error, 1)
	queue.ReceiveMessage(answers, failures, waitSeconds...)
	select {
	case message = <-answers:
	case err = <-failures:
	}
	return
}

func receiveMany(take func(chan mns.BatchMessageReceiveResponse, chan error)) ([]mns.MessageReceiveResponse, error) {
	answers, failures := make(chan mns.BatchMessageReceiveResponse, 1), make(chan error, 1)
	take(answers, failures)
	select {
	case batch := <-answers:
		return batch.Messages, nil
	case err := <-failures:
		return nil, err
	}
}

func peek(queue mns.AliMNSQueue) (message mns.MessageReceiveResponse, err error) {
	answers, failures := make(chan mns.MessageReceiveResponse, 1), make(chan error, 1)
	queue.PeekMessage(answers, failures)
	select {
	case message = <-answers:
	case err = <-failures:
	}
	return
}

func send(text string, priority int64) mns.MessageSendRequest {
	return mns.MessageSendRequest{MessageBody: text, Priority: priority}
}

func queues() {
	manager := mns.NewMNSQueueManager(client)
	name := aName("go")
	done(manager.CreateQueueWithOptions(name, mns.WithVisibilityTimeout(60)))
	same := manager.CreateQueueWithOptions(name, mns.WithVisibilityTimeout(60))
	check("the same again", same != nil && strings.Contains(same.Error(), "the attribute is the same"), same)
	refused(manager.CreateQueueWithOptions(name, mns.WithVisibilityTimeout(61)), "QueueAlreadyExist")
	shown := must(manager.GetQueueAttributes(name))
	check("attributes", shown.QueueName == name && shown.VisibilityTimeout == 60 && shown.MaxMessageSize == 65536, shown)
	done(manager.SetQueueAttributesWithOptions(name, mns.WithVisibilityTimeout(90), mns.WithLoggingEnabled(true)))
	shown = must(manager.GetQueueAttributes(name))
	check("changed", shown.VisibilityTimeout == 90 && shown.LoggingEnabled, shown)
	done(manager.DeleteQueue(name))
	done(manager.DeleteQueue(name))
	_, err := manager.GetQueueAttributes(name)
	refused(err, "QueueNotExist")
	refused(manager.CreateSimpleQueue("a$b"), "InvalidQueueName")
}

func lists() {
	manager := mns.NewMNSQueueManager(client)
	prefix := aName("list")
	for _, letter := range []string{"a", "b", "c"} {
		done(manager.CreateSimpleQueue(prefix + "-" + letter))
	}
	first := must(manager.ListQueue("", 2, prefix))
	check("first page", len(first.Queues) == 2 && strings.HasSuffix(first.Queues[1].QueueURL, "/queues/"+prefix+"-b"), first)
	next := must(manager.ListQueueDetail(first.NextMarker, 2, prefix))
	check("next page", len(next.Attrs) == 1 && next.Attrs[0].QueueName == prefix+"-c" && next.NextMarker == "", next)
	check("none", len(must(manager.ListQueue("", 2, aName("none"))).Queues) == 0)
}

func messages() {
	queue := makeQueue()
	sent := must(queue.SendMessage(send(body, 3)))
	peeked := must(peek(queue))
	check("peeked", peeked.MessageId == sent.MessageId && peeked.MessageBody == body && peeked.DequeueCount == 0, peeked)
	received := must(receive(queue, 5))
	check("received", received.MessageBody == body && received.Priority == 3 && received.DequeueCount == 1, received)
	check("digest", received.MessageBodyMD5 == sent.MessageBodyMD5 && received.RequestId != "", received)
	_, err := receive(queue)
	refused(err, "MessageNotExist")
	_, err = peek(queue)
	refused(err, "MessageNotExist")
	changed := must(queue.ChangeMessageVisibility(received.ReceiptHandle, 1))
	check("visible", changed.NextVisibleTime-time.Now().UnixMilli() < 1900, changed)
	again := must(receive(queue, 5))
	check("again", again.MessageId == sent.MessageId && again.DequeueCount == 2, again)
	check("first time", again.FirstDequeueTime == received.FirstDequeueTime, again)
	_, err = queue.ChangeMessageVisibility(received.ReceiptHandle, 5)
	refused(err, "MessageNotExist")
	done(queue.DeleteMessage(again.ReceiptHandle))
	refused(queue.DeleteMessage(again.ReceiptHandle), "MessageNotExist")
	_, err = queue.SendMessage(send("no priority", 0))
	refused(err, "InvalidArgument")
	_, err = mns.NewMNSQueue(aName("none"), client).SendMessage(send("x", 8))
	refused(err, "QueueNotExist")
}

func prioritiesAndDelays() {
	queue := makeQueue()
	for _, priority := range []int64{16, 8, 1} {
		must(queue.SendMessage(send(fmt.Sprint("p", priority), priority)))
	}
	for _, text := range []string{"p1", "p8", "p16"} {
		message := must(receive(queue))
		check("in order", message.MessageBody == text, message)
	}
	sent := must(queue.SendMessage(mns.MessageSendRequest{MessageBody: "later", Priority: 8, DelaySeconds: 600}))
	_, err := receive(queue)
	refused(err, "MessageNotExist")
	must(queue.ChangeMessageVisibility(sent.ReceiptHandle, 1))
	message := must(receive(queue, 5))
	check("later", message.MessageBody == "later", message)
}

func batches() {
	queue := makeQueue()
	requests := []mns.MessageSendRequest{}
	for at := 0; at < 16; at++ {
		requests = append(requests, send(fmt.Sprintf("body %02d", at), 8))
	}
	sent := must(queue.BatchSendMessage(requests...))
	check("sent", len(sent.Messages) == 16 && sent.Messages[15].MessageId != "", sent)
	peeked := must(receiveMany(func(answers chan mns.BatchMessageReceiveResponse, failures chan error) {
		queue.BatchPeekMessage(answers, failures, 16)
	}))
	check("peeked", len(peeked) == 16, peeked)
	take := func(most int32, waitSeconds ...int64) ([]mns.MessageReceiveResponse, error) {
		return receiveMany(func(answers chan mns.BatchMessageReceiveResponse, failures chan error) {
			queue.BatchReceiveMessage(answers, failures, most, waitSeconds...)
		})
	}
	received := must(take(16, 5))
	texts, handles := []string{}, []string{}
	for _, message := range received {
		texts, handles = append(texts, message.MessageBody), append(handles, message.ReceiptHandle)
	}
	sort.Strings(texts)
	check("received", len(texts) == 16 && texts[0] == "body 00" && texts[15] == "body 15", texts)
	must(queue.BatchDeleteMessage(handles[:15]...))
	failed, err := queue.BatchDeleteMessage(handles[14:]...)
	check("one failed", err != nil && len(failed.FailedMessages) == 1, failed, err)
	check("which", failed.FailedMessages[0].ErrorCode == "MessageNotExist" && failed.FailedMessages[0].ReceiptHandle == handles[14], failed)
	_, err = take(16)
	refused(err, "MessageNotExist")
	mixed, err := queue.BatchSendMessage(send("good", 8), send("bad", 99))
	check("a part failed", err != nil && len(mixed.Messages) == 2, mixed, err)
	check("which part", mixed.Messages[0].MessageId != "" && mixed.Messages[1].ErrorCode == "InvalidArgument", mixed)
	good := must(take(1))
	check("good", len(good) == 1 && good[0].MessageBody == "good", good)
}

func longPolls() {
	queue := makeQueue()
	start := time.Now()
	_, err := receive(queue, 1)
	refused(err, "MessageNotExist")
	check("a second", time.Since(start) > 900*time.Millisecond && time.Since(start) < 1900*time.Millisecond, time.Since(start))
	go func() {
		time.Sleep(200 * time.Millisecond)
		must(queue.SendMessage(send("wake up", 8)))
	}()
	message := must(receive(queue, 20))
	check("woken", message.MessageBody == "wake up" && time.Since(start) < 5*time.Second, message)
}

func account() {
	opened := must(mns.NewAccountManager(client).OpenService())
	check("service", opened.OrderId != "", opened)
}

func strangers() {
	_, err := mns.NewMNSQueueManager(connect("AKIAIOSFODNN7EXAMPLE", "x")).ListQueue("", 1, "q")
	refused(err, "InvalidAccessKeyId")
	_, err = mns.NewMNSQueueManager(connect(os.Getenv("SLUICE_ACCESS_KEY_ID"), "guessed")).ListQueue("", 1, "q")
	refused(err, "SignatureDoesNotMatch")
}

func main() {
	all := []func(){queues, lists, messages, prioritiesAndDelays, batches, longPolls, topics, pushes, account, strangers}
	for _, one := range all {
		one()
	}
	fmt.Printf("%d passed, 0 failed\n", len(all))
}
