"""libmemcached over the text protocol."""
from pylibmc_common import converse

converse(binary=False)
