namespace FromScratch.LoadGen.Cli;

/// <summary>What the default workload means, and what its figures do not tell.</summary>
internal static class HelpText
{
    public const string Cache = """
        Load a memcached-protocol server and check every reply.

          The default workload: 50 connections in a closed loop, one request at a time each; 9 gets to 1 set; 1,000,000 keys of 20 bytes,
          all equally likely; values of 100 bytes; 2 s of warm-up, 10 s measured. Without --prefill most gets miss at first.

          What it tells: the rate this many patient clients reach, the latency each of them sees, and with --server-pid the server's CPU
          per request, which is the steadiest of the three when both run on one machine.

          What it does not tell: a closed loop waits for the server, so a stall delays the load instead of showing up as the many late
          requests that independent users would see; use --rate for those (latency then counts from the moment a request was meant to
          leave). It says nothing of a network, of many clients' connections coming and going, or of a server with more cores than are
          left beside this generator. Uniform keys are the worst case for CPU caches and say nothing of miss ratios: use
          --key-distribution zipf:0.99 and --look-aside. Equal seeds give equal request streams per thread; with more than one
          connection the server still sees them interleaved differently each time.

          Every value is derived from its key, so wrong bytes are found: they are counted and the exit code is 1.
          Exit code 2 is a bad option.
        """;

    public const string KeyValue = """
        Load a RESP server (Redis's protocol) with GET and SET and check every reply.

          The default workload and what its figures tell are those of `cache` (see there): 50 patient connections, one request at a time
          each, 9 gets to 1 set, 1,000,000 keys of 20 bytes, values of 100 bytes. For writes alone: --ratio 1:0.

          A server that syncs before it answers is bound by its disk: what 50 connections reach then says how well it shares a sync, and
          --connections 1 how long one takes. Compare servers on the same file system and with the same promise only.

          Every value is derived from its key, so wrong bytes are found: they are counted and the exit code is 1.
          Exit code 2 is a bad option.
        """;
}
