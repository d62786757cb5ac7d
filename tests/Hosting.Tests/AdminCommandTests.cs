using System.Text;
using FromScratch.Hosting.Admin;
using FromScratch.TestKit.Sessions;

namespace FromScratch.Hosting.Tests;

/// <summary>Paths of the admin server that are not the host's own: any method, with a bounded body.</summary>
public sealed class AdminCommandTests : IDisposable
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ";

    private readonly SessionHarness _session = new(Factory());

    [Fact]
    public void Commands_with_bodies_are_answered_in_order_however_they_are_cut() =>
        SessionFragments.AlwaysAnswers(
            Factory,
            "POST /x?q=1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" +
            "PATCH /y HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n" +
            "GET /own HTTP/1.1\r\nHost: x\r\n\r\n" +
            "HEAD /z HTTP/1.1\r\nHost: x\r\n\r\n" +
            "DELETE /none HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            Ok + "15\r\n\r\nPOST /x q=1 abc" + Ok + "13\r\n\r\nPATCH /y  def" + Ok + "3\r\n\r\nown" + Ok + "8\r\n\r\n" +
            "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 13\r\nConnection: close\r\n\r\n" +
            "no such page\n");

    [Fact]
    public void The_hosts_own_pages_stay_as_they_are()
    {
        Assert.StartsWith("HTTP/1.1 405 ", _session.Exchange("POST /own HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"));
        Assert.True(_session.IsClosed);
    }

    [Theory]
    [InlineData("Content-Length: 16385\r\n\r\n", "413")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4001\r\n", "413")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "400")]
    public void A_body_without_bound_or_form_is_refused(string rest, string status)
    {
        Assert.StartsWith("HTTP/1.1 " + status, _session.Exchange("POST /x HTTP/1.1\r\nHost: x\r\n" + rest));
        Assert.True(_session.IsClosed);
    }

    [Fact]
    public void The_largest_body_is_taken_even_in_chunks_of_one_byte()
    {
        var chunks = new StringBuilder("POST /x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        chunks.Insert(chunks.Length, "1\r\na\r\n", AdminRequest.BodyBytesMax).Append("0\r\n\r\n");
        Assert.EndsWith(new string('a', AdminRequest.BodyBytesMax), _session.Exchange(chunks.ToString()));
    }

    [Fact]
    public void A_client_that_waits_for_a_word_gets_it_once()
    {
        const string Request = "POST /x HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n";
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", _session.Exchange(Request));
        Assert.Equal("", _session.Exchange("a"));
        Assert.Equal(Ok + "12\r\n\r\nPOST /x  abc", _session.Exchange("bc"));
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", _session.Exchange(Request));
    }

    [Theory]
    [InlineData("http://127.0.0.1:9000", "200")]
    [InlineData("http://example.com", "403")]
    [InlineData("http://127.0.0.1:9001", "403")]
    [InlineData("null", "403")]
    public void A_page_of_another_site_can_command_nothing(string origin, string status)
    {
        var head = $" /x HTTP/1.1\r\nHost: 127.0.0.1:9000\r\nOrigin: {origin}\r\n\r\n";
        Assert.StartsWith("HTTP/1.1 " + status, _session.Exchange("POST" + head));
        Assert.StartsWith("HTTP/1.1 200", _session.Exchange("GET" + head));
    }

    [Fact]
    public void A_method_that_is_not_allowed_is_answered_with_those_that_are() =>
        Assert.Contains("\r\nAllow: GET, POST\r\n", _session.Exchange("PUT /allow HTTP/1.1\r\nHost: x\r\n\r\n"));

    public void Dispose() => _session.Dispose();

    private static AdminSessionFactory Factory() => new(
        new Dictionary<string, Func<AdminPage>> { ["/own"] = () => AdminPage.Text(200, "own") },
        request => request.Path switch
        {
            "/none" => null,
            "/allow" => AdminPage.Text(405, "no") with { Allow = "GET, POST" },
            _ => AdminPage.Text(200, $"{request.Method} {request.Path} {request.Query} {Encoding.Latin1.GetString(request.Body.Span)}"),
        });
}
