using System.Text.Json.Serialization;

namespace Garita.Contracts.Api.Releases;

/// <summary>Whether a release may be offered to devices.</summary>
public enum ReleaseState
{
    /// <summary>It may.</summary>
    [JsonStringEnumMemberName("published")]
    Published,

    /// <summary>No longer. Its entry stays in the audit log, and its sequence number stays used.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}
