// The Java SDK, version 2: JSON, and every digest is checked.
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.*;

public class Suite {
  static final String BODY = " \t\r\n<&>\"' héllo 😀 ";
  static final SqsClient sqs = connect();

  static SqsClient connect() {
    var keys = AwsBasicCredentials.create(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"));
    return SqsClient.builder()
        .endpointOverride(URI.create(System.getenv("SLUICE_ENDPOINT")))
        .region(Region.US_EAST_1)
        .credentialsProvider(StaticCredentialsProvider.create(keys))
        .build();
  }

  static void check(String what, Object seen, Object expected) {
    if (!expected.equals(seen)) throw new AssertionError(what + ": " + seen + " instead of " + expected);
  }

  static void refused(Class<? extends SqsException> type, String code, Runnable call) {
    try {
      call.run();
    } catch (SqsException error) {
      check("class", error.getClass(), type);
      check("code", error.awsErrorDetails().errorCode(), code);
      return;
    }
    throw new AssertionError("not refused: " + code);
  }

  static String makeQueue(String suffix, Map<QueueAttributeName, String> attributes) {
    var name = "java2-" + UUID.randomUUID() + suffix;
    var url = sqs.createQueue(request -> request.queueName(name).attributes(attributes)).queueUrl();
    check("URL", sqs.getQueueUrl(request -> request.queueName(name)).queueUrl(), url);
    return url;
  }

  static List<Message> receive(String url) {
    return sqs.receiveMessage(request -> request.queueUrl(url).maxNumberOfMessages(10)
        .messageSystemAttributeNames(MessageSystemAttributeName.ALL).messageAttributeNames("All")).messages();
  }

  static void sendAndDelete() {
    var url = makeQueue("", Map.of());
    var bytes = SdkBytes.fromByteArray(new byte[] {1, 2, -1});
    var attributes = Map.of(
        "k", MessageAttributeValue.builder().dataType("String").stringValue("x").build(),
        "n", MessageAttributeValue.builder().dataType("Number.java.lang.Integer").stringValue("42").build(),
        "b", MessageAttributeValue.builder().dataType("Binary").binaryValue(bytes).build());
    var sent = sqs.sendMessage(request -> request.queueUrl(url).messageBody(BODY).messageAttributes(attributes));
    var message = receive(url).get(0);
    check("body", message.body(), BODY);
    check("id", message.messageId(), sent.messageId());
    check("digest", message.md5OfMessageAttributes(), sent.md5OfMessageAttributes());
    check("attributes", message.messageAttributes(), attributes);
    check("closed", receive(url).size(), 0);
    sqs.changeMessageVisibility(request ->
        request.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
    var again = receive(url).get(0);
    check("count", again.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT), "2");
    sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle(again.receiptHandle()));
  }

  static void batches() {
    var url = makeQueue("", Map.of());
    var entries = IntStream.range(0, 10)
        .mapToObj(at -> SendMessageBatchRequestEntry.builder().id("" + at).messageBody(BODY).build()).toList();
    check("sent", sqs.sendMessageBatch(request -> request.queueUrl(url).entries(entries)).successful().size(), 10);
    var good = receive(url).stream().limit(9).map(Message::receiptHandle);
    var handles = Stream.concat(good, Stream.of("garbage"))
        .map(handle -> DeleteMessageBatchRequestEntry.builder().id("" + Math.abs(handle.hashCode())).receiptHandle(handle).build())
        .toList();
    var removed = sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(handles));
    check("removed", removed.successful().size(), 9);
    check("failed", removed.failed().get(0).code(), "ReceiptHandleIsInvalid");
  }

  static void refusals() {
    var url = makeQueue("", Map.of());
    refused(QueueDoesNotExistException.class, "AWS.SimpleQueueService.NonExistentQueue",
        () -> sqs.getQueueUrl(request -> request.queueName("nowhere")));
    refused(ReceiptHandleIsInvalidException.class, "ReceiptHandleIsInvalid",
        () -> sqs.deleteMessage(request -> request.queueUrl(url).receiptHandle("garbage")));
    refused(EmptyBatchRequestException.class, "AWS.SimpleQueueService.EmptyBatchRequest",
        () -> sqs.sendMessageBatch(request -> request.queueUrl(url).entries(List.of())));
    refused(InvalidMessageContentsException.class, "InvalidMessageContents",
        () -> sqs.sendMessage(request -> request.queueUrl(url).messageBody("\u0001")));
  }

  static void fifo() {
    var url = makeQueue(".fifo", Map.of(QueueAttributeName.FIFO_QUEUE, "true"));
    var ids = Stream.of("a", "a", "b").map(body -> sqs.sendMessage(request ->
        request.queueUrl(url).messageBody(body).messageGroupId("g").messageDeduplicationId(body)).messageId()).toList();
    check("duplicate", ids.get(0), ids.get(1));
    check("order", receive(url).stream().map(Message::body).toList(), List.of("a", "b"));
  }

  static void purge() {
    var url = makeQueue("", Map.of());
    sqs.sendMessage(request -> request.queueUrl(url).messageBody("x"));
    sqs.purgeQueue(request -> request.queueUrl(url));
    check("empty", receive(url).size(), 0);
    refused(PurgeQueueInProgressException.class, "AWS.SimpleQueueService.PurgeQueueInProgress",
        () -> sqs.purgeQueue(request -> request.queueUrl(url)));
    sqs.deleteQueue(request -> request.queueUrl(url));
  }

  public static void main(String[] arguments) {
    List<Runnable> all = List.of(Suite::sendAndDelete, Suite::batches, Suite::refusals, Suite::fifo, Suite::purge);
    all.forEach(Runnable::run);
    System.out.println(all.size() + " passed, 0 failed");
  }
}
