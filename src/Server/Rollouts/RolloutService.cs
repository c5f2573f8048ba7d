using Garita.Contracts.Api.Releases;
using Garita.Firmware;
using Garita.Server.Hosting;
using Garita.Server.Releases;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Updates;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Rollouts;

/// <summary>Everything about rollouts, put together.</summary>
internal sealed class RolloutService : IAsyncDisposable
{
    private readonly RolloutWorker _worker;

    private RolloutService(RolloutSurroundings around)
    {
        RolloutEngine engine = new(around);
        Approvals = new ApprovalDesk(around);
        Desk = new RolloutDesk(around, engine, Approvals);
        _worker = new RolloutWorker(engine, around);
    }

    /// <summary>What people ask.</summary>
    public RolloutDesk Desk { get; }

    /// <summary>Who must approve.</summary>
    public ApprovalDesk Approvals { get; }

    /// <summary>Goes on where the last run stopped.</summary>
    /// <exception cref="Garita.Server.Storage.StorageException">The database cannot be read; nothing runs.</exception>
    public static async Task<RolloutService> StartAsync(
        DataDirectory data, Messaging messaging, Publishing publishing, UpdateService updates,
            RolloutEnvironment environment)
    {
        FleetView fleet = new(data.Registry, messaging.Liveness);
        messaging.States.ZoneReported += fleet.SetZone;
        fleet.Fill(await messaging.States.ZonesAsync(CancellationToken.None).ConfigureAwait(false));
        RolloutService service = new(new RolloutSurroundings(
            data.Database, data.Database.Writer, new OfferRoad(data.Database, updates.Desk), fleet, environment.Time,
            environment.Loggers.CreateLogger("Garita.Rollouts"))
        {
            Options = environment.Options,
            Audit = new RolloutAudit(
                publishing.Late, publishing.Audit, data.Database, data.Database.Writer),
            Health = new HealthView(fleet, new ReconnectWatch(messaging.Liveness), environment.Time.GetUtcNow()),
            FindRelease = (digest, stop) => FindAsync(publishing.Desk, digest, stop),
        });
        try
        {
            await service._worker.StartAsync(CancellationToken.None).ConfigureAwait(false);
            return service;
        }
        catch (Garita.Server.Storage.StorageException)
        {
            await service.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    private static async Task<ReleaseFacts?> FindAsync(
        ReleaseDesk desk, Sha256Digest digest, CancellationToken cancellationToken)
    {
        ReleasePair? pair = await desk.FindAsync(digest, cancellationToken).ConfigureAwait(false);
        return pair is null ? null : new ReleaseFacts(
            pair.Release.Digest, pair.Release.Version, pair.Release.Epoch, pair.Release.PayloadBytes,
            pair.WayBack?.Digest, pair.WayBack?.Epoch ?? 0)
        {
            IsWithdrawn = pair.Release.State == ReleaseState.Withdrawn,
        };
    }

    /// <summary>What does not come from the rest of the server.</summary>
    internal sealed record RolloutEnvironment(RolloutOptions Options, TimeProvider Time, ILoggerFactory Loggers);
}
