using System.Text.Json.Serialization;

namespace Garita.Device.Bootstrap.States;

/// <summary>How the record is written.</summary>
[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(BootstrapRecord))]
internal sealed partial class BootstrapRecordJson : JsonSerializerContext;
