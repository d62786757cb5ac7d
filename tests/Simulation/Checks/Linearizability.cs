using FromScratch.Simulation.Model;

namespace FromScratch.Simulation.Checks;

/// <summary>
/// Whether a history could have come from one register that does one thing at a time (Wing and Gong 1993, with the memo of Lowe 2017).
/// Keys are
/// checked one by one: a history is linearizable if and only if each key's is (Herlihy and Wing 1990).
/// </summary>
public static class Linearizability
{
    /// <summary>More attempts than this for one key, and the answer is null.</summary>
    private const int StepsMax = 4_000_000;

    /// <summary>Null = all keys are linearizable, or one that is not, in words.</summary>
    public static string? Check(IEnumerable<Operation> history)
    {
        foreach (var key in history.GroupBy(operation => operation.Command.Key))
        {
            var operations = key.OrderBy(operation => operation.Called).ToList();
            if (CheckKey(operations) == false)
                return $"key {key.Key} is not linearizable:\n" + string.Join("\n", operations.Select(Describe));
        }

        return null;
    }

    /// <summary>Null = too many possibilities to tell.</summary>
    public static bool? CheckKey(IReadOnlyList<Operation> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        // A read that nobody got the answer to says nothing.
        var telling = operations.Where(static operation => !operation.IsUnknown || operation.Command.Kind != CommandKind.Read);
        return new Search([.. telling]).Run();
    }

    private static string Describe(Operation operation)
    {
        var command = operation.Command;
        var what = command.Kind switch
        {
            CommandKind.Write => $"write {command.Value}",
            CommandKind.Add => $"add {command.Value} -> {operation.Result}",
            CommandKind.Swap => $"swap {command.Expected} for {command.Value} -> {operation.Result}",
            _ => $"read -> {operation.Result}",
        };
        var until = operation.IsUnknown ? "never" : $"{operation.Returned}";
        return $"  client {operation.Client} operation {command.Id}: {what}  [{operation.Called}, {until}]";
    }

    private sealed class Search
    {
        private readonly Operation[] _operations;
        private readonly Event _head = new();
        private readonly HashSet<(ulong, ulong, ulong, long)> _seen = [];
        private readonly ulong[] _done;

        public Search(Operation[] operations)
        {
            _operations = operations;
            _done = new ulong[(operations.Length / 64) + 1];
            var events = new List<(long Time, int Order, Event Event)>(2 * operations.Length);
            for (var i = 0; i < operations.Length; i++)
            {
                var call = new Event { Operation = i, IsCall = true };
                var back = new Event { Operation = i, Match = call };
                call.Match = back;
                // At the same time: calls first, so that the two overlap.
                events.Add((operations[i].Called, 0, call));
                events.Add((operations[i].Returned, 1, back));
            }

            var last = _head;
            foreach (var (_, _, next) in events.OrderBy(static e => e.Time).ThenBy(static e => e.Order))
            {
                last.Next = next;
                next.Previous = last;
                last = next;
            }
        }

        public bool? Run()
        {
            var stack = new Stack<(Event Call, long Value)>();
            var value = 0L;
            var required = _operations.Count(static operation => !operation.IsUnknown);
            var at = _head.Next;
            for (var steps = 0; required > 0; steps++)
            {
                if (steps > StepsMax)
                    return null;
                if (at is { IsCall: true })
                {
                    var operation = _operations[at.Operation];
                    var (next, result) = operation.Command.ApplyTo(value);
                    var fits = operation.IsUnknown || result == operation.Result;
                    if (fits && TryMark(at.Operation, next))
                    {
                        stack.Push((at, value));
                        value = next;
                        required -= operation.IsUnknown ? 0 : 1;
                        at.Lift();
                        at = _head.Next;
                        continue;
                    }

                    at = at.Next;
                    continue;
                }

                // Somebody has had an answer whose operation has no place yet: one of those placed before must go elsewhere.
                if (stack.Count == 0)
                    return false;
                (var back, value) = stack.Pop();
                Unmark(back.Operation);
                required += _operations[back.Operation].IsUnknown ? 0 : 1;
                back.Unlift();
                at = back.Next;
            }

            return true;
        }

        private bool TryMark(int operation, long value)
        {
            _done[operation / 64] |= 1UL << (operation % 64);
            if (_seen.Add(Key(value)))
                return true;
            Unmark(operation);
            return false;
        }

        private void Unmark(int operation) => _done[operation / 64] &= ~(1UL << (operation % 64));

        /// <summary>Of up to 192 operations as it is, of more a fingerprint of 192 bits.</summary>
        private (ulong, ulong, ulong, long) Key(long value)
        {
            var (a, b, c) = (0UL, 0UL, 0UL);
            for (var i = 0; i < _done.Length; i++)
            {
                var bits = _done[i];
                if (_done.Length <= 3)
                    (a, b, c) = i switch { 0 => (bits, b, c), 1 => (a, bits, c), _ => (a, b, bits) };
                else
                    (a, b, c) = (Fold(a, bits, 0x9E3779B97F4A7C15), Fold(b, bits, 0xC2B2AE3D27D4EB4F), Fold(c, bits, 0x165667B19E3779F9));
            }

            return (a, b, c, value);
        }

        /// <summary>High bits must reach low ones: a product alone moves them upwards only (the finisher of SplitMix64).</summary>
        private static ulong Fold(ulong hash, ulong bits, ulong seed)
        {
            var mixed = (hash + seed) ^ bits;
            mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return mixed ^ (mixed >> 31);
        }
    }

    /// <summary>In a list ordered by time; an operation that is placed leaves it with both its ends.</summary>
    private sealed class Event
    {
        public int Operation { get; init; }

        public bool IsCall { get; init; }

        public Event? Match { get; set; }

        public Event? Next { get; set; }

        public Event? Previous { get; set; }

        public void Lift()
        {
            Leave();
            Match!.Leave();
        }

        public void Unlift()
        {
            Match!.Return();
            Return();
        }

        private void Leave()
        {
            Previous!.Next = Next;
            if (Next is not null)
                Next.Previous = Previous;
        }

        private void Return()
        {
            Previous!.Next = this;
            if (Next is not null)
                Next.Previous = this;
        }
    }
}
