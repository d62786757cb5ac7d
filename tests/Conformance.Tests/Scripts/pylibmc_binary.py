"""libmemcached over the binary protocol."""
from pylibmc_common import converse

converse(binary=True)
