using System.Globalization;
using System.Text;
using FromScratch.Log;
using FromScratch.Log.Files;

namespace FromScratch.Group.Tests.Cluster;

/// <summary>The simplest machine there is: a list of what was committed, with snapshots of it.</summary>
internal sealed class ListMachine(ILogDirectory directory) : IGroupMachine
{
    private const string Prefix = "list-";
    private readonly Lock _gate = new();
    private readonly List<string> _values = [];
    private readonly Dictionary<ulong, ulong> _reads = [];
    private readonly Dictionary<ulong, (ForwardOutcome Outcome, string Body)> _replies = [];
    private ulong _applied;
    private ulong _appliedTerm;
    private ulong _committed;
    private GroupSnapshot? _newest;
    private GroupRole _role;
    private Exception? _failure;

    public ReplicationGroup Group { get; set; } = null!;

    /// <summary>What is done with a request of another member; null = it waits for ever.</summary>
    public Action<ulong, ulong, string>? OnRequested { get; set; }

    public GroupRole Role
    {
        get
        {
            lock (_gate)
                return _role;
        }
    }

    public Exception? Failure
    {
        get
        {
            lock (_gate)
                return _failure;
        }
    }

    public ulong AppliedIndex
    {
        get
        {
            lock (_gate)
                return _applied;
        }
    }

    public GroupSnapshot? Newest
    {
        get
        {
            lock (_gate)
                return _newest;
        }
    }

    public int SnapshotsInstalled { get; private set; }

    public ulong? TruncatedTo { get; private set; }

    public string[] Values()
    {
        lock (_gate)
            return [.. _values];
    }

    public ulong? ReadIndexOf(ulong ticket)
    {
        lock (_gate)
            return _reads.TryGetValue(ticket, out var index) ? index : null;
    }

    public (ForwardOutcome Outcome, string Body)? ReplyTo(ulong ticket)
    {
        lock (_gate)
            return _replies.TryGetValue(ticket, out var reply) ? reply : null;
    }

    /// <summary>Loads the newest snapshot in the directory.</summary>
    public GroupSnapshot? Load()
    {
        var name = directory.List().Where(file => file.StartsWith(Prefix, StringComparison.Ordinal)).Max(StringComparer.Ordinal);
        if (name is null)
            return null;
        using var file = directory.Open(name);
        return Load(file, name);
    }

    /// <summary>Writes a snapshot of what is applied.</summary>
    public GroupSnapshot TakeSnapshot()
    {
        string text;
        GroupSnapshot snapshot;
        lock (_gate)
        {
            var members = Group.MembersAt(_applied, out var configurationIndex);
            snapshot = new GroupSnapshot(NameOf(_applied), _applied, _appliedTerm, configurationIndex, members.Encode());
            text = string.Join('\n', [
                $"{_applied} {_appliedTerm} {configurationIndex} {Convert.ToHexString(snapshot.Members.Span)}", .. _values]);
        }

        Group.SyncLog();
        var bytes = Encoding.UTF8.GetBytes(text);
        using (var file = directory.Create("list.tmp", bytes.Length))
        {
            file.Write(0, bytes);
            file.Sync();
            directory.Rename(file, snapshot.FileName);
        }

        directory.Sync();
        lock (_gate)
            _newest = snapshot;
        Group.SnapshotTaken(snapshot.Index);
        return snapshot;
    }

    public void Committed(ulong index)
    {
        lock (_gate)
        {
            _committed = Math.Max(_committed, index);
            Apply();
        }
    }

    public void RoleChanged(in GroupRole role)
    {
        lock (_gate)
            _role = role;
    }

    public void Truncated(ulong lastKept)
    {
        lock (_gate)
        {
            TruncatedTo = lastKept;
            if (_applied <= lastKept)
                return;
            (_applied, _appliedTerm, _committed) = (0, 0, 0);
            _values.Clear();
            Load();
            _committed = _applied;
        }
    }

    public void RoomAgain()
    {
        // Tests propose again by themselves.
    }

    public void Failed(Exception error)
    {
        lock (_gate)
            _failure = error;
    }

    public void ReadConfirmed(ulong ticket, ulong index)
    {
        lock (_gate)
            _reads[ticket] = index;
    }

    public void Requested(ulong from, ulong ticket, ReadOnlySpan<byte> body) =>
        OnRequested?.Invoke(from, ticket, Encoding.UTF8.GetString(body));

    public void Replied(ulong ticket, ForwardOutcome outcome, ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        lock (_gate)
            _replies.Add(ticket, (outcome, text));
    }

    public GroupSnapshot? OpenSnapshot() => Newest;

    public GroupSnapshot? OpenWitnessSnapshot()
    {
        WitnessSnapshots++;
        return Newest;
    }

    public int WitnessSnapshots { get; private set; }

    public void SnapshotDone(GroupSnapshot snapshot)
    {
        // Files stay.
    }

    public GroupSnapshot InstallSnapshot(ILogFile file)
    {
        lock (_gate)
        {
            var header = ReadText(file).Split('\n')[0].Split(' ');
            var name = NameOf(ulong.Parse(header[0], CultureInfo.InvariantCulture));
            directory.Rename(file, name);
            directory.Sync();
            _values.Clear();
            SnapshotsInstalled++;
            return Load(file, name);
        }
    }

    private static string NameOf(ulong index) => $"{Prefix}{index:x16}";

    private static string ReadText(ILogFile file)
    {
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    private GroupSnapshot Load(ILogFile file, string name)
    {
        var lines = ReadText(file).Split('\n');
        var header = lines[0].Split(' ');
        (_applied, _appliedTerm) = (ulong.Parse(header[0], CultureInfo.InvariantCulture),
            ulong.Parse(header[1], CultureInfo.InvariantCulture));
        _values.AddRange(lines.Skip(1));
        var configurationIndex = ulong.Parse(header[2], CultureInfo.InvariantCulture);
        _newest = new GroupSnapshot(name, _applied, _appliedTerm, configurationIndex, Convert.FromHexString(header[3]));
        return _newest;
    }

    private void Apply()
    {
        if (_applied >= _committed)
            return;
        using var cursor = Group.ReadLog(_applied + 1);
        while (_applied < _committed && cursor.TryRead(out var entry))
        {
            if (!GroupTags.IsGroups(entry.Tag))
                _values.Add(Encoding.UTF8.GetString(entry.Payload));
            (_applied, _appliedTerm) = (entry.Index, entry.Term);
        }

        Group.Applied(_applied);
    }
}
