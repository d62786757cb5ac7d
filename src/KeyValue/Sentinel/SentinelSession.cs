using FromScratch.Core;
using FromScratch.Core.Buffers;
using FromScratch.Protocols.Resp;
using FromScratch.Protocols.Resp.Values;
using FromScratch.Transport;

namespace FromScratch.KeyValue.Sentinel;

/// <summary>One client of the Sentinel port. It asks who leads, and may listen to be told when that changes.</summary>
#pragma warning disable CA1001 // Closed is the end of a session, and disposes of the decoder.
internal sealed class SentinelSession : ISession
#pragma warning restore CA1001
{
    /// <summary>Messages that a client does not read are dropped beyond this.</summary>
    private const int PushBytesMax = 64 * 1024;

    /// <summary>There are no more than a few channels that anything is said on.</summary>
    private const int SubscriptionsMax = 256;
    private static readonly RequestLimits Limits = new(256, 16 * 1024, Authenticated: true);
    private readonly IConnection _connection;
    private readonly RespRequestDecoder _decoder = new();
    private readonly Lock _pushGate = new();
    private readonly OutputBuffer _pushes = new();
    private readonly List<(byte[] Name, bool IsPattern)> _subscriptions = [];

    public SentinelSession(SentinelContext context, IConnection connection)
    {
        (Context, _connection) = (context, connection);
        IsLoggedIn = context.IsOpen;
        context.Add(this);
    }

    public SentinelContext Context { get; }

    public long Id => _connection.Id;

    public bool IsLoggedIn { get; set; }

    public byte[] Name { get; set; } = [];

    public RespVersion Version { get; set; } = RespVersion.Resp2;

    /// <summary>Channels and patterns; changed by the session itself, read by whoever publishes.</summary>
    public int SubscriptionCount
    {
        get
        {
            lock (_pushGate)
                return _subscriptions.Count;
        }
    }

    public SessionResult Receive(ReadOnlySpan<byte> input, OutputBuffer output)
    {
        var consumed = 0;
        while (true)
        {
            switch (_decoder.Decode(input[consumed..], Limits, out var request))
            {
                case DecodeStatus.NeedMore:
                    TakePushes(output);
                    return new SessionResult(consumed, SessionNext.NeedInput, request.BytesWanted);
                case DecodeStatus.Invalid:
                    request.Fault.WriteTo(output);
                    return new SessionResult(input.Length, SessionNext.Close);
            }

            consumed += request.WireLength;
            if (request.Count > 0 && !SentinelCommands.Execute(this, request, new RespWriter(output, Version)))
                return new SessionResult(consumed, SessionNext.Close);
            if (output.IsOverSoftLimit)
                return new SessionResult(consumed, SessionNext.Yield);
        }
    }

    public SessionNext Wake(OutputBuffer output)
    {
        TakePushes(output);
        return SessionNext.NeedInput;
    }

    public void Closed(CloseReason reason)
    {
        Context.Remove(this);
        _decoder.Dispose();
    }

    /// <summary>From any thread.</summary>
    public void Publish(string channel, string message)
    {
        var (name, text) = (System.Text.Encoding.UTF8.GetBytes(channel), System.Text.Encoding.UTF8.GetBytes(message));
        lock (_pushGate)
        {
            if (_pushes.Length > PushBytesMax)
                return;
            var writer = new RespWriter(_pushes, Version);
            foreach (var (subscribed, isPattern) in _subscriptions)
            {
                if (isPattern ? !GlobPattern.Matches(subscribed, name) : !subscribed.AsSpan().SequenceEqual(name))
                    continue;
                writer.Push(isPattern ? 4 : 3);
                writer.Bulk(isPattern ? "pmessage"u8 : "message"u8);
                if (isPattern)
                    writer.Bulk(subscribed);
                writer.Bulk(name);
                writer.Bulk(text);
            }

            if (_pushes.Length == 0)
                return;
        }

        _connection.Wake();
    }

    /// <summary>False = it has too many.</summary>
    public bool TrySubscribe(ReadOnlySpan<byte> name, bool isPattern)
    {
        lock (_pushGate)
        {
            if (Contains(name, isPattern))
                return true;
            if (_subscriptions.Count >= SubscriptionsMax)
                return false;
            _subscriptions.Add((name.ToArray(), isPattern));
            return true;
        }
    }

    public void Unsubscribe(ReadOnlySpan<byte> name, bool isPattern)
    {
        var copy = name.ToArray();
        lock (_pushGate)
            _subscriptions.RemoveAll(subscription => subscription.IsPattern == isPattern && subscription.Name.AsSpan().SequenceEqual(copy));
    }

    public IReadOnlyList<byte[]> Subscriptions(bool isPattern)
    {
        lock (_pushGate)
            return [.. _subscriptions.Where(subscription => subscription.IsPattern == isPattern).Select(static one => one.Name)];
    }

    private bool Contains(ReadOnlySpan<byte> name, bool isPattern)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.IsPattern == isPattern && name.SequenceEqual(subscription.Name))
                return true;
        }

        return false;
    }

    private void TakePushes(OutputBuffer output)
    {
        lock (_pushGate)
        {
            output.Write(_pushes.Written);
            _pushes.Clear();
        }
    }
}

internal sealed class SentinelSessionFactory(SentinelContext context) : ISessionFactory
{
    public ISession Open(IConnection connection) => new SentinelSession(context, connection);
}
