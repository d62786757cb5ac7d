using System.Globalization;
using System.Text.RegularExpressions;

namespace FromScratch.LoadBalancer.Configuration;

/// <summary>
/// One reading of a configuration: what was wrong so far, which names were given, and which names are meant to be somewhere. What is
/// wrong never stops the reading, so that one start shows all of it.
/// </summary>
/// <param name="directory">Paths of files are relative to it.</param>
/// <param name="keysAsked">Takes every key that was looked for, its path without indices: backends[].servers[].port; for tests.</param>
internal sealed partial class ConfigReading(string directory, ISet<string>? keysAsked = null)
{
    private const int ErrorsMax = 100;

    private readonly List<string> _errors = [];
    private readonly Dictionary<(string Kind, string Name), string> _declared = [];
    private readonly List<(string Kind, string Name, string Path)> _references = [];
    private int _more;

    public IReadOnlyList<string> Errors =>
        _more == 0 ? _errors : [.. _errors, string.Create(CultureInfo.InvariantCulture, $"and {_more} more")];

    public bool IsGood => _errors.Count == 0;

    public void Wrong(string path, string what)
    {
        if (_errors.Count == ErrorsMax)
            _more++;
        else
            _errors.Add(path.Length == 0 ? what : $"{path}: {what}");
    }

    /// <summary>Notes that something of this kind has this name (or address); wrong when another one has it.</summary>
    /// <param name="kind">What has to be told apart: "backend", "server of backends[0]".</param>
    /// <param name="name">Empty when there was none, which has been told already.</param>
    /// <param name="path">Where it stands.</param>
    /// <returns>False when it is taken.</returns>
    public bool Declare(string kind, string name, string path)
    {
        if (name.Length == 0 || _declared.TryAdd((kind, name), path))
            return true;
        Wrong(path, $"\"{JsonWords.Show(name)}\" is taken by {_declared[(kind, name)]}");
        return false;
    }

    /// <summary>Notes that this name has to be one of those declared, wherever they stand; see <see cref="Resolve"/>.</summary>
    public void Refer(string kind, string name, string path)
    {
        if (name.Length > 0)
            _references.Add((kind, name, path));
    }

    /// <summary>Once everything is read: finds the names that point nowhere.</summary>
    public void Resolve()
    {
        foreach (var (kind, name, path) in _references.Where(one => !_declared.ContainsKey((one.Kind, one.Name))))
        {
            var known = _declared.Keys.Where(one => one.Kind == kind).Select(one => one.Name);
            Wrong(path, $"\"{JsonWords.Show(name)}\" is the name of no {kind}; there are: {JsonWords.Show(string.Join(", ", known))}");
        }
    }

    public void Asked(string path) => keysAsked?.Add(Index().Replace(path, "[]"));

    /// <summary>The path of a file as it is opened.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, directory);

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Index();
}
