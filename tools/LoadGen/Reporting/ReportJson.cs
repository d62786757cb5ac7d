using System.Text.Json.Serialization;

namespace FromScratch.LoadGen.Reporting;

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LoadReport))]
public sealed partial class ReportJson : JsonSerializerContext;
