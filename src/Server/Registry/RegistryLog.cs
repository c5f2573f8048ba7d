using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Registry;

/// <summary>What the registry logs. Event ids 3050-3099.</summary>
internal static partial class RegistryLog
{
    [LoggerMessage(3050, LogLevel.Warning, "When identities were last seen could not be written down: {Detail}")]
    public static partial void LastSeenNotWritten(ILogger logger, string detail);

    [LoggerMessage(3051, LogLevel.Information, "{Identity} added by {Actor}, certificate {Fingerprint}")]
    public static partial void Added(
        ILogger logger, Identity identity, string actor, CertificateFingerprint fingerprint);

    [LoggerMessage(3052, LogLevel.Information, "{Identity} is now {State}, by {Actor}")]
    public static partial void StateSet(ILogger logger, Identity identity, string state, string actor);

    [LoggerMessage(3053, LogLevel.Information, "{Identity} has new groups, by {Actor}")]
    public static partial void GroupsSet(ILogger logger, Identity identity, string actor);

    [LoggerMessage(3054, LogLevel.Warning, "{Identity} was not added for {Actor}: {Reason}")]
    public static partial void AddRefused(ILogger logger, Identity identity, string actor, string reason);
}
