using System.Text.Json;
using FromScratch.KeyValue.Client;

namespace FromScratch.Cli.KeyValue;

/// <summary>What is asked of a group of nodes.</summary>
internal static class GroupOperations
{
    /// <exception cref="RefusedException">The server says no.</exception>
    public static RespReply Ask(RespConnection connection, params ReadOnlySpan<string> words)
    {
        var reply = connection.Ask(words);
        return reply.IsError ? throw new RefusedException(reply.Text) : reply;
    }

    public static void Do(RespConnection connection, TextWriter output, params ReadOnlySpan<string> words) =>
        output.WriteLine(Ask(connection, words).Text);

    /// <summary>By the leader where there is one, which loses nothing. Else by the node itself, which says what may be lost.</summary>
    public static void Promote(
        Func<RespConnection> toLeader, Func<RespConnection> toNode, string name, bool force, TextWriter output)
    {
        if (TryConnect(toLeader) is { } leader)
        {
            using (leader)
                Do(leader, output, "GROUP", "TRANSFER", name);
            return;
        }

        using var node = toNode();
        var refusal = node.Ask("GROUP", "PROMOTE", name);
        if (!refusal.IsError || !force)
        {
            if (refusal.IsError)
                throw new RefusedException(refusal.Text);
            output.WriteLine(refusal.Text);
            return;
        }

        output.WriteLine(refusal.Text);
        Do(node, output, "GROUP", "PROMOTE", name, "FORCE");
    }

    public static void ShowStatus(RespConnection connection, TextWriter output, bool asJson)
    {
        var reply = Ask(connection, "GROUP", "STATUS");
        if (asJson)
        {
            output.WriteLine(reply.Text);
            return;
        }

        using var document = JsonDocument.Parse(reply.Bytes);
        StatusTable.Write(document.RootElement, output);
    }

    private static RespConnection? TryConnect(Func<RespConnection> connect)
    {
        try
        {
            var connection = connect();
            if (connection.Ask("ROLE").Elements is [{ Text: "master" }, ..])
                return connection;
            connection.Dispose();
        }
        catch (Exception error) when (error is IOException or RefusedException)
        {
            // Nobody leads that could be asked.
        }

        return null;
    }
}
