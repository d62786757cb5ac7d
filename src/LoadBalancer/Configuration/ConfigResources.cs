namespace FromScratch.LoadBalancer.Configuration;

/// <summary>Files that go along with the program: the schema for editors, and the example that shows every option.</summary>
public static class ConfigResources
{
    public const string SchemaFile = "lb.schema.json";
    public const string ExampleFile = "lb.example.json";

    public static byte[] Schema => Read(SchemaFile);

    public static byte[] Example => Read(ExampleFile);

    private static byte[] Read(string name)
    {
        using var stream = typeof(ConfigResources).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not in the assembly");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
