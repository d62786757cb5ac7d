using System.Text;
using FromScratch.Cache.Engine;
using FsCheck.Xunit;

namespace FromScratch.Cache.Tests.Engine;

public sealed class LruOrderTests
{
    [Property(MaxTest = 20, Replay = "5,9")]
    public void Lru_evicts_in_exactly_least_recently_used_order_within_a_partition(int seed)
    {
        using var engine = new TestEngine(512 << 10);
        var model = new OrderModel();
        engine.Engine.EvictionObserver = model;
        var random = new Random(seed);
        for (var i = 0; i < 4000; i++)
        {
            var key = "key-" + random.Next(3000);
            model.Begin(key);
            if (random.Next(3) == 0)
            {
                if (engine.Get(key) is not null)
                    model.Used(key);
            }
            else
            {
                Assert.Equal(StoreStatus.Stored, engine.Store(key, new byte[random.Next(600)]));
                model.Used(key);
            }
        }

        Assert.True(model.Evictions > 100);
        Assert.Equal(model.Count, engine.Engine.Stats().Items);
        engine.Engine.Validate();
    }

    /// <summary>Keys from most to least recently used.</summary>
    private sealed class OrderModel : IEvictionObserver
    {
        private readonly LinkedList<string> _order = new();
        private readonly Dictionary<string, LinkedListNode<string>> _nodes = [];
        private string _current = "";

        public int Evictions { get; private set; }

        public int Count => _nodes.Count;

        public void Begin(string key) => _current = key;

        public void Used(string key)
        {
            if (_nodes.Remove(key, out var node))
                _order.Remove(node);
            _nodes[key] = _order.AddFirst(key);
        }

        public void Evicted(in ItemView item)
        {
            Evictions++;
            var key = Encoding.UTF8.GetString(item.Key);

            // The item that is being replaced has already left the queue when room for its successor is made.
            var oldest = _order.Last!;
            if (oldest.Value == _current && key != _current)
                oldest = oldest.Previous!;
            Assert.Equal(oldest.Value, key);
            _order.Remove(oldest);
            _nodes.Remove(key);
        }
    }
}
