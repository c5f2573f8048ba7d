using System.Text.Json.Serialization;

namespace Garita.Contracts.Api.Updates;

/// <summary>Whether the server still wants an update on a device.</summary>
public enum OfferState
{
    /// <summary>It is offered now.</summary>
    [JsonStringEnumMemberName("offered")]
    Offered,

    /// <summary>It was taken back before the device said how it ended.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,

    /// <summary>Another offer took its place before the device said how it ended.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,

    /// <summary>The device said how it ended while it was offered.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,
}
