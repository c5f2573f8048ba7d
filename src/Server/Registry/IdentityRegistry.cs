using System.Collections.Concurrent;
using System.Collections.Frozen;
using Garita.Broker;
using Garita.Broker.Connections;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Server.Admission;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Registry;

/// <summary>
/// Who there is. Everything is in memory for the listeners, which ask on every handshake; every change is durable
/// before it shows there. Changes run one after the other, so that memory and disk agree on their order.
/// </summary>
public sealed class IdentityRegistry : IIdentityDirectory, IRegistryLookup, IDisposable
{
    /// <summary>
    /// The services inside this program. They hold no certificate, and nobody gets one in their name.
    /// </summary>
    public static readonly FrozenSet<string> BuiltInServices =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "authority", "commands", "rollouts", "telemetry");

    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _changes = new(1);
    private readonly ConcurrentDictionary<Identity, IdentityRecord> _identities;
    private readonly ConcurrentDictionary<CertificateFingerprint, RegisteredCertificate> _certificates;

    // What whoever offers updates says; not stored, for the offers are.
    private readonly ConcurrentDictionary<Identity, FrozenSet<string>> _images = new();

    private IdentityRegistry(Database database, TimeProvider time, IEnumerable<IdentityRecord> records)
    {
        _database = database;
        _time = time;
        _identities = new(records.ToDictionary(record => record.Identity));
        _certificates = new(_identities.Values
            .SelectMany(record => record.Certificates)
            .ToDictionary(certificate => certificate.Fingerprint));
    }

    /// <summary>An identity was added, changed or withdrawn: as it was, and as it is. Raised in the order of changes.
    /// </summary>
    internal event Action<IdentityRecord?, IdentityRecord?>? Changed;

    /// <summary>Reads the whole registry.</summary>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static IdentityRegistry Load(Database database, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new IdentityRegistry(database, time, database.Read(IdentityTable.All));
    }

    /// <inheritdoc/>
    public PeerAttributes? Find(Identity identity) => IsBuiltIn(identity)
        ? PeerAttributes.Of(identity)
        : Get(identity) is { State: DeviceState.Active } record ? AttributesOf(record, NewestUnit(record)) : null;

    /// <inheritdoc/>
    public RegistryEntry? Find(CertificateFingerprint fingerprint)
    {
        if (FindCertificate(fingerprint) is not { } certificate || Get(certificate.Identity) is not { } record)
        {
            return null;
        }

        PeerRefusal? refusal = record.State switch
        {
            DeviceState.Active => certificate.Active ? null : PeerRefusal.Revoked,
            DeviceState.Disabled => PeerRefusal.Disabled,
            DeviceState.Removed => PeerRefusal.Removed,
        };
        return new RegistryEntry(AttributesOf(record, certificate.OrganizationalUnit), refusal);
    }

    /// <summary>What is known of an identity, removed ones included; null where there never was one.</summary>
    public IdentityRecord? Get(Identity identity) => _identities.GetValueOrDefault(identity);

    /// <summary>What is known of a certificate; null for one that is not in the registry.</summary>
    public RegisteredCertificate? FindCertificate(CertificateFingerprint fingerprint) =>
        _certificates.GetValueOrDefault(fingerprint);

    /// <summary>All identities of a kind in ordinal order of name, removed ones included.</summary>
    public IReadOnlyList<IdentityRecord> List(IdentityKind kind) =>
    [
        .. _identities.Values
            .Where(record => record.Identity.Kind == kind)
            .OrderBy(record => record.Identity.Name, StringComparer.Ordinal),
    ];

    /// <summary>All identities of a kind in no order, without a copy.</summary>
    internal IEnumerable<IdentityRecord> Each(IdentityKind kind) =>
        _identities.Select(entry => entry.Value).Where(record => record.Identity.Kind == kind);

    /// <summary>How many identities of a kind are in a state.</summary>
    public int Count(IdentityKind kind, DeviceState state) =>
        _identities.Values.Count(record => record.Identity.Kind == kind && record.State == state);

    /// <summary>Adds an identity that has no certificate yet and so cannot connect.</summary>
    /// <exception cref="StorageException">It was not added.</exception>
    public async Task<AddRefusal> AddAsync(NewIdentity added, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(added);
        if (IsBuiltIn(added.Identity))
        {
            return AddRefusal.BuiltIn;
        }

        AddRefusal refusal = AddRefusal.None;
        await ChangeAsync(
            added.Identity,
            db => (refusal = IdentityTable.Add(db, added, _time.GetUtcNow())) == AddRefusal.None,
            cancellationToken).ConfigureAwait(false);
        return refusal;
    }

    /// <summary>
    /// Takes back an addition for which nothing was signed; the name stays free. No effect on any other.
    /// </summary>
    public Task WithdrawAsync(Identity identity, CancellationToken cancellationToken) =>
        ChangeAsync(identity, db => IdentityTable.Withdraw(db, identity) > 0, cancellationToken);

    /// <summary>Takes up what the issuance of a certificate has written.</summary>
    public async Task<IdentityRecord> TakeUpAsync(Identity identity, CancellationToken cancellationToken)
    {
        await ChangeAsync(identity, _ => true, cancellationToken).ConfigureAwait(false);
        return _identities[identity];
    }

    /// <summary>
    /// Moves an identity to a state. When it completes every listener refuses, or accepts, accordingly.
    /// </summary>
    public async Task<StateChange> SetStateAsync(
        Identity identity, DeviceState state, CancellationToken cancellationToken)
    {
        StateChange change = StateChange.Done;
        await ChangeAsync(
            identity,
            db => (change = JudgeChange(identity, state)) == StateChange.Done
                && IdentityTable.SetState(db, identity, state) > 0,
            cancellationToken).ConfigureAwait(false);
        return change;
    }

    /// <summary>Replaces the groups; false where there is no such identity or it was removed.</summary>
    public async Task<bool> SetGroupsAsync(
        Identity identity, IReadOnlyList<string> groups, CancellationToken cancellationToken) =>
        await ChangeAsync(
            identity,
            db => Get(identity) is { State: not DeviceState.Removed }
                && IdentityTable.SetGroups(db, identity, groups) > 0,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Notes the firmware version that a device reported.</summary>
    public async Task SetFirmwareAsync(Identity identity, string version, CancellationToken cancellationToken)
    {
        if (Get(identity) is { } record && record.FirmwareVersion != version)
        {
            await ChangeAsync(
                identity, db => IdentityTable.SetFirmware(db, identity, version) > 0, cancellationToken)
                    .ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Says which images a device may hear on <c>image/{digest}/{n}</c>, in lower-case hex. Whoever says it tells the
    /// broker to judge the device again.
    /// </summary>
    /// <returns>Whether that is new.</returns>
    public bool SetImages(Identity device, FrozenSet<string> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.SetEquals(_images.GetValueOrDefault(device, FrozenSet<string>.Empty)))
        {
            return false;
        }

        _images[device] = images;
        if (images.Count == 0)
        {
            _images.TryRemove(device, out _);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _changes.Dispose();

    private static bool IsBuiltIn(Identity identity) =>
        identity.Kind == IdentityKind.Service && BuiltInServices.Contains(identity.Name);

    private static string? NewestUnit(IdentityRecord record) =>
        record.Certificates is [.., var newest] ? newest.OrganizationalUnit : null;

    private PeerAttributes AttributesOf(IdentityRecord record, string? organizationalUnit) =>
        record.Attributes(organizationalUnit) with
        {
            Images = _images.GetValueOrDefault(record.Identity, FrozenSet<string>.Empty),
        };

    private StateChange JudgeChange(Identity identity, DeviceState state)
    {
        IdentityRecord? record = Get(identity);
        bool isLastOperator = identity.Kind == IdentityKind.Operator
            && state != DeviceState.Active
            && record?.State == DeviceState.Active
            && Count(IdentityKind.Operator, DeviceState.Active) == 1;
        if (record is null || isLastOperator)
        {
            return record is null ? StateChange.Unknown : StateChange.LastOperator;
        }

        return record.State == DeviceState.Removed && state != DeviceState.Removed
            ? StateChange.Removed
            : StateChange.Done;
    }

    /// <summary>Runs one change and, once it is durable, puts into memory what the database then has.</summary>
    private async Task<bool> ChangeAsync(
        Identity identity, Func<SqliteConnection, bool> change, CancellationToken cancellationToken)
    {
        await _changes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (bool changed, IdentityRecord? record) = await _database.Writer.WriteAsync(
                db => change(db) ? (true, IdentityTable.Find(db, identity)) : (false, null),
                CancellationToken.None).ConfigureAwait(false);
            if (changed)
            {
                Remember(identity, record);
            }

            return changed;
        }
        finally
        {
            _changes.Release();
        }
    }

    private void Remember(Identity identity, IdentityRecord? record)
    {
        IdentityRecord? before = Get(identity);
        if (record is null)
        {
            _identities.TryRemove(identity, out _);
            Changed?.Invoke(before, null);
            return;
        }

        _identities[identity] = record;
        Changed?.Invoke(before, record);
        foreach (RegisteredCertificate certificate in record.Certificates)
        {
            _certificates[certificate.Fingerprint] = certificate;
        }
    }
}
