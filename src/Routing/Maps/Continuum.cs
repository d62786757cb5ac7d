namespace FromScratch.Routing.Maps;

/// <summary>The sorted circle of points that both ketama variants share. A key belongs to the first point at or after its hash.</summary>
internal sealed class Continuum
{
    private readonly uint[] _points;
    private readonly int[] _owners;

    /// <param name="points">Positions on the circle, in the order in which they were made.</param>
    /// <param name="owners">Server index of each point; reordered together with the points.</param>
    public Continuum(List<uint> points, List<int> owners)
    {
        // The C clients sort stably by position alone, so of two equal points the one made first wins.
        var order = new int[points.Count];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (x, y) => points[x] != points[y] ? points[x].CompareTo(points[y]) : x.CompareTo(y));

        _points = Array.ConvertAll(order, i => points[i]);
        _owners = Array.ConvertAll(order, i => owners[i]);
    }

    public int PointCount => _points.Length;

    public int FindOwner(uint hash)
    {
        int left = 0, right = _points.Length;
        while (left < right)
        {
            var middle = (left + right) >>> 1;
            if (_points[middle] < hash)
                left = middle + 1;
            else
                right = middle;
        }

        return _owners[right == _points.Length ? 0 : right];
    }
}
