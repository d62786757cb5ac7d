using System.Text;
using FromScratch.Protocols.Resp;

namespace FromScratch.KeyValue.Store;

/// <summary>Why the store refuses a write, in Redis's words where Redis has some.</summary>
internal static class StoreReplies
{
    public static ReadOnlySpan<byte> DiskFull => "MISCONF Errors writing to the AOF file: No space left on device"u8;

    public static ReadOnlySpan<byte> OutOfMemory => "OOM command not allowed when used memory > 'maxmemory'."u8;

    public static ReadOnlySpan<byte> NoLeader => "CLUSTERDOWN The group has no leader that could be reached; nothing was done"u8;

    public static ReadOnlySpan<byte> IsCopy => "READONLY You can't write against a read only replica."u8;

    public static ReadOnlySpan<byte> Loading => "LOADING Redis is loading the dataset in memory"u8;

    private static ReadOnlySpan<byte> Aborted => "EXECABORT Transaction discarded because of: "u8;

    public static byte[] LogFailed(Exception? failure) =>
        Encoding.UTF8.GetBytes($"MISCONF Errors writing to the AOF file: {failure?.Message ?? "the log has stopped"}");

    public static byte[] EntryTooLong(long bytes, int bytesMax) =>
        Encoding.UTF8.GetBytes($"ERR a write of {bytes} bytes is longer than an entry of the log may be: {bytesMax}");

    public static byte[] ForwardTooLong(long bytes, int bytesMax) =>
        Encoding.UTF8.GetBytes($"ERR a request of {bytes} bytes is longer than a node may send to the leader: {bytesMax}; ask the leader");

    public static byte[] AnswerTooLong(long bytes, int bytesMax) => Encoding.UTF8.GetBytes(
        $"ERR an answer of {bytes} bytes is longer than the leader may send to another node: {bytesMax}; ask the leader");

    public static void Write(RespWriter reply, ReadOnlySpan<byte> error, bool isTransaction)
    {
        if (!isTransaction)
        {
            reply.Error(error);
            return;
        }

        var text = new byte[Aborted.Length + error.Length];
        Aborted.CopyTo(text);
        error.CopyTo(text.AsSpan(Aborted.Length));
        reply.Error(text);
    }
}
