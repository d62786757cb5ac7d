using System.Security.Cryptography;
using System.Text;

namespace FromScratch.KeyValue.Session.Access;

/// <summary>The users of one server; there is always one of the name default.</summary>
internal sealed class UserTable
{
    private const string DefaultName = "default";

    private readonly SortedDictionary<string, AclUser> _users = new(StringComparer.Ordinal);

    /// <param name="lines">Read by <see cref="AclLine"/>.</param>
    /// <param name="requirePass">The default user's password; empty = as the lines say, none without a line.</param>
    /// <exception cref="ArgumentException">A line cannot be read.</exception>
    public UserTable(IEnumerable<string> lines, string? requirePass)
    {
        Default = new AclUser(DefaultName)
        {
            IsEnabled = true,
            NeedsNoPassword = true,
            AllKeys = true,
            MayRead = true,
            MayWrite = true,
            MayAdminister = true,
        };
        _users.Add(DefaultName, Default);
        foreach (var line in lines)
        {
            var user = AclLine.Parse(line, out var why) ?? throw new ArgumentException($"{line}: {why}", nameof(lines));
            _users[user.Name] = user;
        }

        Default = _users[DefaultName];
        if (!string.IsNullOrEmpty(requirePass))
            SetDefaultPassword(requirePass);
    }

    public AclUser Default { get; }

    public IEnumerable<AclUser> All => _users.Values;

    /// <summary>Who a client is before it logs in; null = it has to.</summary>
    public AclUser? ForNewConnection => Default is { IsEnabled: true, NeedsNoPassword: true } ? Default : null;

    /// <summary>requirepass; empty = none is needed.</summary>
    public void SetDefaultPassword(string password)
    {
        Default.ForgetPasswords();
        if (password.Length == 0)
            Default.NeedsNoPassword = true;
        else
            Default.AddPassword(SHA256.HashData(Encoding.UTF8.GetBytes(password)));
    }

    public AclUser? Find(ReadOnlySpan<byte> name) => _users.GetValueOrDefault(Encoding.UTF8.GetString(name));

    /// <summary>The user when name and password are right; null otherwise.</summary>
    public AclUser? LogIn(ReadOnlySpan<byte> name, ReadOnlySpan<byte> password) =>
        Find(name) is { } user && user.Accepts(password) ? user : null;
}
