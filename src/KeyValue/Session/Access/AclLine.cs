using System.Security.Cryptography;
using System.Text;

namespace FromScratch.KeyValue.Session.Access;

/// <summary>Reads and writes `name on >password ~pattern +@read`, the part of Redis's ACL rules that this server has.</summary>
internal static class AclLine
{
    /// <summary>Null and why when it cannot be read. A leading `user` is skipped, so that lines of users.acl can be copied.</summary>
    public static AclUser? Parse(string line, out string? why)
    {
        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words is ["user", ..])
            words = words[1..];
        why = words.Length == 0 ? "a name is missing" : null;
        if (why is not null)
            return null;
        var user = new AclUser(words[0]);
        foreach (var rule in words.Skip(1))
        {
            if (!Apply(user, rule))
            {
                why = $"rule '{rule}' is unknown";
                return null;
            }
        }

        return user;
    }

    /// <summary>As ACL LIST shows it; passwords as their SHA-256.</summary>
    public static string Format(AclUser user)
    {
        var line = new StringBuilder("user ").Append(user.Name).Append(user.IsEnabled ? " on" : " off");
        if (user.NeedsNoPassword)
            line.Append(" nopass");
        foreach (var password in user.Passwords)
            line.Append(" #").Append(Convert.ToHexStringLower(password));
        if (KeysOf(user) is { Length: > 0 } keys)
            line.Append(' ').Append(keys);
        return line.Append(" &* ").Append(CommandsOf(user)).ToString();
    }

    public static string KeysOf(AclUser user) =>
        user.AllKeys ? "~*" : string.Join(' ', user.Patterns.Select(static pattern => "~" + Encoding.Latin1.GetString(pattern)));

    public static string CommandsOf(AclUser user)
    {
        if (user is { MayRead: true, MayWrite: true, MayAdminister: true })
            return "+@all";
        var rules = new StringBuilder("-@all");
        if (user.MayRead)
            rules.Append(" +@read");
        if (user.MayWrite)
            rules.Append(" +@write");
        if (user.MayAdminister)
            rules.Append(" +@admin");
        return rules.ToString();
    }

    private static bool Apply(AclUser user, string rule)
    {
        switch (rule)
        {
            case "on":
            case "off":
                user.IsEnabled = rule == "on";
                return true;
            case "nopass":
                user.ForgetPasswords();
                user.NeedsNoPassword = true;
                return true;
            case "resetpass":
                user.ForgetPasswords();
                user.NeedsNoPassword = false;
                return true;
            case "allkeys" or "~*":
                user.AllKeys = true;
                return true;
            case "resetkeys":
                user.ForgetPatterns();
                return true;
            case "&*" or "allchannels":
                return true;
            case "allcommands":
                return Grant(user, "all", true);
            case "nocommands":
                return Grant(user, "all", false);
        }

        return rule.Length > 1 && ApplyPrefixed(user, rule);
    }

    private static bool ApplyPrefixed(AclUser user, string rule)
    {
        switch (rule[0])
        {
            case '>':
                user.AddPassword(SHA256.HashData(Encoding.UTF8.GetBytes(rule[1..])));
                return true;
            case '#' when rule.Length == 1 + (2 * SHA256.HashSizeInBytes) && rule.Skip(1).All(char.IsAsciiHexDigit):
                user.AddPassword(Convert.FromHexString(rule[1..]));
                return true;
            case '~':
                user.AddPattern(Encoding.UTF8.GetBytes(rule[1..]));
                return true;
            case '+' or '-' when rule[1] == '@':
                return Grant(user, rule[2..], rule[0] == '+');
            default:
                return false;
        }
    }

    private static bool Grant(AclUser user, string category, bool may)
    {
        switch (category)
        {
            case "read":
                user.MayRead = may;
                return true;
            case "write":
                user.MayWrite = may;
                return true;
            case "admin" or "dangerous":
                user.MayAdminister = may;
                return true;
            case "all":
                user.MayRead = user.MayWrite = user.MayAdminister = may;
                return true;
            default:
                return false;
        }
    }
}
