using System.Net;
using System.Net.Sockets;

namespace FromScratch.TestKit.Sockets;

/// <summary>What a proxy does with bytes.</summary>
[Flags]
public enum ProxyFaults
{
    None = 0,

    /// <summary>What the dialling side sends is held back; its connections stay open.</summary>
    StallForward = 1,

    /// <summary>What the target sends is held back.</summary>
    StallBackward = 2,

    /// <summary>New connections are closed at once.</summary>
    Refuse = 4,

    /// <summary>A half-open connection: nothing comes through, and nobody is told.</summary>
    Stall = StallForward | StallBackward,
}

/// <summary>
/// Stands between a client and a server on loopback, and cuts, stalls or half-closes what passes. Bytes that are held back come through
/// when the fault ends, unless the connections are cut. Its port is known before the server's.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Lock _gate = new();
    private readonly HashSet<Socket> _open = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ProxyFaults _faults;
    private IPEndPoint? _target;

    public FaultProxy()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Bytes of both directions that came through.</summary>
    public long BytesPassed { get; private set; }

    /// <summary>Where connections go; null = nowhere, they are refused.</summary>
    public IPEndPoint? Target
    {
        get
        {
            lock (_gate)
                return _target;
        }

        set
        {
            lock (_gate)
                _target = value;
        }
    }

    public ProxyFaults Faults
    {
        get
        {
            lock (_gate)
                return _faults;
        }

        set
        {
            TaskCompletionSource changed;
            lock (_gate)
            {
                _faults = value;
                changed = _changed;
                _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }

    /// <summary>Resets every open connection.</summary>
    public void Cut()
    {
        Socket[] open;
        lock (_gate)
            open = [.. _open];
        foreach (var socket in open)
            Reset(socket);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Cut();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                _ = ServeAsync(client);
            }
            catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                if (_stop.IsCancellationRequested)
                    return;
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var kept = client;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (Target is not { } target || (Faults & ProxyFaults.Refuse) != 0)
            {
                Reset(client);
                return;
            }

            await server.ConnectAsync(target, _stop.Token);
            client.NoDelay = server.NoDelay = true;
            lock (_gate)
            {
                _open.Add(client);
                _open.Add(server);
            }

            await Task.WhenAll(PumpAsync(client, server, ProxyFaults.StallForward), PumpAsync(server, client, ProxyFaults.StallBackward));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            Reset(client);
            Reset(server);
        }
        finally
        {
            lock (_gate)
            {
                _open.Remove(client);
                _open.Remove(server);
            }
        }
    }

    private async Task PumpAsync(Socket from, Socket to, ProxyFaults stall)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, SocketFlags.None, _stop.Token) is var read and > 0)
            {
                await WaitWhileAsync(stall);
                for (var sent = 0; sent < read;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, read - sent), SocketFlags.None, _stop.Token);
                lock (_gate)
                    BytesPassed += read;
            }

            await WaitWhileAsync(stall);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One side is gone: the other one hears of it.
            Reset(from);
            Reset(to);
        }
    }

    private async Task WaitWhileAsync(ProxyFaults stall)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if ((_faults & stall) == 0)
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(_stop.Token);
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It is closed already.
            socket.Dispose();
        }
    }
}
