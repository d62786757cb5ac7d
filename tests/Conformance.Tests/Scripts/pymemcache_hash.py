"""Three nodes behind pymemcache's HashClient."""
from pymemcache.client.base import Client
from pymemcache.client.hash import HashClient

from transcript import PORTS, show

client = HashClient([("127.0.0.1", port) for port in PORTS], timeout=5, connect_timeout=5)
keys = ["key-%d" % i for i in range(300)]

show("set_many", client.set_many({key: key.upper().encode() for key in keys}, noreply=False))
show("get_many", client.get_many(keys) == {key: key.upper().encode() for key in keys})
show("single gets", all(client.get(key) == key.upper().encode() for key in keys))
show("delete_many", client.delete_many(keys[:100], noreply=False))
show("left", len(client.get_many(keys)))

# Every node holds a share; which one depends on its port.
shares = [int(Client(("127.0.0.1", port)).stats()[b"curr_items"]) for port in PORTS]
show("shares", sum(shares))
show("no node is empty", min(shares) > 0)
client.flush_all()
show("after flush", client.get_many(keys))
