// The Java SDK, version 1: 1.12.500 speaks Query, and checks every digest that it is given.
import com.amazonaws.auth.AWSStaticCredentialsProvider;
import com.amazonaws.auth.BasicAWSCredentials;
import com.amazonaws.client.builder.AwsClientBuilder.EndpointConfiguration;
import com.amazonaws.services.sqs.AmazonSQS;
import com.amazonaws.services.sqs.AmazonSQSClientBuilder;
import com.amazonaws.services.sqs.model.*;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

public class Suite {
  static final String BODY = " \t\r\n<&>\"' héllo 😀 ";
  static final AmazonSQS sqs = connect();

  static AmazonSQS connect() {
    var keys = new BasicAWSCredentials(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"));
    return AmazonSQSClientBuilder.standard()
        .withEndpointConfiguration(new EndpointConfiguration(System.getenv("SLUICE_ENDPOINT"), "us-east-1"))
        .withCredentials(new AWSStaticCredentialsProvider(keys))
        .build();
  }

  static void check(String what, Object seen, Object expected) {
    if (!expected.equals(seen)) throw new AssertionError(what + ": " + seen + " instead of " + expected);
  }

  static <Failure extends AmazonSQSException> void refused(Class<Failure> type, String code, Runnable call) {
    try {
      call.run();
    } catch (AmazonSQSException error) {
      check("class", error.getClass(), type);
      check("code", error.getErrorCode(), code);
      return;
    }
    throw new AssertionError("not refused: " + code);
  }

  static String makeQueue(String suffix, Map<String, String> attributes) {
    var name = "java1-" + UUID.randomUUID() + suffix;
    var url = sqs.createQueue(new CreateQueueRequest(name).withAttributes(attributes)).getQueueUrl();
    check("URL", sqs.getQueueUrl(name).getQueueUrl(), url);
    return url;
  }

  static List<Message> receive(String url) {
    var wish = new ReceiveMessageRequest(url).withMaxNumberOfMessages(10);
    return sqs.receiveMessage(wish.withAttributeNames("All").withMessageAttributeNames("All")).getMessages();
  }

  static void sendAndDelete() {
    var url = makeQueue("", Map.of());
    var bytes = ByteBuffer.wrap(new byte[] {1, 2, -1});
    var request = new SendMessageRequest(url, BODY)
        .addMessageAttributesEntry("k", new MessageAttributeValue().withDataType("String").withStringValue("x"))
        .addMessageAttributesEntry("b", new MessageAttributeValue().withDataType("Binary").withBinaryValue(bytes));
    var sent = sqs.sendMessage(request);
    var message = receive(url).get(0);
    check("body", message.getBody(), BODY);
    check("id", message.getMessageId(), sent.getMessageId());
    check("digest", message.getMD5OfMessageAttributes(), sent.getMD5OfMessageAttributes());
    check("attribute", message.getMessageAttributes().get("k").getStringValue(), "x");
    check("bytes", message.getMessageAttributes().get("b").getBinaryValue().get(2), (byte) -1);
    check("closed", receive(url).size(), 0);
    sqs.changeMessageVisibility(url, message.getReceiptHandle(), 0);
    var again = receive(url).get(0);
    check("count", again.getAttributes().get("ApproximateReceiveCount"), "2");
    sqs.deleteMessage(url, again.getReceiptHandle());
  }

  static void batches() {
    var url = makeQueue("", Map.of());
    var entries = new ArrayList<SendMessageBatchRequestEntry>();
    for (int at = 0; at < 10; at++) entries.add(new SendMessageBatchRequestEntry("" + at, BODY));
    check("sent", sqs.sendMessageBatch(url, entries).getSuccessful().size(), 10);
    var handles = new ArrayList<DeleteMessageBatchRequestEntry>();
    for (var message : receive(url).subList(0, 9))
      handles.add(new DeleteMessageBatchRequestEntry("" + handles.size(), message.getReceiptHandle()));
    handles.add(new DeleteMessageBatchRequestEntry("bad", "garbage"));
    var removed = sqs.deleteMessageBatch(url, handles);
    check("removed", removed.getSuccessful().size(), 9);
    check("failed", removed.getFailed().get(0).getCode(), "ReceiptHandleIsInvalid");
  }

  static void refusals() {
    var url = makeQueue("", Map.of());
    refused(QueueDoesNotExistException.class, "AWS.SimpleQueueService.NonExistentQueue", () -> sqs.getQueueUrl("nowhere"));
    refused(ReceiptHandleIsInvalidException.class, "ReceiptHandleIsInvalid", () -> sqs.deleteMessage(url, "garbage"));
    refused(EmptyBatchRequestException.class, "AWS.SimpleQueueService.EmptyBatchRequest",
        () -> sqs.sendMessageBatch(url, List.of()));
    refused(InvalidMessageContentsException.class, "InvalidMessageContents", () -> sqs.sendMessage(url, "\u0001"));
  }

  static void fifo() {
    var url = makeQueue(".fifo", Map.of("FifoQueue", "true"));
    var one = new SendMessageRequest(url, "a").withMessageGroupId("g").withMessageDeduplicationId("1");
    check("duplicate", sqs.sendMessage(one).getMessageId(), sqs.sendMessage(one).getMessageId());
    sqs.sendMessage(new SendMessageRequest(url, "b").withMessageGroupId("g").withMessageDeduplicationId("2"));
    check("order", receive(url).stream().map(Message::getBody).toList(), List.of("a", "b"));
  }

  static void purge() {
    var url = makeQueue("", Map.of());
    sqs.sendMessage(url, "x");
    sqs.purgeQueue(new PurgeQueueRequest(url));
    check("empty", receive(url).size(), 0);
    refused(PurgeQueueInProgressException.class, "AWS.SimpleQueueService.PurgeQueueInProgress",
        () -> sqs.purgeQueue(new PurgeQueueRequest(url)));
    sqs.deleteQueue(url);
  }

  public static void main(String[] arguments) {
    List<Runnable> all = List.of(Suite::sendAndDelete, Suite::batches, Suite::refusals, Suite::fifo, Suite::purge);
    all.forEach(Runnable::run);
    System.out.println(all.size() + " passed, 0 failed");
  }
}
