#!/usr/bin/env python3
"""Remakes libmemcached.txt: asks the real libmemcached, driving real memcached processes, where each of a fixed list of keys is stored.

Needs python3-pylibmc, libhashkit2 and memcached. Everything runs on loopback and is stopped at the end:
./make_golden.py > libmemcached.txt
"""
import ctypes, socket, subprocess, time, zlib
import pylibmc

KEYS = 3000
NODES = [("127.0.71.1", 23101), ("127.0.71.2", 23102), ("127.0.71.3", 11211), ("127.0.71.4", 23104), ("127.0.71.5", 23105)]
HASHES = {"default": "OneAtATime", "md5": "Md5", "crc": "Crc32", "fnv1_64": "Fnv1Bits64", "fnv1a_64": "Fnv1aBits64",
          "fnv1_32": "Fnv1Bits32", "fnv1a_32": "Fnv1aBits32", "murmur": "Murmur", "jenkins": "Jenkins"}
LIBRARY_NAMES = {"OneAtATime": "one_at_a_time", "Md5": "md5", "Crc32": "crc32", "Fnv1Bits64": "fnv1_64", "Fnv1aBits64": "fnv1a_64",
                 "Fnv1Bits32": "fnv1_32", "Fnv1aBits32": "fnv1a_32", "Murmur": "murmur", "Jenkins": "jenkins"}


def key(i):
    return (f"user:{i}", f"session/{i * 2654435761 % 2**32:08x}/data", f"ключ-{i}")[i % 3].encode()


def placement(servers, behaviors):
    """One digit per key: the index of the server that holds it, seen by asking every server itself."""
    client = pylibmc.Client([f"{h}:{p}:{w}" for h, p, w in servers], behaviors=behaviors)
    client.flush_all()
    for i in range(KEYS):
        client.set(key(i), "x")
    held = ["?"] * KEYS
    for index, (host, port, _) in enumerate(servers):
        with socket.create_connection((host, port)) as s:
            f = s.makefile("rb")
            for i in range(KEYS):
                s.sendall(b"mg " + key(i) + b"\r\n")
                if f.readline().startswith(b"HD"):
                    assert held[i] == "?", "a key on two servers"
                    held[i] = str(index)
    assert "?" not in held
    return "".join(held)


def scenario(kind, hash_name, weights, behaviors):
    servers = [(*NODES[i], w) for i, w in enumerate(weights)]
    text = ",".join(f"{h}:{p}:{w}" for h, p, w in servers)
    print(f"place {kind} {HASHES[hash_name]} {text} {placement(servers, behaviors)}", flush=True)


def hash_vectors():
    library = ctypes.CDLL("libhashkit.so.2")
    samples = [bytes((i * 37 + j * 11) % 256 for j in range(i)) for i in range(1, 41)] + [key(i) for i in range(9)]
    for sample in samples:
        values = []
        for name, function in LIBRARY_NAMES.items():
            f = getattr(library, "libhashkit_" + function)
            f.argtypes, f.restype = [ctypes.c_char_p, ctypes.c_size_t], ctypes.c_uint32
            values.append(f"{name}={f(sample, len(sample)):08x}")
        values.append(f"Crc32a={zlib.crc32(sample):08x}")
        print("hash", sample.hex(), *values)


processes = [subprocess.Popen(["memcached", "-l", h, "-p", str(p), "-U", "0", "-m", "64", "-u", "nobody"]) for h, p in NODES]
try:
    time.sleep(1)
    hash_vectors()
    weighted = {"ketama_weighted": True, "hash": "md5"}
    for weights in ([1], [1, 1], [1, 1, 1], [1, 1, 1, 1, 1], [1, 2, 5], [3, 1, 1, 10, 7], [100, 1, 1]):
        scenario("weighted", "md5", weights, weighted)
    for name in HASHES:
        scenario("modula", name, [1] * 5, {"distribution": "modula", "hash": name})
    for name in ("default", "md5", "fnv1a_32"):
        scenario("ketama", name, [1] * 4, {"ketama": True, "hash": name, "ketama_hash": name})
finally:
    for process in processes:
        process.terminate()
