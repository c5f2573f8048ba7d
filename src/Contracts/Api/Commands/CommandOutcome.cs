using System.Text.Json.Serialization;

namespace Garita.Contracts.Api.Commands;

/// <summary>How a command ended.</summary>
public enum CommandOutcome
{
    /// <summary>The device did it and said so.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>The device answered that it could not.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>No reply before the deadline; whether the device did it is not known.</summary>
    [JsonStringEnumMemberName("timed-out")]
    TimedOut,

    /// <summary>The device had no live session, so nothing was sent.</summary>
    [JsonStringEnumMemberName("offline")]
    Offline,

    /// <summary>The policy does not let the command out, or the device would not be allowed to hear it.</summary>
    [JsonStringEnumMemberName("refused")]
    Refused,
}
