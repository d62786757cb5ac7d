using System.Net;
using System.Net.Sockets;

namespace FromScratch.TestKit.Sockets;

/// <summary>
/// Ports that nobody listens on, below the range that outgoing connections and listeners on port 0 take theirs from: nobody takes one
/// by chance before the program that is to listen there.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    /// <summary>The first of so many in a row.</summary>
    public static int Find(int count)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var first = Random.Shared.Next(First, Last - count);
            var listeners = Enumerable.Range(first, count).Select(port => new TcpListener(IPAddress.Loopback, port)).ToList();
            try
            {
                listeners.ForEach(listener => listener.Start());
                return first;
            }
            catch (SocketException)
            {
                continue;
            }
            finally
            {
                listeners.ForEach(listener => listener.Dispose());
            }
        }

        throw new InvalidOperationException($"no {count} free ports in a row");
    }

    public static int Find() => Find(1);

    public static int[] FindMany(int count) => [.. Enumerable.Range(Find(count), count)];
}
