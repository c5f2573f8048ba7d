using Garita.Firmware;
using Garita.Rollouts.Planning;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Storage;

namespace Garita.Server.Tests.Rollouts;

/// <summary>Devices at the end of a road that can break before or after an offer went out.</summary>
internal sealed class FakeRoad : IOfferRoad
{
    private readonly List<DeviceReport> _reports = [];

    /// <summary>Everything that was ever offered: to whom, of what, as which attempt.</summary>
    public List<(string Device, string Deployment, int Attempt)> Offers { get; } = [];

    /// <summary>What stands.</summary>
    public Dictionary<string, (string Deployment, int Attempt)> Standing { get; } = new(StringComparer.Ordinal);

    public bool FailBefore { get; set; }

    public bool FailAfter { get; set; }

    /// <summary>Whether nothing can be offered, and only taken back.</summary>
    public bool FailOffers { get; set; }

    /// <summary>How a device's offer is refused; null for none.</summary>
    public Func<string, DeviceEvent?> Refuse { get; set; } = _ => null;

    public Task<IReadOnlyList<(string Device, DeviceEvent Refused)>> OfferAsync(
        OfferBatch batch, CancellationToken cancellationToken)
    {
        Break(FailBefore || FailOffers);
        List<(string, DeviceEvent)> refused = [];
        foreach (string device in batch.Devices)
        {
            if (Refuse(device) is { } refusal)
            {
                refused.Add((device, refusal with { Attempt = batch.Attempt }));
                continue;
            }

            Offers.Add((device, batch.Deployment, batch.Attempt));
            Standing[device] = (batch.Deployment, batch.Attempt);
        }

        Break(FailAfter);
        return Task.FromResult<IReadOnlyList<(string, DeviceEvent)>>(refused);
    }

    public Task WithdrawAsync(string deployment, IReadOnlyList<string>? devices, CancellationToken cancellationToken)
    {
        Break(FailBefore);
        foreach (string device in Standing.Where(offer => offer.Value.Deployment == deployment)
            .Select(offer => offer.Key).Where(device => devices?.Contains(device) != false).ToArray())
        {
            Standing.Remove(device);
        }

        Break(FailAfter);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<DeviceReport>> ReportsAfterAsync(
        long change, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<DeviceReport>>(
        [.. _reports.Where(report => report.Change > change).Take(limit)]);

    /// <summary>A device says something of an attempt.</summary>
    public void Report(string device, string deployment, Sha256Digest manifest, DeviceEvent happened) =>
        _reports.Add(new DeviceReport(_reports.Count + 1, device, deployment, manifest, happened));

    private static void Break(bool breaks)
    {
        if (breaks)
        {
            throw new StorageException(StorageFault.Unavailable, "the road is broken");
        }
    }
}
