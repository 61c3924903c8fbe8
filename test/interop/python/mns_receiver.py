"""A web server that gets what topics push, and checks it as the documentation of MNS says."""

import base64
import http.server
import queue
import threading
import urllib.request

from Crypto.Hash import SHA
from Crypto.PublicKey import RSA
from Crypto.Signature import PKCS1_v1_5


class Receiver:
    def __init__(self):
        self.arrived = arrived = queue.Queue()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(204)
                self.end_headers()
                arrived.put((self.path, self.headers, body))

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def next(self):
        return self.arrived.get(timeout=10)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def is_signed(path, headers):
    ours = sorted(name for name in headers if name.startswith("x-mns-"))
    lines = [headers[name] for name in ("Content-md5", "Content-Type", "Date")]
    text = "\n".join(["POST", *lines, *(f"{name}:{headers[name]}" for name in ours), path])
    address = base64.b64decode(headers["x-mns-signing-cert-url"]).decode()
    with urllib.request.urlopen(address) as answer:
        key = RSA.import_key(answer.read())
    signature = base64.b64decode(headers["Authorization"])
    return bool(PKCS1_v1_5.new(key).verify(SHA.new(text.encode()), signature))
