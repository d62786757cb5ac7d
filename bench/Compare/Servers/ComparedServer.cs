namespace FromScratch.Compare.Servers;

/// <summary>One of our servers and the one it stands in for.</summary>
/// <param name="LoadCommand">The command of fromscratch-load, and of this program.</param>
/// <param name="OurName">Our executable.</param>
/// <param name="Project">What is built for it, a folder and project name under src/Hosts.</param>
/// <param name="PeerName">The value of --peer.</param>
/// <param name="PeerProgram">The peer's executable on PATH.</param>
/// <param name="PeerPackage">Where Debian and Ubuntu have it.</param>
internal sealed record ComparedServer(
    string LoadCommand, string OurName, string Project, string PeerName, string PeerProgram, string PeerPackage)
{
    public static ComparedServer Cache { get; } =
        new("cache", "fromscratch-cache", "Cache", "memcached", "memcached", "memcached");

    public static ComparedServer KeyValue { get; } =
        new("kv", "fromscratch-kv", "KeyValue", "redis", "redis-server", "redis-server");

    public static ComparedServer Balancer { get; } =
        new("lb", "fromscratch-lb", "LoadBalancer", "haproxy", "haproxy", "haproxy nginx wrk");

    public string ProjectFile => $"src/Hosts/{Project}/FromScratch.Hosts.{Project}.csproj";
}
