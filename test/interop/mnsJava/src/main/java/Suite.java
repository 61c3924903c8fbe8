// The official Java SDK of MNS, unmodified, with both versions of its signature. Its parser is strict about the namespace of errors.
import com.aliyun.mns.client.*;
import com.aliyun.mns.common.*;
import com.aliyun.mns.common.auth.SignVersion;
import com.aliyun.mns.common.http.ClientConfiguration;
import com.aliyun.mns.model.*;
import java.util.*;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

public class Suite {
  static final String BODY = " \t\r\n<&>\"' héllo 😀 ]]> ";
  static MNSClient mns;

  interface Call { void run() throws Exception; }

  static MNSClient connect(String id, String secret, SignVersion version) {
    var configuration = new ClientConfiguration();
    configuration.setSignatureVersion(version);
    return MNSClientBuilder.create().accountEndpoint(System.getenv("SLUICE_ENDPOINT"))
        .accessKeyId(id).accessKeySecret(secret).region("cn-hangzhou").clientConfiguration(configuration).build();
  }

  static void check(String what, Object seen, Object expected) {
    if (!Objects.equals(expected, seen)) throw new AssertionError(what + ": " + seen + " instead of " + expected);
  }

  static void refused(String code, Call call) throws Exception {
    try {
      call.run();
    } catch (ServiceException error) {
      check("code", error.getErrorCode(), code);
      check("request id of " + code, error.getRequestId() != null && error.getRequestId().matches("[0-9A-F]{24}"), true);
      return;
    } catch (ServiceHandlingRequiredException error) {
      check("code", error.getErrorCode(), code);
      return;
    }
    throw new AssertionError("not refused: " + code);
  }

  static String aName(String prefix) {
    return prefix + "-" + UUID.randomUUID();
  }

  static QueueMeta meta(String name, long visibilitySeconds) {
    var meta = new QueueMeta();
    meta.setQueueName(name);
    meta.setVisibilityTimeout(visibilitySeconds);
    return meta;
  }

  static CloudQueue makeQueue() {
    return mns.createQueue(meta(aName("java"), 30));
  }

  static List<String> bodies(List<Message> messages) {
    return messages.stream().map(Message::getMessageBodyAsRawString).sorted().toList();
  }

  static Message raw(String body) {
    var message = new Message();
    message.setMessageBodyAsRawString(body);
    return message;
  }

  static void queues() throws Exception {
    var name = aName("java");
    var queue = mns.getQueueRef(name);
    check("URL", queue.create(meta(name, 60)).endsWith("/queues/" + name), true);
    queue.create(meta(name, 60));
    refused("QueueAlreadyExist", () -> queue.create(meta(name, 61)));
    var shown = queue.getAttributes();
    check("attributes", List.of(shown.getQueueName(), shown.getVisibilityTimeout(), shown.getMaxMessageSize()), List.of(name, 60L, 65536L));
    var wish = meta(name, 90);
    wish.setLoggingEnabled(true);
    queue.setAttributes(wish);
    check("changed", queue.getAttributes().getVisibilityTimeout(), 90L);
    check("logging", queue.getAttributes().isLoggingEnabled(), true);
    check("exists", queue.isQueueExist(), true);
    queue.delete();
    queue.delete();
    check("is gone", queue.isQueueExist(), false);
    refused("QueueNotExist", queue::getAttributes);
    refused("QueueNotExist", queue::popMessage);
    refused("InvalidArgument", () -> mns.createQueue(meta(aName("java"), 43201)));
  }

  static void lists() {
    var prefix = aName("list");
    for (var letter : List.of("a", "b", "c")) mns.createQueue(meta(prefix + "-" + letter, 30));
    var first = mns.listQueueURL(prefix, "", 2);
    check("first page", first.getResult().stream().map(url -> url.split("/queues/")[1]).toList(), List.of(prefix + "-a", prefix + "-b"));
    var next = mns.listQueue(prefix, first.getMarker(), 2);
    check("next page", next.getResult().size(), 1);
    check("name", next.getResult().get(0).getQueueURL().endsWith(prefix + "-c"), true);
    check("no more", next.getMarker() == null || next.getMarker().isEmpty(), true);
    var none = mns.listQueueURL(aName("none"), "", 2);
    check("none", none == null || none.getResult() == null || none.getResult().isEmpty(), true);
  }

  static void messages() throws Exception {
    var queue = makeQueue();
    var message = new Message(BODY);
    message.setPriority(3);
    var sent = queue.putMessage(message);
    var peeked = queue.peekMessage();
    check("peeked", List.of(peeked.getMessageId(), peeked.getMessageBody(), peeked.getDequeueCount()), List.of(sent.getMessageId(), BODY, 0));
    var received = queue.popMessage(5);
    check("received", List.of(received.getMessageBody(), received.getPriority(), received.getDequeueCount()), List.of(BODY, 3, 1));
    check("digest", received.getMessageBodyMD5(), sent.getMessageBodyMD5());
    check("nothing", queue.popMessage(), null);
    check("nothing to see", queue.peekMessage(), null);
    var changed = queue.changeMessageVisibility(received.getReceiptHandle(), 1);
    check("visible", Math.abs(changed.getNextVisibleTime().getTime() - System.currentTimeMillis() - 1000) < 900, true);
    var again = queue.popMessage(5);
    check("again", List.of(again.getMessageId(), again.getDequeueCount()), List.of(sent.getMessageId(), 2));
    check("first time", again.getFirstDequeueTime(), received.getFirstDequeueTime());
    refused("MessageNotExist", () -> queue.changeMessageVisibilityTimeout(received.getReceiptHandle(), 5));
    queue.deleteMessage(queue.changeMessageVisibilityTimeout(again.getReceiptHandle(), 100));
    refused("MessageNotExist", () -> queue.deleteMessage(again.getReceiptHandle()));
    queue.putMessage(raw(BODY));
    check("raw", queue.popMessage(1).getMessageBodyAsRawString(), BODY);
    refused("QueueNotExist", () -> mns.getQueueRef(aName("none")).putMessage(raw("x")));
  }

  static void prioritiesAndDelays() throws Exception {
    var queue = makeQueue();
    for (var priority : List.of(16, 8, 1)) {
      var message = raw("p" + priority);
      message.setPriority(priority);
      queue.putMessage(message);
    }
    for (var body : List.of("p1", "p8", "p16")) check("in order", queue.popMessage().getMessageBodyAsRawString(), body);
    var delayed = raw("later");
    delayed.setDelaySeconds(600);
    var handle = queue.putMessage(delayed).getReceiptHandle();
    check("not yet", queue.popMessage(), null);
    queue.changeMessageVisibilityTimeout(handle, 1);
    check("now", queue.popMessage(5).getMessageBodyAsRawString(), "later");
  }

  static void properties() throws Exception {
    var queue = makeQueue();
    var message = raw("x");
    var properties = Map.of("text", new MessagePropertyValue("ø < 😀"), "number", new MessagePropertyValue(42),
        "yes", new MessagePropertyValue(true), "bytes", new MessagePropertyValue(new byte[] {0, 1, -1}));
    message.setUserProperties(properties);
    var trace = new MessageSystemPropertyValue(SystemPropertyType.STRING, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    message.putSystemProperty(MessageSystemPropertyName.TRACE_PARENT, trace);
    queue.putMessage(message);
    for (var seen : List.of(queue.peekMessage(), queue.batchPeekMessage(2).get(0), queue.popMessage(1))) {
      properties.forEach((name, value) -> {
        check(name, seen.getUserProperties().get(name).getDataType(), value.getDataType());
        check(name, seen.getUserProperties().get(name).getStringValueByType(), value.getStringValueByType());
      });
      check("trace", seen.getSystemProperty(MessageSystemPropertyName.TRACE_PARENT).getStringValueByType(), trace.getStringValueByType());
    }
  }

  static void batches() throws Exception {
    var queue = makeQueue();
    var texts = IntStream.range(0, 16).mapToObj(at -> "body " + at).sorted().toList();
    check("sent", queue.batchPutMessage(texts.stream().map(Suite::raw).toList()).size(), 16);
    check("peeked", bodies(queue.batchPeekMessage(16)), texts);
    var received = queue.batchPopMessage(16, 5);
    check("received", bodies(received), texts);
    var handles = received.stream().map(Message::getReceiptHandle).toList();
    queue.batchDeleteMessage(handles.subList(0, 15));
    try {
      queue.batchDeleteMessage(handles.subList(14, 16));
      throw new AssertionError("a batch with a dead handle passed");
    } catch (ServiceHandlingRequiredException wrapped) {
      var error = (BatchDeleteException) wrapped.getCause();
      check("failed", error.getErrorMessages().keySet(), Set.of(handles.get(14)));
      check("code", error.getErrorMessages().get(handles.get(14)).getErrorCode(), "MessageNotExist");
    }
    check("nothing", queue.batchPopMessage(16), null);
    try {
      var bad = raw("bad");
      bad.setPriority(99);
      queue.batchPutMessage(List.of(raw("good"), bad));
      throw new AssertionError("a batch with a bad message passed");
    } catch (BatchSendException error) {
      check("fates", error.getMessages().stream().map(Message::isErrorMessage).toList(), List.of(false, true));
      check("code", error.getMessages().get(1).getErrorMessageDetail().getErrorCode(), "InvalidArgument");
    }
    check("good", bodies(queue.batchPopMessage(1)), List.of("good"));
  }

  static void longPolls() throws Exception {
    var queue = makeQueue();
    var startMs = System.currentTimeMillis();
    check("nothing", queue.popMessage(1), null);
    check("a second", Math.abs(System.currentTimeMillis() - startMs - 1000) < 900, true);
    var waiting = CompletableFuture.supplyAsync(() -> {
      try {
        return queue.popMessage(20);
      } catch (ServiceHandlingRequiredException error) {
        throw new AssertionError(error);
      }
    });
    Thread.sleep(200);
    queue.putMessage(raw("wake up"));
    check("woken", waiting.get().getMessageBodyAsRawString(), "wake up");
    check("at once", System.currentTimeMillis() - startMs < 5000, true);
  }

  static SubscriptionMeta subscription(String endpoint, SubscriptionMeta.NotifyContentFormat format, String tag) {
    var meta = new SubscriptionMeta();
    meta.setSubscriptionName("s");
    meta.setEndpoint(endpoint);
    meta.setNotifyContentFormat(format);
    meta.setNotifyStrategy(SubscriptionMeta.NotifyStrategy.BACKOFF_RETRY);
    if (tag != null) meta.setFilterTag(tag);
    return meta;
  }

  static TopicMessage topicMessage(String body, String tag) {
    var message = new RawTopicMessage();
    message.setBaseMessageBody(body);
    message.setMessageTag(tag);
    return message;
  }

  static CloudTopic makeTopic() {
    var meta = new TopicMeta();
    meta.setTopicName(aName("topic"));
    return mns.createTopic(meta);
  }

  static String nameOf(CloudTopic topic) {
    return topic.getTopicURL().split("/topics/")[1];
  }

  static void topics() throws Exception {
    var topic = makeTopic();
    var name = nameOf(topic);
    var meta = topic.getAttribute();
    check("topic", List.of(meta.getTopicName(), meta.getMaxMessageSize(), meta.getMessageRetentionPeriod()), List.of(name, 65536L, 86400L));
    meta.setMaxMessageSize(2048L);
    topic.setAttribute(meta);
    check("changed", topic.getAttribute().getMaxMessageSize(), 2048L);
    var other = new TopicMeta();
    other.setTopicName(name);
    other.setMaxMessageSize(1024L);
    refused("TopicAlreadyExist", () -> topic.create(other));
    check("listed", mns.listTopicURL(name, "", 5).getResult().get(0).endsWith("/topics/" + name), true);
    var queue = makeQueue();
    var endpoint = topic.generateQueueEndpoint(queue.getQueueURL().split("/queues/")[1]);
    var simplified = SubscriptionMeta.NotifyContentFormat.SIMPLIFIED;
    check("URL", topic.subscribe(subscription(endpoint, simplified, "red")).endsWith("/topics/" + name + "/subscriptions/s"), true);
    topic.subscribe(subscription(endpoint, simplified, "red"));
    refused("SubscriptionAlreadyExist", () -> topic.subscribe(subscription("http://example.com/", simplified, null)));
    var bad = subscription("ftp://x", simplified, null);
    bad.setSubscriptionName("s2");
    refused("EndpointInvalid", () -> topic.subscribe(bad));
    var wish = subscription(endpoint, simplified, "red");
    wish.setNotifyStrategy(SubscriptionMeta.NotifyStrategy.EXPONENTIAL_DECAY_RETRY);
    topic.setSubscriptionAttr(wish);
    var shown = topic.getSubscriptionAttr("s");
    check("subscription", List.of(shown.getEndpoint(), shown.getFilterTag(), shown.getNotifyStrategy(), shown.getNotifyContentFormat()),
        List.of(endpoint, "red", SubscriptionMeta.NotifyStrategy.EXPONENTIAL_DECAY_RETRY, simplified));
    check("subscriptions", topic.listSubscriptionUrls("s", "", 5).getResult().size(), 1);
    topic.publishMessage(topicMessage("not for it", "blue"));
    var sent = topic.publishMessage(topicMessage(BODY, "red"));
    var received = queue.popMessage(5);
    check("copied", received.getMessageBodyAsRawString(), BODY);
    check("digest", received.getMessageBodyMD5(), sent.getMessageBodyMD5());
    check("nothing else", queue.popMessage(), null);
    topic.unsubscribe("s");
    refused("SubscriptionNotExist", () -> topic.getSubscriptionAttr("s"));
    topic.delete();
    refused("TopicNotExist", () -> topic.publishMessage(topicMessage("x", "red")));
  }

  static void pulls() throws Exception {
    var names = new Vector<>(List.of(aName("pull"), aName("pull")));
    var meta = new TopicMeta();
    meta.setTopicName(aName("topic"));
    var topic = mns.createPullTopic(meta, names, true, meta("template", 30));
    topic.publishMessage(topicMessage(BODY, null));
    for (var name : names) check("pulled", mns.getQueueRef(name).popMessage(5).getMessageBodyAsRawString(), BODY);
    topic.delete(true);
  }

  /** Transactions of the SDK are delayed messages, whose handles from the send delete them or let them go. */
  static void transactions() throws Exception {
    var transactions = mns.createTransQueue(meta(aName("java"), 30), message -> true);
    try {
      var queue = transactions.getInnerQueue();
      transactions.rollbackMessage(transactions.sendPrepareMessage(raw("rolled back")));
      transactions.commitMessage(transactions.sendPrepareMessage(raw("committed")));
      check("committed", queue.popMessage(5).getMessageBodyAsRawString(), "committed");
      check("rolled back", queue.popMessage(), null);
    } finally {
      transactions.delete();
    }
  }

  static void async() throws Exception {
    var queue = makeQueue();
    check("sent", queue.asyncPutMessage(raw("x"), null).getResult(5000) != null, true);
    var received = queue.asyncPopMessage(5, null).getResult(10000);
    check("received", received.getMessageBodyAsRawString(), "x");
    queue.asyncDeleteMessage(received.getReceiptHandle(), null).getResult(5000);
    check("nothing", queue.popMessage(), null);
  }

  static void pushes() throws Exception {
    try (var receiver = new Receiver()) {
      var topic = makeTopic();
      for (var format : List.of(SubscriptionMeta.NotifyContentFormat.SIMPLIFIED, SubscriptionMeta.NotifyContentFormat.XML, SubscriptionMeta.NotifyContentFormat.JSON)) {
        topic.subscribe(subscription(receiver.url + "/hook?format=" + format, format, null));
        var sent = topic.publishMessage(topicMessage(BODY, "tag"));
        var push = receiver.next();
        check("path", push.path(), "/hook?format=" + format);
        check("signature of " + format, Receiver.isSigned(push), true);
        check(format.name(), (push.body() + push.headers().get("x-mns-message-id")).contains(sent.getMessageId()), true);
        topic.unsubscribe("s");
      }
    }
  }

  static void account() {
    var attributes = new AccountAttributes();
    attributes.setLoggingBucket("bucket");
    mns.setAccountAttributes(attributes);
    check("bucket", mns.getAccountAttributes().getLoggingBucket(), "bucket");
    check("service", mns.openService().getOrderId() != null, true);
  }

  static void others(SignVersion version) throws Exception {
    var id = System.getenv("SLUICE_ACCESS_KEY_ID");
    refused("InvalidAccessKeyId", () -> connect("AKIAIOSFODNN7EXAMPLE", "x", version).listQueueURL("", "", 1));
    refused("SignatureDoesNotMatch", () -> connect(id, "guessed", version).listQueueURL("", "", 1));
  }

  /** Ends the process itself: a client that was not closed has threads that would keep it. */
  public static void main(String[] arguments) {
    try {
      runAll();
      System.exit(0);
    } catch (Throwable failure) {
      failure.printStackTrace();
      System.exit(1);
    }
  }

  static void runAll() throws Exception {
    List<Call> all = List.of(Suite::queues, Suite::lists, Suite::messages, Suite::prioritiesAndDelays, Suite::properties,
        Suite::batches, Suite::longPolls, Suite::topics, Suite::pulls, Suite::transactions, Suite::async, Suite::pushes, Suite::account);
    for (var version : SignVersion.values()) {
      mns = connect(System.getenv("SLUICE_ACCESS_KEY_ID"), System.getenv("SLUICE_SECRET_ACCESS_KEY"), version);
      for (var call : all) call.run();
      others(version);
      mns.close();
    }
    System.out.println(2 * (all.size() + 1) + " passed, 0 failed");
  }
}
