using FromScratch.KeyValue.Session.Access;

namespace FromScratch.KeyValue.Sentinel;

/// <summary>
/// What all of the port's sessions share. It looks at the group a few times a second and remembers who led last: while nobody does,
/// clients are
/// told the one before, as Sentinel does until a failover is done.
/// </summary>
internal sealed class SentinelContext(string groupName, Func<SentinelView> look, UserTable users, Lock usersGate)
{
    private readonly Lock _gate = new();
    private readonly HashSet<SentinelSession> _sessions = [];
    private SentinelNode? _master;

    public byte[] GroupName { get; } = System.Text.Encoding.UTF8.GetBytes(groupName);

    public string GroupNameText { get; } = groupName;

    /// <summary>Of this port, for clients that ask: forty hexadecimal digits.</summary>
    public string RunId { get; } = (Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N"))[..40];

    /// <summary>The port really listened on.</summary>
    public int Port { get; set; }

    public SentinelView Look()
    {
        var view = look();
        lock (_gate)
            return view.Master is null ? view with { Master = _master } : view;
    }

    /// <summary>Tells those who listen when another node leads.</summary>
    public void Poll()
    {
        if (look().Master is not { } master)
            return;
        SentinelSession[] told;
        SentinelNode? before;
        lock (_gate)
        {
            before = _master;
            if (before is not null && (before.Host, before.Port) == (master.Host, master.Port))
                return;
            _master = master;
            told = [.. _sessions];
        }

        if (before is null)
            return;
        var message = $"{GroupNameText} {before.Host} {before.Port} {master.Host} {master.Port}";
        foreach (var session in told)
            session.Publish("+switch-master", message);
    }

    public AclUser? LogIn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> password)
    {
        lock (usersGate)
            return users.LogIn(name, password);
    }

    public bool IsOpen
    {
        get
        {
            lock (usersGate)
                return users.ForNewConnection is not null;
        }
    }

    public void Add(SentinelSession session)
    {
        lock (_gate)
            _sessions.Add(session);
    }

    public void Remove(SentinelSession session)
    {
        lock (_gate)
            _sessions.Remove(session);
    }
}
