using System.Text.Json.Serialization;

namespace Garita.Server.Telemetry;

/// <summary>Quotes texts as JSON.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class TextJson : JsonSerializerContext;
