using System.Text.Json;
using FromScratch.Hosting.Admin;
using FromScratch.LoadBalancer.Api;
using FromScratch.LoadBalancer.Configuration;
using FromScratch.LoadBalancer.Tests.Configuration;
using FromScratch.LoadBalancer.Tests.Status;

namespace FromScratch.LoadBalancer.Tests.Api;

public sealed class ApiPagesTests
{
    [Fact]
    public void The_status_and_the_servers_of_a_backend()
    {
        var status = SampleStatus.Make();
        Assert.Equal(3, Body(ApiPages.Of(status)).GetProperty("backends").GetArrayLength());
        Assert.Equal("web-1", Body(ApiPages.Of(status.Backends[0]))[0].GetProperty("name").GetString());
    }

    [Fact]
    public void The_configuration_without_its_secrets()
    {
        var config = Configs.Good(Configs.Backend("\"sticky\": { \"secret\": \"0123456789abcdef\" }"));
        var sticky = Body(ApiPages.Of(config)).GetProperty("backends")[0].GetProperty("sticky");
        Assert.Equal(ConfigWriter.HiddenSecret, sticky.GetProperty("secret").GetString());
    }

    [Fact]
    public void What_a_reload_did()
    {
        var changes = ConfigChanges.Between(Configs.Good(Configs.Least), Configs.Good(Configs.Backend("\"queueMax\": 7")));
        var told = Body(ApiPages.Of(changes)).GetProperty("changes").EnumerateArray().Select(change => change.GetString());
        Assert.Equal(["backend web: queueMax 1000 -> 7"], told);
        Assert.Equal(0, Body(ApiPages.Of([])).GetProperty("changes").GetArrayLength());
    }

    [Fact]
    public void What_was_done()
    {
        var page = ApiPages.Done("added \"a\"", 201);
        Assert.Equal((201, "added \"a\""), (page.Status, Body(page).GetProperty("done").GetString()));
    }

    private static JsonElement Body(AdminPage page)
    {
        Assert.Equal("application/json", page.ContentType);
        return JsonDocument.Parse(page.Body).RootElement;
    }
}
