using System.Text.Json;
using Dapper;
using Garita.Broker.Routing;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Api.Devices;
using Garita.Contracts.Identities;
using Garita.Contracts.Topics;
using Garita.Mqtt.Topics;
using Garita.Server.Hosting;
using Garita.Server.Registry;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Commands;

/// <summary>
/// The desired and the reported state of every device. The database is the memory; the broker's retained message on
/// <c>private/{id}/desired</c> is made from it at every start.
/// </summary>
public sealed class DeviceStates(
    Database database, LocalPeer peer, IdentityRegistry registry, int maxBytes, CommandEnvironment environment)
    : ILocalSubscriber, IDisposable
{
    private const string Desired = "desired";
    private const string Reported = "reported";
    private const string FirmwareMember = "firmwareVersion";
    private const string ZoneMember = "timeZone";
    private const int MaxFirmwareLength = 64;
    private const int MaxZoneLength = 64; // the longest IANA name has 32
    private const int RefusedLinesPerMinute = 10; // over all devices: enough to see that something is wrong

    private static readonly JsonDocumentOptions s_strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    // Held from the write to the publish, so that database and broker see changes in one order.
    private readonly SemaphoreSlim _publishing = new(1);
    private readonly LineBudget _refusedLines = new(RefusedLinesPerMinute, environment.Time);

    /// <summary>A device reported its time zone, by whatever name it has for it.</summary>
    internal event Action<Identity, string>? ZoneReported;

    /// <summary>The time zones that devices reported.</summary>
    /// <exception cref="StorageException">They cannot be read.</exception>
    internal Task<List<(string Device, string Zone)>> ZonesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<List<(string Device, string Zone)>>(
            db =>
            [
                .. db.Query<(string Device, string Zone)>(
                    """
                    SELECT device, json_extract(json, '$.timeZone') FROM device_state
                    WHERE side = 'reported' AND json_type(json, '$.timeZone') = 'text'
                    AND length(json_extract(json, '$.timeZone')) BETWEEN 1 AND 64
                    """),
            ],
            cancellationToken);

    /// <summary>The desired state.</summary>
    public Task<StateDocument> GetDesiredAsync(Identity device, CancellationToken cancellationToken) =>
        GetAsync(device, Desired, cancellationToken);

    /// <summary>The reported state.</summary>
    public Task<StateDocument> GetReportedAsync(Identity device, CancellationToken cancellationToken) =>
        GetAsync(device, Reported, cancellationToken);

    /// <summary>Makes a desired state durable, then publishes it; null takes it away.</summary>
    /// <returns>What the broker said; unless accepted, the state is stored and published at the next start.</returns>
    /// <exception cref="StorageException">Nothing changed.</exception>
    public async Task<PublishOutcome> SetDesiredAsync(
        Identity device, JsonElement? state, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            string? json = state?.GetRawText();
            await database.Writer.WriteAsync(
                db => json is null ? Delete(db, device.Name) : Upsert(db, device.Name, Desired, json),
                CancellationToken.None).ConfigureAwait(false);
            return await PublishAsync(device, json).ConfigureAwait(false);
        }
        finally
        {
            _publishing.Release();
        }
    }

    /// <summary>
    /// A device was shut out: its desired state is retained no longer. It stays stored for the day the device is
    /// enabled again, unless it was removed; then both states are deleted.
    /// </summary>
    /// <exception cref="StorageException">The states of a removed device are still stored.</exception>
    public async Task WithdrawAsync(Identity device, bool isRemoved, CancellationToken cancellationToken)
    {
        await _publishing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await PublishAsync(device, null).ConfigureAwait(false);
            if (isRemoved)
            {
                await database.Writer.WriteAsync(
                    db => db.Execute("DELETE FROM device_state WHERE device = @device", new { device = device.Name }),
                    CancellationToken.None).ConfigureAwait(false);
            }
        }
        finally
        {
            _publishing.Release();
        }
    }

    /// <summary>Publishes the stored desired states of all active devices, or of one.</summary>
    public async Task RepublishAsync(Identity? only, CancellationToken cancellationToken)
    {
        List<(string Device, string Json)> stored = await database.ReadAsync(
            db => db.Query<(string, string)>(
                "SELECT device, json FROM device_state WHERE side = 'desired' AND (@only IS NULL OR device = @only)",
                new { only = only?.Name }).AsList(),
            cancellationToken).ConfigureAwait(false);
        foreach ((string name, string json) in stored)
        {
            bool isActive = Identity.TryCreate(IdentityKind.Device, name, out Identity device)
                && registry.Get(device) is { State: DeviceState.Active };
            PublishOutcome outcome = isActive
                ? await PublishAsync(device, json).ConfigureAwait(false)
                : PublishOutcome.Accepted;
            if (outcome != PublishOutcome.Accepted)
            {
                CommandLog.DesiredNotPublished(environment.Logger, device, outcome.ToString());
            }
        }
    }

    /// <summary>Takes a reported state; the device's acknowledgement waits until it is durable.</summary>
    public ValueTask Deliver(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        string[] levels = publication.Topic.Text.Split('/'); // private/{id}/reported
        string name = levels.Length > 1 ? levels[1] : string.Empty;
        bool isKnown = Identity.TryCreate(IdentityKind.Device, name, out Identity device)
            && registry.Get(device) is not null;
        if (isKnown && publication.Payload.Length <= maxBytes && TryRead(publication.Payload, out JsonElement state))
        {
            return new ValueTask(StoreAsync(device, state));
        }

        if (_refusedLines.TryTake(out long silent))
        {
            CommandLog.ReportedRefused(environment.Logger, name, silent);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _publishing.Dispose();

    private static bool TryRead(ReadOnlyMemory<byte> payload, out JsonElement state)
    {
        state = default;
        try
        {
            using JsonDocument document = JsonDocument.Parse(payload, s_strict);
            state = document.RootElement.Clone();
            return state.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static int Delete(SqliteConnection db, string device) => db.Execute(
        "DELETE FROM device_state WHERE device = @device AND side = 'desired'", new { device });

    private async Task StoreAsync(Identity device, JsonElement state)
    {
        string json = state.GetRawText();
        await database.Writer.WriteAsync(
            db => Upsert(db, device.Name, Reported, json), CancellationToken.None).ConfigureAwait(false);
        bool hasVersion = state.TryGetProperty(FirmwareMember, out JsonElement version)
            && version.ValueKind == JsonValueKind.String;
        if (hasVersion && version.GetString() is { Length: > 0 and <= MaxFirmwareLength } text
            && !text.Any(char.IsControl))
        {
            await registry.SetFirmwareAsync(device, text, CancellationToken.None).ConfigureAwait(false);
        }

        bool hasZone = state.TryGetProperty(ZoneMember, out JsonElement zone) && zone.ValueKind == JsonValueKind.String;
        if (hasZone && zone.GetString() is { Length: > 0 and <= MaxZoneLength } name)
        {
            ZoneReported?.Invoke(device, name);
        }
    }

    private int Upsert(SqliteConnection db, string device, string side, string json) => db.Execute(
        """
        INSERT INTO device_state (device, side, json, updated_ms) VALUES (@device, @side, @json, @now)
        ON CONFLICT (device, side) DO UPDATE SET json = excluded.json, updated_ms = excluded.updated_ms
        """,
        new { device, side, json, now = Moment.ToMs(environment.Time.GetUtcNow()) });

    private async Task<PublishOutcome> PublishAsync(Identity device, string? json)
    {
        // [MQTT-3.3.1-6] an empty retained message takes the one before away
        LocalMessage message = new(
            TopicName.Parse(DeviceTopics.Of(device).Desired),
            json is null ? ReadOnlyMemory<byte>.Empty : System.Text.Encoding.UTF8.GetBytes(json)) { Retain = true };
        return await peer.PublishAsync(message).ConfigureAwait(false);
    }

    private Task<StateDocument> GetAsync(Identity device, string side, CancellationToken cancellationToken) =>
        database.ReadAsync(
            db =>
            {
                (string? Json, long Updated) row = db.QueryFirstOrDefault<(string?, long)>(
                    "SELECT json, updated_ms FROM device_state WHERE device = @device AND side = @side",
                    new { device = device.Name, side });
                return row.Json is null
                    ? new StateDocument(device.Name, null, null)
                    : new StateDocument(device.Name, JsonElement.Parse(row.Json), Moment.From(row.Updated));
            },
            cancellationToken);
}
