"""One conversation through libmemcached; the text and the binary script run it each over their own protocol."""
import pylibmc

from transcript import PORTS, attempt, gone_in_time, show


def converse(binary):
    behaviors = {"ketama": True, "cas": True, "tcp_nodelay": True}
    client = pylibmc.Client(["127.0.0.1:%d" % port for port in PORTS], binary=binary, behaviors=behaviors)

    attempt("flush_all", client.flush_all)
    attempt("set", client.set, "a", "one")
    attempt("get", client.get, "a")
    attempt("get missing", client.get, "nothing")
    attempt("set number", client.set, "number", 12345)
    attempt("get number", client.get, "number")
    attempt("set bytes", client.set, "bytes", bytes(range(256)))
    attempt("get bytes", client.get, "bytes") == bytes(range(256))
    attempt("set empty", client.set, "empty", "")
    attempt("get empty", client.get, "empty")
    attempt("add on hit", client.add, "a", "two")
    attempt("add on miss", client.add, "b", "two")
    attempt("replace on hit", client.replace, "b", "three")
    attempt("replace on miss", client.replace, "c", "four")
    attempt("append", client.append, "b", "!")
    attempt("prepend", client.prepend, "b", "?")
    attempt("append on miss", client.append, "c", "!")
    attempt("get b", client.get, "b")

    value, token = client.gets("a")
    show("gets", (value, token is not None))
    attempt("cas with the token", client.cas, "a", "swapped", token)
    attempt("cas with the old token", client.cas, "a", "again", token)
    attempt("cas on miss", client.cas, "nothing", "again", token)

    attempt("incr on miss", client.incr, "n")
    attempt("set n", client.set, "n", 41)
    attempt("incr", client.incr, "n")
    attempt("incr by", client.incr, "n", 58)
    attempt("decr", client.decr, "n", 90)
    attempt("decr below zero", client.decr, "n", 1000)
    attempt("incr a word", client.incr, "a")

    attempt("set_multi", client.set_multi, {"m%d" % i: "v%d" % i for i in range(200)})
    show("get_multi", len(client.get_multi(["m%d" % i for i in range(400)])))
    attempt("get_multi prefix", client.get_multi, ["1", "2", "x"], key_prefix="m")
    attempt("add_multi", client.add_multi, {"m0": "no", "fresh": "yes"})
    attempt("delete_multi", client.delete_multi, ["m1", "m2"])
    attempt("delete_multi with a miss", client.delete_multi, ["m1", "m3"])
    attempt("set_multi numbers", client.set_multi, {"i1": 1, "i2": 2})
    attempt("incr_multi", client.incr_multi, ["i1", "i2"], delta=10)
    attempt("get_multi numbers", client.get_multi, ["i1", "i2"])

    attempt("touch", client.touch, "a", 100)
    attempt("touch on miss", client.touch, "nothing", 100)
    attempt("delete", client.delete, "a")
    attempt("delete on miss", client.delete, "a")

    attempt("set large", client.set, "large", "L" * 1000000)
    attempt("get large", client.get, "large")
    attempt("set too large", client.set, "large", "L" * 1048576)
    attempt("get after too large", client.get, "large")
    attempt("set after too large", client.set, "large", "small")
    attempt("set compressed", client.set, "compressed", "C" * 1500000, min_compress_len=1000)
    attempt("get compressed", client.get, "compressed")

    attempt("set expiring", client.set, "short", "1", time=1)
    gone_in_time("short", lambda: client.get("short"))

    statistics = client.get_stats()
    wanted = ("pid", "uptime", "version", "curr_items", "get_hits", "limit_maxbytes")
    show("stats", (len(statistics), all(name.encode() in values or name in values for _, values in statistics for name in wanted)))
    attempt("flush_all again", client.flush_all)
    attempt("get flushed", client.get, "b")
    client.disconnect_all()
