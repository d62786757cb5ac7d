namespace FromScratch.Protocols.Resp.Commands;

/// <summary>The words in which COMMAND INFO tells cluster clients how to spread a request and to join its replies.</summary>
internal static class Tip
{
    public const string Nondeterministic = "nondeterministic_output";
    public const string NondeterministicOrder = "nondeterministic_output_order";
    public const string ByShard = "request_policy:multi_shard";
    public const string AllShards = "request_policy:all_shards";
    public const string AllNodes = "request_policy:all_nodes";
    public const string SpecialRequest = "request_policy:special";
    public const string AllSucceeded = "response_policy:all_succeeded";
    public const string Sum = "response_policy:agg_sum";
    public const string Minimum = "response_policy:agg_min";
    public const string SpecialResponse = "response_policy:special";
}
