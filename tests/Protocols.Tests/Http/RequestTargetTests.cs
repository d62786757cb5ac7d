using FromScratch.Core;
using FromScratch.Protocols.Http;

namespace FromScratch.Protocols.Tests.Http;

public sealed class RequestTargetTests
{
    private readonly HttpRequestHead _head = new();

    [Theory]
    [InlineData("GET", "/", TargetForm.Origin, "", "", "/", "", "/")]
    [InlineData("GET", "/a/b?x=1?y", TargetForm.Origin, "", "", "/a/b", "x=1?y", "/a/b?x=1?y")]
    [InlineData("GET", "//a/b", TargetForm.Origin, "", "", "//a/b", "", "//a/b")]
    [InlineData("GET", "/a?", TargetForm.Origin, "", "", "/a", "", "/a?")]
    [InlineData("GET", "/http://a/?u=http://b/", TargetForm.Origin, "", "", "/http://a/", "u=http://b/", "/http://a/?u=http://b/")]
    [InlineData("GET", "http://example.com/a?b", TargetForm.Absolute, "http", "example.com", "/a", "b", "/a?b")]
    [InlineData("GET", "HTTPS://example.com:443/", TargetForm.Absolute, "HTTPS", "example.com:443", "/", "", "/")]
    [InlineData("GET", "http://example.com", TargetForm.Absolute, "http", "example.com", "", "", "/")]
    [InlineData("GET", "http://example.com?q", TargetForm.Absolute, "http", "example.com", "", "q", "/?q")]
    [InlineData("GET", "http://[::1]:8080/a", TargetForm.Absolute, "http", "[::1]:8080", "/a", "", "/a")]
    [InlineData("OPTIONS", "http://example.com", TargetForm.Absolute, "http", "example.com", "", "", "*")]
    [InlineData("OPTIONS", "http://example.com/", TargetForm.Absolute, "http", "example.com", "/", "", "/")]
    [InlineData("OPTIONS", "http://example.com?q", TargetForm.Absolute, "http", "example.com", "", "q", "/?q")]
    [InlineData("OPTIONS", "*", TargetForm.Asterisk, "", "", "", "", "*")]
    [InlineData("CONNECT", "example.com:443", TargetForm.Authority, "", "example.com:443", "", "", "example.com:443")]
    [InlineData("CONNECT", "[2001:db8::1]:443", TargetForm.Authority, "", "[2001:db8::1]:443", "", "", "[2001:db8::1]:443")]
    public void A_target_is_taken_apart_and_sent_on(
        string method, string target, TargetForm form, string scheme, string authority, string path, string query, string sentOn)
    {
        var input = HttpText.Bytes($"{method} {target} HTTP/1.1\r\nHost: h\r\n\r\n");
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _head).Status);
        Assert.Equal(method, HttpText.Text(_head.Method, input));
        Assert.Equal(target, HttpText.Text(_head.Target, input));
        Assert.Equal(form, _head.TargetForm);
        Assert.Equal(scheme, HttpText.Text(_head.Scheme, input));
        Assert.Equal(authority, HttpText.Text(_head.Authority, input));
        Assert.Equal(path, HttpText.Text(_head.Path, input));
        Assert.Equal(query, HttpText.Text(_head.Query, input));
        Assert.Equal(target.Contains('?', StringComparison.Ordinal), _head.HasQuery);
        Assert.Equal(authority.Length > 0 ? authority : "h", HttpText.Text(_head.EffectiveHost, input));
        Assert.Equal($"{method} {sentOn} HTTP/1.1\r\n", HttpText.Written(output => HttpWriter.RequestLine(output, _head, input)));
    }

    [Fact]
    public void Our_own_version_is_sent_on()
    {
        var input = HttpText.Bytes("GET /a HTTP/1.0\r\n\r\n");
        Assert.Equal(DecodeStatus.Done, HttpText.Parse(input, _head).Status);
        Assert.Equal("GET /a HTTP/1.1\r\n", HttpText.Written(output => HttpWriter.RequestLine(output, _head, input)));
    }

    [Theory]
    [InlineData("GET", KnownMethod.Get, true)]
    [InlineData("HEAD", KnownMethod.Head, true)]
    [InlineData("PUT", KnownMethod.Put, true)]
    [InlineData("DELETE", KnownMethod.Delete, true)]
    [InlineData("OPTIONS", KnownMethod.Options, true)]
    [InlineData("TRACE", KnownMethod.Trace, true)]
    [InlineData("POST", KnownMethod.Post, false)]
    [InlineData("PATCH", KnownMethod.Patch, false)]
    [InlineData("CONNECT", KnownMethod.Connect, false)]
    [InlineData("get", KnownMethod.Other, false)]
    [InlineData("PURGE", KnownMethod.Other, false)]
    [InlineData("", KnownMethod.Other, false)]
    public void A_method_is_known_by_its_exact_name(string method, KnownMethod expected, bool isIdempotent)
    {
        Assert.Equal(expected, KnownMethods.Of(HttpText.Bytes(method)));
        Assert.Equal(isIdempotent, expected.IsIdempotent());
    }
}
