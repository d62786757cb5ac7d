using System.Net.Sockets;

namespace FromScratch.Transport.Listening;

/// <summary>The file that a unix socket leaves behind when its server was killed.</summary>
internal static class UnixSocketFile
{
    /// <summary>Deletes a socket file that nobody listens on.</summary>
    /// <exception cref="SocketException">Somebody listens on it.</exception>
    /// <exception cref="IOException">The file is something else than a socket.</exception>
    public static void RemoveStale(string path)
    {
        if (!File.Exists(path))
            return;
        if (IsOrdinaryFile(path))
            throw new IOException($"{path} exists and is not a socket.");
        if (AnswersTo(path))
            throw new SocketException((int)SocketError.AddressAlreadyInUse);
        File.Delete(path);
    }

    /// <summary>A socket cannot be opened as a file.</summary>
    private static bool IsOrdinaryFile(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static bool AnswersTo(string path)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
