using System.Text.Json.Serialization;

namespace Garita.Contracts.Api.Policy;

/// <summary>What a peer wants to do.</summary>
public enum PolicyAction
{
    /// <summary>Publish to a topic.</summary>
    [JsonStringEnumMemberName("publish")]
    Publish,

    /// <summary>Subscribe to a filter.</summary>
    [JsonStringEnumMemberName("subscribe")]
    Subscribe,

    /// <summary>Be sent a message on a topic.</summary>
    [JsonStringEnumMemberName("receive")]
    Receive,
}
