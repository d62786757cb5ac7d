"""RESP2 as redis-py speaks it: data commands, pipelines, transactions with WATCH, messages."""
import threading

import redis

from transcript import PORTS, gone_in_time, show

client = redis.Redis(port=PORTS[0], socket_timeout=10)


def attempt(label, call, *args, **kwargs):
    try:
        show(label, call(*args, **kwargs))
    except redis.RedisError as error:
        print("%s raises %s: %s" % (label, type(error).__name__, error))


show("ping", client.ping())
show("echo", client.echo(b"\x00\r\n\xff"))
show("flushall", client.flushall())

show("set", client.set("a", b"one"))
show("get", client.get("a"))
show("get missing", client.get("nothing"))
show("set nx on hit", client.set("a", b"two", nx=True))
show("set xx on miss", client.set("b", b"two", xx=True))
show("set get", client.set("a", b"three", get=True))
show("set every byte", client.set("bytes", bytes(range(256))))
show("get every byte", client.get("bytes") == bytes(range(256)))
show("setnx", client.setnx("b", 2))
show("getset", client.getset("b", 3))
show("getdel", client.getdel("b"))
show("append", client.append("a", b"!"))
show("strlen", client.strlen("a"))
show("getrange", client.getrange("a", -3, -1))
show("setrange", client.setrange("a", 8, b"far"))
show("get with zeros", client.get("a"))
show("mset", client.mset({"m1": 1, "m2": 2, "m3": 3}))
show("msetnx", client.msetnx({"m3": 1, "m4": 2}))
show("mget", client.mget(["m1", "nothing", "m3"]))
show("setbit", client.setbit("bits", 7, 1))
show("bitcount", client.bitcount("bits"))
show("bitpos", client.bitpos("bits", 1))

show("incr", client.incr("n", 5))
show("decr", client.decr("n", 7))
show("incrbyfloat", client.incrbyfloat("f", 1.5))
attempt("incr a word", client.incr, "a")
show("set the largest", client.set("n", 2**63 - 1))
attempt("incr over the largest", client.incr, "n")

show("hset", client.hset("h", mapping={"x": 1, "y": 2}))
show("hset again", client.hset("h", "x", 3))
show("hget", client.hget("h", "x"))
show("hgetall", client.hgetall("h"))
show("hmget", client.hmget("h", ["x", "nothing"]))
show("hincrby", client.hincrby("h", "x", 4))
show("hdel", client.hdel("h", "y", "nothing"))
show("hlen", client.hlen("h"))
show("hexists", client.hexists("h", "x"))
show("hscan", client.hscan("h"))
attempt("get a hash", client.get, "h")
attempt("hset a string", client.hset, "a", "x", 1)

show("type", [client.type(key) for key in ("a", "h", "nothing")])
show("exists", client.exists("a", "a", "nothing"))
show("rename", client.rename("m1", "m5"))
attempt("rename missing", client.rename, "nothing", "m6")
show("copy", client.copy("m5", "m6"))
show("delete", client.delete("m5", "m6", "nothing"))
show("expire", client.expire("m2", 100))
show("ttl", client.ttl("m2") in (99, 100))
show("persist", client.persist("m2"))
show("ttl of what stays", client.ttl("m2"))
show("ttl missing", client.ttl("nothing"))
show("psetex", client.psetex("short", 30, b"1"))
gone_in_time("short", lambda: client.get("short"))
show("object encoding", [client.object("encoding", key) for key in ("m2", "h")])

with client.pipeline(transaction=False) as pipeline:
    for i in range(1000):
        pipeline.set("scan:%d" % i, i)
    show("pipeline", set(pipeline.execute()))
show("scan_iter", len(set(client.scan_iter("scan:*", count=50))))
show("keys", sorted(client.keys("scan:1?")))
show("dbsize", client.dbsize())

with client.pipeline() as transaction:
    transaction.incr("t").incr("t").get("t")
    show("transaction", transaction.execute())
with client.pipeline() as transaction:
    transaction.set("w", 1).hset("w", "x", 1).set("w", 2)
    show("transaction with an error", [str(answer) for answer in transaction.execute(raise_on_error=False)])
show("goes on", client.get("w"))
with client.pipeline() as transaction:
    transaction.watch("w")
    client.set("w", 3)
    transaction.multi()
    transaction.set("w", 4)
    attempt("transaction over a changed key", transaction.execute)
show("is not carried out", client.get("w"))
show("transaction of redis-py", client.transaction(lambda t: (t.get("w"), t.multi(), t.incr("w")), "w"))

heard = []
subscriber = client.pubsub()
subscriber.subscribe("news")
subscriber.psubscribe("n*s")
for _ in range(2):
    show("subscribed", subscriber.get_message(timeout=10))
show("publish", client.publish("news", b"hello"))
for _ in range(2):
    show("message", subscriber.get_message(timeout=10))
show("numsub", client.pubsub_numsub("news", "nobody"))
show("channels", client.pubsub_channels())
subscriber.close()


def count(times):
    own = redis.Redis(port=PORTS[0])
    for _ in range(times):
        own.incr("together")
    own.close()


threads = [threading.Thread(target=count, args=(200,)) for _ in range(5)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
show("counted together", client.get("together"))

attempt("no such command", client.execute_command, "NOSUCH", "x")
attempt("too few", client.execute_command, "SET", "x")
attempt("syntax", client.execute_command, "SET", "x", "1", "EX")
attempt("expire time", client.execute_command, "SET", "x", "1", "EX", "0")
attempt("getex of a hash", client.execute_command, "GETEX", "h")
show("client name", (client.client_setname("tester"), client.client_getname()))
show("config", client.config_get("appendfsync"))
show("info", all(name in client.info() for name in ("redis_version", "used_memory", "connected_clients", "aof_enabled", "role")))
show("role", client.execute_command("ROLE")[0])
show("time", len(client.time()))
show("large", client.set("large", b"L" * 10_000_000))
show("get large", client.get("large"))
show("flushdb", client.flushdb())
show("dbsize of nothing", client.dbsize())
