"""What the scripts share: one line per answer, exceptions by their class, waiting for an expiry without guessing its second."""
import sys
import time

PORTS = [int(port) for port in sys.argv[1:]]


def show(label, value):
    if isinstance(value, dict):
        value = dict(sorted(value.items()))
    elif isinstance(value, (bytes, str)) and len(value) > 80:
        value = "%s of %d, first %r, last %r" % (type(value).__name__, len(value), value[:1], value[-1:])
    print("%s: %r" % (label, value))


def attempt(label, call, *args, **kwargs):
    try:
        show(label, call(*args, **kwargs))
    except Exception as error:  # the class of the refusal is the answer
        print("%s raises %s" % (label, type(error).__name__))


def gone_in_time(label, fetch, seconds=6):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if fetch() is None:
            print("%s: gone" % label)
            return
        time.sleep(0.05)
    print("%s: still there" % label)
