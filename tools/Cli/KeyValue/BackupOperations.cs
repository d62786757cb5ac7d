using System.Globalization;
using FromScratch.KeyValue.Client;
using FromScratch.KeyValue.Snapshots;

namespace FromScratch.Cli.KeyValue;

/// <summary>Snapshots on their way out of a node, and back into a group.</summary>
internal static class BackupOperations
{
    /// <summary>Returns when the node has one of now. One that is under way began earlier: it is waited for first.</summary>
    public static void Snapshot(RespConnection connection)
    {
        while (true)
        {
            var reply = connection.Ask("GROUP", "SNAPSHOT");
            if (!reply.IsError)
                return;
            if (!reply.Text.Contains("in progress", StringComparison.Ordinal))
                throw new RefusedException(reply.Text);
            Thread.Sleep(100);
        }
    }

    public static void Backup(RespConnection connection, string path, TextWriter output)
    {
        var begin = GroupOperations.Ask(connection, "BACKUP");
        var temporary = path + ".tmp";
        try
        {
            Receive(connection, temporary, begin.Elements[2].Integer);
            var summary = SnapshotFile.Read(temporary, static (_, _) => { });
            File.Move(temporary, path, overwrite: true);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{path}: {summary.Keys} keys as of entry {summary.Index}, {new FileInfo(path).Length} bytes, "
                + $"of group {summary.Identity:x32}"));
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    public static void Restore(RespConnection leader, string path, bool replaces, TextWriter output)
    {
        // All of it is checked before anything is changed.
        _ = SnapshotFile.Read(path, static (_, _) => { });
        if (replaces)
            GroupOperations.Ask(leader, "FLUSHALL");
        else if (GroupOperations.Ask(leader, "DBSIZE").Integer is > 0 and var held)
            throw new RefusedException($"the group holds {held} keys: --replace deletes them first");
        var awaited = 0;
        var summary = SnapshotFile.Read(path, (commands, count) =>
        {
            leader.AddRaw(commands);
            leader.Flush();
            ReadReplies(leader, awaited);
            awaited = count;
        });
        ReadReplies(leader, awaited);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{summary.Keys} keys restored, as of entry {summary.Index} of the backup"));
    }

    private static void Receive(RespConnection connection, string path, long bytes)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
        while (true)
        {
            var message = connection.Read();
            if (message.IsError)
                throw new RefusedException(message.Text);
            if (message.Elements is [{ Text: "end" }])
                break;
            file.Write(message.Elements[1].Bytes.Span);
        }

        if (file.Length != bytes)
            throw new IOException($"{file.Length} of {bytes} bytes came");
        file.Flush(flushToDisk: true);
    }

    private static void ReadReplies(RespConnection connection, int count)
    {
        for (; count > 0; count--)
        {
            if (connection.Read() is { IsError: true } refusal)
                throw new RefusedException($"the restore is not complete: {refusal.Text}");
        }
    }
}
