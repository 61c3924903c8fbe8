// A web server that gets what topics push, and checks it as the documentation of MNS says.
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

class Receiver implements AutoCloseable {
  record Push(String path, Map<String, String> headers, String body) {}

  private final LinkedBlockingQueue<Push> arrived = new LinkedBlockingQueue<>();
  private final HttpServer server;
  final String url;

  Receiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::take);
    server.start();
    url = "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void take(HttpExchange exchange) throws IOException {
    var headers = new TreeMap<String, String>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
    arrived.add(new Push(exchange.getRequestURI().toString(), headers, body));
  }

  Push next() throws InterruptedException {
    return arrived.poll(10, TimeUnit.SECONDS);
  }

  static boolean isSigned(Push push) throws Exception {
    var headers = push.headers();
    var text = new StringBuilder("POST\n");
    for (var name : new String[] {"content-md5", "content-type", "date"}) text.append(headers.get(name)).append("\n");
    headers.forEach((name, value) -> {
      if (name.startsWith("x-mns-")) text.append(name).append(":").append(value).append("\n");
    });
    text.append(push.path());
    var address = new String(Base64.getDecoder().decode(headers.get("x-mns-signing-cert-url")), StandardCharsets.UTF_8);
    try (var pem = new URL(address).openStream()) {
      var signature = Signature.getInstance("SHA1withRSA");
      signature.initVerify(CertificateFactory.getInstance("X.509").generateCertificate(pem).getPublicKey());
      signature.update(text.toString().getBytes(StandardCharsets.UTF_8));
      return signature.verify(Base64.getDecoder().decode(headers.get("authorization")));
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
