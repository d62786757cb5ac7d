using System.Globalization;
using System.Text.Json;

namespace FromScratch.Cli.KeyValue;

/// <summary>GROUP STATUS for people.</summary>
internal static class StatusTable
{
    private static readonly string[] Heads = ["member", "role", "state", "lag", "silent", "replication", "clients"];

    public static void Write(JsonElement status, TextWriter output)
    {
        var leader = status.GetProperty("leader").GetString();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"group {status.GetProperty("clusterId").GetString()}, term {status.GetProperty("term").GetUInt64()}, "
            + $"{(string.IsNullOrEmpty(leader) ? "nobody leads" : $"'{leader}' leads")}; "
            + $"this is '{status.GetProperty("node").GetString()}', {status.GetProperty("role").GetString()}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"entries {status.GetProperty("firstIndex").GetUInt64()} to {status.GetProperty("lastIndex").GetUInt64()}, "
            + $"committed {status.GetProperty("commitIndex").GetUInt64()}, applied {status.GetProperty("appliedIndex").GetUInt64()}, "
            + $"snapshot {status.GetProperty("snapshotIndex").GetUInt64()}"));
        if (status.TryGetProperty("mirror", out var mirror))
            output.WriteLine(Describe(mirror));
        var rows = new List<string[]> { Heads };
        foreach (var member in status.GetProperty("members").EnumerateArray())
            rows.Add(Row(member));
        var widths = Enumerable.Range(0, Heads.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string Describe(JsonElement mirror)
    {
        var error = mirror.GetProperty("error").GetString();
        return string.Create(CultureInfo.InvariantCulture,
            $"a copy of the group at {mirror.GetProperty("upstream").GetString()}, "
            + $"{mirror.GetProperty("phase").GetString()}: has its entry {mirror.GetProperty("index").GetUInt64()}, "
            + $"behind by {mirror.GetProperty("lagEntries").GetInt64()} entries and "
            + $"{mirror.GetProperty("lagMs").GetInt64()} ms{(error is null ? "" : $"; {error}")}");
    }

    private static string[] Row(JsonElement member) =>
    [
        Text(member, "name"), Text(member, "role"), State(member), Number(member, "lagEntries", ""),
        Number(member, "silentMs", " ms"), Text(member, "address"), Text(member, "clientAddress"),
    ];

    private static string State(JsonElement member)
    {
        if (member.GetProperty("leader").GetBoolean())
            return "leader";
        if (member.GetProperty("self").GetBoolean())
            return "follower";
        var shipping = Text(member, "shipping");
        if (shipping != "-")
            return member.GetProperty("heard").GetBoolean() ? shipping.ToLowerInvariant() : "silent";
        return member.GetProperty("connected").GetBoolean() ? "connected" : "not connected";
    }

    private static string Text(JsonElement member, string name) =>
        member.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 } text ? text : "-";

    private static string Number(JsonElement member, string name, string unit) =>
        member.TryGetProperty(name, out var value) ? value.GetRawText() + unit : "-";
}
