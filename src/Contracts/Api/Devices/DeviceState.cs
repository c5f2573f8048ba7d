using System.Text.Json.Serialization;

namespace Garita.Contracts.Api.Devices;

/// <summary>What the registry lets a holder do.</summary>
public enum DeviceState
{
    /// <summary>Its active certificates are accepted.</summary>
    [JsonStringEnumMemberName("active")]
    Active,

    /// <summary>Refused until enabled again; its session, queue and retained messages are gone.</summary>
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    /// <summary>Refused for good; the id is kept so that it is never used again.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,
}
