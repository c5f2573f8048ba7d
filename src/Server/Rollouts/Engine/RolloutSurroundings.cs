using Garita.Firmware;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts.Engine;

/// <summary>What rollouts work with.</summary>
/// <param name="Database">For reading.</param>
/// <param name="Writer">For changes.</param>
/// <param name="Road">The way to devices.</param>
/// <param name="Fleet">Who there is.</param>
/// <param name="Time">The clock.</param>
/// <param name="Logger">For people who run the server.</param>
internal sealed record RolloutSurroundings(
    Database Database, IDatabaseWriter Writer, IOfferRoad Road, FleetView Fleet, TimeProvider Time, ILogger Logger)
{
    public RolloutOptions Options { get; init; } = new();

    /// <summary>Looks a published release up; null where there is none.</summary>
    public required Func<Sha256Digest, CancellationToken, Task<ReleaseFacts?>> FindRelease { get; init; }

    /// <summary>Where decisions are entered.</summary>
    public required RolloutAudit Audit { get; init; }

    /// <summary>How devices have been.</summary>
    public required HealthView Health { get; init; }
}
