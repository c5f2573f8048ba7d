using System.Text.Json;
using System.Text.Json.Serialization;

namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>What the registry says of a device that showed its second factor.</summary>
/// <param name="Id">The id: common name of the certificate to come, and topic name.</param>
/// <param name="Type">What sort of product it is; null where nobody said.</param>
/// <param name="Enrolls">Whether it is to ask for a certificate, or lives on tokens.</param>
/// <param name="Settings">How it is to work: an object, as the registry holds it for this device; null for
/// none.</param>
public sealed record DeviceBody(
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Type,
    bool Enrolls,
    JsonElement? Settings = null);
