using System.Net.Sockets;

namespace FromScratch.LoadGen.Io;

/// <summary>Portable fallback over Socket.Select: correct everywhere, cheap nowhere.</summary>
internal sealed class SelectPoller : IPoller
{
    private readonly List<Socket> _sockets = [];
    private readonly Dictionary<Socket, int> _indexes = [];
    private readonly HashSet<Socket> _wantWrite = [];
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];

    public void Add(int index, Socket socket)
    {
        socket.Blocking = false;
        while (_sockets.Count <= index)
            _sockets.Add(socket);
        _sockets[index] = socket;
        _indexes[socket] = index;
    }

    public void WantWrite(int index, bool wanted)
    {
        if (wanted)
            _wantWrite.Add(_sockets[index]);
        else
            _wantWrite.Remove(_sockets[index]);
    }

    public int Wait(Span<int> ready, long timeoutNs)
    {
        _readable.Clear();
        _readable.AddRange(_indexes.Keys);
        _writable.Clear();
        _writable.AddRange(_wantWrite);
        Socket.Select(_readable, _writable, null, timeoutNs < 0 ? -1 : (int)Math.Min(timeoutNs / 1000, int.MaxValue));
        var count = 0;
        foreach (var socket in _readable.Union(_writable))
        {
            if (count == ready.Length)
                break;
            ready[count++] = _indexes[socket];
        }
        return count;
    }

    public int Receive(int index, Span<byte> destination)
    {
        var received = _sockets[index].Receive(destination, SocketFlags.None, out var error);
        return Transferred(received, error);
    }

    public int Send(int index, ReadOnlySpan<byte> source)
    {
        var sent = _sockets[index].Send(source, SocketFlags.None, out var error);
        return Transferred(sent, error);
    }

    public void Dispose()
    {
        foreach (var socket in _indexes.Keys)
            socket.Dispose();
    }

    private static int Transferred(int bytes, SocketError error) => error switch
    {
        SocketError.Success => bytes,
        SocketError.WouldBlock => IPoller.WouldBlock,
        _ => throw new SocketException((int)error),
    };
}
