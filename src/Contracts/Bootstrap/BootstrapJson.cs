using System.Text.Json;
using System.Text.Json.Serialization;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;

namespace Garita.Contracts.Bootstrap;

/// <summary>
/// How requests and replies are written as JSON: camel case, nulls left out, nothing unknown, missing or twice, at most
/// <see cref="BootstrapWire.MaxDepth"/> levels. <see cref="BootstrapMessages"/> reads and writes with it.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict,
    MaxDepth = BootstrapWire.MaxDepth)]
[JsonSerializable(typeof(BootstrapRequest))]
[JsonSerializable(typeof(BootstrapReply))]
internal sealed partial class BootstrapJson : JsonSerializerContext;
