using FromScratch.LoadBalancer.Configuration;
using FromScratch.Transport;

namespace FromScratch.LoadBalancer.Proxy;

/// <summary>What one loop asks of another: an idle connection to a server.</summary>
/// <param name="Borrower">The link that waits for it.</param>
/// <param name="Client">Whose request it is for; on the loop that asks.</param>
/// <param name="Tls">How the connection has to be made.</param>
internal sealed record Loan(ServerLink Borrower, IRelayConnection Client, ServerTlsConfig? Tls)
{
    /// <summary>In the place of a question to a link that is gone.</summary>
    public static readonly Loan None = new(null!, null!, null);

    /// <summary>From the loop that was asked: there is none to give.</summary>
    public void Refuse()
    {
        Borrower.IsRefused = true;
        Client.Wake();
    }
}
