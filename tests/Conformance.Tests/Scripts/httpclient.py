# http.client over one connection that is kept: lengths, chunks both ways, HEAD, and the answers' order.
import hashlib
import http.client
import sys

connection = http.client.HTTPConnection(sys.argv[1], timeout=30)


def ask(method, path, body=None, **options):
    connection.request(method, path, body, **options)
    response = connection.getresponse()
    return response.status, response.read().decode()


body = b"0123456789" * 100_000
digest = hashlib.sha256(body).hexdigest()
pieces = (body[at:at + 65_537] for at in range(0, len(body), 65_537))
assert ask("POST", "/a", body) == (200, f"POST /a 1000000 {digest}\n")
assert ask("PUT", "/b", pieces, encode_chunked=True, headers={"Transfer-Encoding": "chunked"}) == (200, f"PUT /b 1000000 {digest}\n")
assert ask("HEAD", "/large") == (200, "")
assert ask("GET", "/large") == (200, "x" * (1 << 20))
assert ask("GET", "/missing")[0] == 404
for number in range(50):
    empty = hashlib.sha256(b"").hexdigest()
    assert ask("GET", f"/{number}") == (200, f"GET /{number} 0 {empty}\n")
    assert ask("GET", "/chunked") == (200, f"GET /chunked 0 {empty}\n")
print("all as it should be")
