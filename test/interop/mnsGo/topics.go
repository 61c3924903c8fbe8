package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	mns "github.com/aliyun/aliyun-mns-go-sdk"
)

func makeTopic() mns.AliMNSTopic {
	name := aName("topic")
	done(mns.NewMNSTopicManager(client).CreateSimpleTopic(name))
	return mns.NewMNSTopic(name, client)
}

func wish(endpoint string, format mns.NotifyContentFormatType, tag string) mns.MessageSubsribeRequest {
	return mns.MessageSubsribeRequest{Endpoint: endpoint, FilterTag: tag, NotifyStrategy: mns.BACKOFF_RETRY, NotifyContentFormat: format}
}

func topics() {
	manager := mns.NewMNSTopicManager(client)
	topic := makeTopic()
	name := topic.Name()
	same := manager.CreateSimpleTopic(name)
	check("the same again", same != nil && strings.Contains(same.Error(), "the attribute is the same"), same)
	refused(manager.CreateTopic(name, 1024, false), "TopicAlreadyExist")
	done(manager.SetTopicAttributes(name, 2048, true))
	shown := must(manager.GetTopicAttributes(name))
	check("topic", shown.TopicName == name && shown.MaxMessageSize == 2048 && shown.LoggingEnabled, shown)
	listed := must(manager.ListTopic("", 5, name))
	check("listed", len(listed.Topics) == 1 && strings.HasSuffix(listed.Topics[0].TopicURL, "/topics/"+name), listed)
	details := must(manager.ListTopicDetail("", 5, name))
	check("in full", len(details.Attrs) == 1 && details.Attrs[0].MaxMessageSize == 2048, details)
	subscriptions(topic)
	done(manager.DeleteTopic(name))
	_, err := topic.PublishMessage(mns.MessagePublishRequest{MessageBody: "x"})
	refused(err, "TopicNotExist")
}

func subscriptions(topic mns.AliMNSTopic) {
	queue := makeQueue()
	endpoint := topic.GenerateQueueEndpoint(queue.Name())
	done(topic.Subscribe("s", wish(endpoint, mns.SIMPLIFIED, "red")))
	same := topic.Subscribe("s", wish(endpoint, mns.SIMPLIFIED, "red"))
	check("the same again", same != nil && strings.Contains(same.Error(), "the attribute is the same"), same)
	refused(topic.Subscribe("s", wish("http://example.com/", mns.SIMPLIFIED, "")), "SubscriptionAlreadyExist")
	refused(topic.Subscribe("s2", wish("ftp://x", mns.SIMPLIFIED, "")), "EndpointInvalid")
	done(topic.SetSubscriptionAttributes("s", mns.EXPONENTIAL_DECAY_RETRY))
	shown := must(topic.GetSubscriptionAttributes("s"))
	check("subscription", shown.Endpoint == endpoint && shown.FilterTag == "red" && shown.NotifyStrategy == mns.EXPONENTIAL_DECAY_RETRY, shown)
	listed := must(topic.ListSubscriptionByTopic("", 5, "s"))
	check("listed", len(listed.Subscriptions) == 1 && strings.HasSuffix(listed.Subscriptions[0].SubscriptionURL, "/subscriptions/s"), listed)
	must(topic.PublishMessage(mns.MessagePublishRequest{MessageBody: "not for it", MessageTag: "blue"}))
	mail := &mns.MessageAttributes{MailAttributes: &mns.MailAttributes{Subject: "Greetings", AccountName: "me"}}
	sent := must(topic.PublishMessage(mns.MessagePublishRequest{MessageBody: body, MessageTag: "red", MessageAttributes: mail}))
	message := must(receive(queue, 5))
	check("copied", message.MessageBody == body && message.MessageBodyMD5 == sent.MessageBodyMD5, message)
	_, err := receive(queue)
	refused(err, "MessageNotExist")
	done(topic.Unsubscribe("s"))
	_, err = topic.GetSubscriptionAttributes("s")
	check("unsubscribed", err != nil, err)
}

type push struct {
	path, body string
	headers    map[string]string
}

func pushes() {
	arrived := make(chan push, 1)
	server := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		headers := map[string]string{}
		for name, values := range request.Header {
			headers[strings.ToLower(name)] = values[0]
		}
		text, _ := io.ReadAll(request.Body)
		answer.WriteHeader(204)
		arrived <- push{request.URL.RequestURI(), string(text), headers}
	}))
	defer server.Close()
	topic := makeTopic()
	for _, format := range []mns.NotifyContentFormatType{mns.SIMPLIFIED, mns.XML, "JSON"} {
		done(topic.Subscribe("s", wish(server.URL+"/hook?format="+string(format), format, "")))
		sent := must(topic.PublishMessage(mns.MessagePublishRequest{MessageBody: body, MessageTag: "tag"}))
		came := <-arrived
		check("signature", authenticateWithHeaderMap("POST", came.path, came.headers), came)
		check("id", strings.Contains(came.body+came.headers["x-mns-message-id"], sent.MessageId), came)
		done(topic.Unsubscribe("s"))
	}
}
