using Garita.Contracts.Api.Devices;
using Garita.Contracts.Api.Releases;
using Garita.Contracts.Api.Updates;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Firmware.Encryption;
using Garita.Merkle;
using Garita.Mqtt.Topics;
using Garita.Server.Audit;
using Garita.Server.Registry;
using Garita.Server.Releases;
using Garita.Server.Storage;

namespace Garita.Server.Updates.Offers;

/// <summary>
/// Offers published releases to devices and takes offers back, for the API and for rollouts. One call at a time.
/// </summary>
/// <remarks>
/// <para>1. What cannot be offered is refused. 2. The audit log has it. 3. The database has it. 4. The device may fetch
/// it, and its offer is retained.</para>
/// <para>After a crash every offer that the database has is published again at the start. One that only the audit log
/// has was never made.</para>
/// </remarks>
internal sealed class OfferDesk(OfferSurroundings around, OfferBook book) : IDisposable
{
    private const int MaxNamed = 8; // devices that the audit log's line names before it counts the rest

    private readonly OfferPublisher _publisher = new(around, book);
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Offers a release.</summary>
    /// <exception cref="StorageException">Nothing is offered that was not before, or what the database has by then is
    /// offered at the next start.</exception>
    public async Task<OfferResult> OfferAsync(OfferOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ManifestRecord? manifest = await around.Catalog.ManifestAsync(order.Manifest, cancellationToken)
                .ConfigureAwait(false);
            OfferRefusal refusal = Judge(order, manifest);
            return refusal == OfferRefusal.None
                ? await OfferInTurnAsync(order, cancellationToken).ConfigureAwait(false)
                : OfferResult.Refused(refusal);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Takes a deployment's standing offers back, from all devices or from some, also while the audit log cannot be
    /// written: it is entered later.
    /// </summary>
    /// <exception cref="StorageException">Nothing was taken back.</exception>
    public async Task<Withdrawal> WithdrawAsync(
        string deployment, IReadOnlyList<Identity>? only, string actor, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            HashSet<Identity>? named = only?.ToHashSet();
            StandingOffer[] offers =
            [
                .. book.All.Where(offer => offer.Record.Deployment == deployment
                    && (named is null || named.Contains(offer.Device))),
            ];
            if (offers.Length == 0)
            {
                return new Withdrawal([], true);
            }

            Identity[] devices = [.. offers.Select(offer => offer.Device)];
            Announcement announced = await around.Audit.BeginOrOweAsync(
                actor, AuditActions.WithdrawUpdate, Subject(deployment, devices), default).ConfigureAwait(false);
            await around.Database.Writer.WriteAsync(
                db =>
                {
                    announced.Owe(db, deployment, LateEntries.OfUpdate + deployment);
                    return offers.Sum(offer => OfferTable.Withdraw(db, offer.Record.Id));
                },
                CancellationToken.None).ConfigureAwait(false);
            foreach (StandingOffer offer in offers)
            {
                await _publisher.ClearAsync(offer).ConfigureAwait(false);
            }

            UpdateLog.Withdrawn(around.Logger, actor, deployment, offers.Length);
            return new Withdrawal(devices, announced.IsEntered);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Publishes what the database has of standing offers: at the start, when a device was enabled again, and when a
    /// device needs another proof.
    /// </summary>
    public async Task RepublishAsync(Identity? only, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            List<OfferRecord> standing = await around.Database.ReadAsync(
                db => OfferTable.Standing(db, only?.Name), cancellationToken).ConfigureAwait(false);
            foreach (OfferRecord record in standing)
            {
                if (around.Registry.Get(record.Device) is { State: DeviceState.Active })
                {
                    await _publisher.PublishAsync(record, cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// A device was shut out: its offer is retained no longer. It stays stored for the day the device is enabled again,
    /// unless the device was removed.
    /// </summary>
    /// <exception cref="StorageException">The offer of a removed device is still stored as standing.</exception>
    public async Task ShutOutAsync(Identity device, bool isRemoved, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (book.Find(device) is not { } offer)
            {
                return;
            }

            await _publisher.ClearAsync(offer).ConfigureAwait(false);
            if (isRemoved)
            {
                await around.Database.Writer.WriteAsync(
                    db => OfferTable.Withdraw(db, offer.Record.Id), CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>A device said how an offer ended: it stands no more.</summary>
    public async Task ClearAsync(OfferRecord ended, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (book.Find(ended.Device) is { } offer && offer.Record.Id == ended.Id)
            {
                await _publisher.ClearAsync(offer).ConfigureAwait(false);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private static string Subject(string deployment, Identity[] devices)
    {
        string named = string.Join(' ', devices.Take(MaxNamed).Select(device => device.Name));
        string rest = devices.Length > MaxNamed ? $" and {devices.Length - MaxNamed} more" : string.Empty;
        return $"{deployment}: {named}{rest}";
    }

    private OfferRefusal Judge(OfferOrder order, ManifestRecord? manifest)
    {
        if (manifest is null || manifest.State == ReleaseState.Withdrawn)
        {
            return manifest is null ? OfferRefusal.NoRelease : OfferRefusal.ReleaseWithdrawn;
        }

        bool isEncrypted = manifest.Payload != manifest.Image;
        bool isKey = order.KeyOffer is { } keys && KeyOffer.TryRead(keys, out _) == KeyOfferRefusal.None;
        return order.KeyOffer is not null && !(isKey && isEncrypted) ? OfferRefusal.KeyOfferWrong
            : isEncrypted && order.KeyOffer is null ? OfferRefusal.KeyOfferMissing
            : around.Images.Find(manifest.Payload) is null ? OfferRefusal.ImageMissing
            : OfferRefusal.None;
    }

    private async Task<OfferResult> OfferInTurnAsync(
        OfferOrder order, CancellationToken cancellationToken)
    {
        Dictionary<Identity, OfferOutcome> outcomes = order.Devices.Distinct().ToDictionary(d => d, JudgeDevice);
        Identity[] able = [.. outcomes.Where(pair => pair.Value == OfferOutcome.Offered).Select(pair => pair.Key)];
        OfferOutcome[] judged = await around.Database.ReadAsync(
            db => able.Select(device => OfferTable.Judge(db, order, device.Name)).ToArray(), cancellationToken)
                .ConfigureAwait(false);
        for (int i = 0; i < able.Length; i++)
        {
            outcomes[able[i]] = judged[i];
        }

        Identity[] chosen = [.. able.Where(device => outcomes[device] == OfferOutcome.Offered)];
        if (chosen.Length > 0)
        {
            foreach ((Identity device, OfferOutcome outcome) in await PlaceAsync(order, chosen)
                .ConfigureAwait(false))
            {
                outcomes[device] = outcome;
            }

            UpdateLog.Offered(
                around.Logger, order.Actor, order.Manifest, chosen.Length, order.Deployment, order.Attempt);
        }

        return new OfferResult(OfferRefusal.None, [.. order.Devices.Select(device => (device, outcomes[device]))]);
    }

    private OfferOutcome JudgeDevice(Identity device)
    {
        IdentityRecord? record = device.Kind == IdentityKind.Device ? around.Registry.Get(device) : null;
        if (record is null || record.State == DeviceState.Removed)
        {
            return OfferOutcome.UnknownDevice;
        }

        TopicName topic = TopicName.Parse(DeviceTopics.Of(device).Offer);
        return around.Registry.Find(device) is not { } attributes ? OfferOutcome.Disabled
            : around.Broker.Policy.JudgeDelivery(attributes, topic).Allowed ? OfferOutcome.Offered
            : OfferOutcome.PolicyRefused;
    }

    // Not cancelled by an operator who goes away: from here on each step only leads to the next.
    private async Task<List<(Identity, OfferOutcome)>> PlaceAsync(
        OfferOrder order, Identity[] devices)
    {
        AuditOperation operation = await around.Audit.BeginAsync(
            order.Actor, AuditActions.OfferUpdate, Subject($"{order.Deployment}/{order.Attempt}", devices),
            new MerkleHash(order.Manifest.ToArray())).ConfigureAwait(false);
        DateTimeOffset now = around.Time.GetUtcNow();
        List<OfferRecord> placed = await around.Database.Writer.WriteAsync(
            db => devices.Select(device => OfferTable.Find(
                db, OfferTable.Place(db, order, device, operation.Id, now))!).ToList(),
            CancellationToken.None).ConfigureAwait(false);
        List<(Identity, OfferOutcome)> outcomes = [];
        foreach (OfferRecord record in placed)
        {
            OfferOutcome outcome = await _publisher.PublishAsync(record, CancellationToken.None).ConfigureAwait(false);
            if (outcome != OfferOutcome.Offered)
            {
                await around.Database.Writer.WriteAsync(
                    db => OfferTable.Withdraw(db, record.Id), CancellationToken.None).ConfigureAwait(false);
            }

            outcomes.Add((record.Device, outcome));
        }

        return outcomes;
    }
}
