using System.Globalization;
using Dapper;
using Garita.Authority.Keys;
using Garita.Broker.Connections;
using Garita.Contracts.Api.Rollouts;
using Garita.Contracts.Identities;
using Garita.Firmware;
using Garita.Rollouts.Planning;
using Garita.Server.Api.Access;
using Garita.Server.Audit;
using Garita.Server.Registry;
using Garita.Server.Rollouts.Auditing;
using Garita.Server.Rollouts.Desk;
using Garita.Server.Rollouts.Engine;
using Garita.Server.Rollouts.Fleet;
using Garita.Server.Storage;
using Garita.Server.Tests.Fixtures;
using Garita.Server.Tests.Telemetry;
using Garita.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Garita.Server.Tests.Rollouts;

/// <summary>Rollouts on a real database and registry, with a writer and a road that can fail, in time that a test
/// moves.
/// </summary>
internal sealed class RolloutHouse : IAsyncDisposable
{
    public static readonly Sha256Digest Release = Sha256Digest.Of("release"u8);
    public static readonly Sha256Digest WayBack = Sha256Digest.Of("way back"u8);

    private readonly TemporaryDirectory _directory = new();
    private readonly SoftwareSigningKey _logKey = SoftwareSigningKey.Generate();
    private Database _database = null!;
    private Liveness _liveness = null!;
    private FleetView _fleet = null!;
    private HealthView _health = null!;
    private long _connections;

    private RolloutHouse()
    {
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeRoad Road { get; } = new();

    /// <summary>What the audit log is written to.</summary>
    public CutFiles Disk { get; } = new();

    public AuditBook Audit { get; private set; } = null!;

    /// <summary>What the log could not take.</summary>
    public LateEntries Late { get; private set; } = null!;

    public FaultyWriter Writer { get; private set; } = null!;

    public IdentityRegistry Registry { get; private set; } = null!;

    public RolloutEngine Engine { get; private set; } = null!;

    public RolloutDesk Desk { get; private set; } = null!;

    public ApprovalDesk Approvals { get; private set; } = null!;

    /// <summary>What the release is; null for none.</summary>
    public ReleaseFacts? Facts { get; set; } = new(Release, "1.3.0", 1, 1000, WayBack, 1);

    public static async Task<RolloutHouse> MakeAsync(int devices, string type = "pump")
    {
        RolloutHouse house = new();
        house.Open();
        await house._database.Writer.WriteAsync(AddRelease, CancellationToken.None);
        for (int i = 0; i < devices; i++)
        {
            await house.AddAsync(NameOf(i), type);
        }

        await house.Engine.LoadAsync(CancellationToken.None);
        return house;
    }

    public static string NameOf(int device) => device.ToString("D4", CultureInfo.InvariantCulture);

    public static ApiCaller Caller(string person, string? credential = null) =>
        new(credential ?? "operator:" + person, null, () => true) { Person = "operator:" + person };

    public static string Definition(string name = "pump-1-3", string rest = "", string target = "all") =>
        $$"""
        {
          "name": "{{name}}", "release": "{{Release.Hex}}", "target": "{{target}}",
          "waves": [{ "name": "canary", "count": 20 }, { "name": "all", "percent": 100 }],
          "gate": { "soak": "1m", "minimum": 5 }{{rest}}
        }
        """;

    /// <summary>Puts devices of fifty types into the database at once, and opens everything on them.</summary>
    public async Task FillAsync(int devices)
    {
        await _database.Writer.WriteAsync(
            db => db.Execute(
                """
                WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < @devices)
                INSERT INTO identity (kind, name, folded, state, type, created_ms)
                SELECT 'device', printf('%04d', i), printf('%04d', i), 'active', 't' || (i % 50), 0 FROM n
                """,
                new { devices }),
            CancellationToken.None);
        await CloseAsync();
        Open();
        await Engine.LoadAsync(CancellationToken.None);
    }

    public async Task AddAsync(string device, string type)
    {
        await Registry.AddAsync(
            new NewIdentity(Identity.Device(device), type, null, []), CancellationToken.None);
        Connect(device);
    }

    public void Connect(string device) => _liveness.Connected(Connection(device));

    public void Disconnect(string device) => _liveness.Disconnected(Connection(device), CloseReason.ClientDisconnect);

    public async Task CreateAsync(string definition)
    {
        (RolloutRefusal refusal, string detail) = await Desk.CreateAsync(
            definition, Caller("ana"), CancellationToken.None);
        Assert.True(refusal == RolloutRefusal.None, detail);
    }

    public Task<RolloutRefusal> TellAsync(RolloutCommand command, string name = "pump-1-3") =>
        Desk.TellAsync(name, command, Caller("ana"), CancellationToken.None);

    public async Task<RolloutView> ViewAsync(string name = "pump-1-3") =>
        (await Desk.FindAsync(name, CancellationToken.None))!;

    public async Task TickAsync(TimeSpan after = default)
    {
        Time.Advance(after + TimeSpan.FromSeconds(1));
        await Engine.TickAsync(CancellationToken.None);
    }

    /// <summary>Every device with a standing offer of the release says how it ended.</summary>
    public void Answer(AttemptOutcome outcome, string name = "pump-1-3")
    {
        foreach ((string device, (string deployment, int attempt)) in Road.Standing.ToArray())
        {
            bool isBack = deployment == Deployments.BackOf(name);
            if (isBack || deployment == Deployments.Of(name))
            {
                Report(device, attempt, outcome, isBack ? WayBack : Release, deployment);
                Road.Standing.Remove(device);
            }
        }
    }

    public void Report(
        string device, int attempt, AttemptOutcome outcome, Sha256Digest? manifest = null, string? deployment = null) =>
        Road.Report(
            device, deployment ?? Deployments.Of("pump-1-3"), manifest ?? Release,
            new DeviceEvent(DeviceEventKind.Ended) { Attempt = attempt, Outcome = outcome });

    /// <summary>A device measured something; it arrives now.</summary>
    public Task MeasureAsync(string device, string series, double value) => _database.Writer.WriteAsync(
        db => db.Execute(
            """
            INSERT INTO series (device, name) VALUES (@device, @series) ON CONFLICT DO NOTHING;
            INSERT INTO measurement (series_id, time_ms, received_ms, kind, value)
            SELECT id, @now, @now, 1, @value FROM series WHERE device = @device AND name = @series
            """,
            new { device, series, value, now = Moment.ToMs(Time.GetUtcNow()) }),
        CancellationToken.None);

    /// <summary>As after <c>kill -9</c>: everything but the disk and the devices is made anew.</summary>
    public async Task RestartAsync(Func<string, bool>? connected = null)
    {
        await CloseAsync();
        Open();
        foreach (string device in Registry.Each(IdentityKind.Device).Select(record => record.Identity.Name).ToArray())
        {
            if (connected?.Invoke(device) != false)
            {
                Connect(device);
            }
        }

        await Engine.LoadAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _logKey.Dispose();
        _directory.Dispose();
    }

    private ConnectionInfo Connection(string device) => new(
        ++_connections, Identity.Device(device), device, "127.0.0.1:1", default);

    private static bool AddRelease(Microsoft.Data.Sqlite.SqliteConnection db)
    {
        db.Execute(
            """
            INSERT INTO trust_document (version, digest, document, installed_by, installed_ms, log_from)
            VALUES (1, @digest, x'00', 'ana', 0, 0);
            INSERT INTO manifest (digest, state, envelope, version, sequence, epoch, vendor, class, image, image_bytes,
                payload, payload_bytes, chunk_bytes, chunk_root, signers, trust_version, published_by, published_ms,
                log_from)
            VALUES (@digest, 'published', x'00', '1.3.0', 1, 1, 'v', 'c', @digest, 1, @digest, 1, 1024, zeroblob(32),
                '', 1, 'ana', 0, 0)
            """,
            new { digest = Release.Hex });
        return true;
    }

    private void Open()
    {
        _database = Database.Open(_directory.Path, new StorageOptions(), NullLoggerFactory.Instance);
        Writer = new FaultyWriter(_database.Writer);
        Registry = IdentityRegistry.Load(_database, Time);
        Audit = AuditBook.Open(_directory.Path, _logKey, Disk, Time, NullLogger.Instance);
        Late = new LateEntries(Audit, _database, Writer, Time, NullLogger.Instance);
        _liveness = new Liveness(_database.Writer, Time, NullLoggerFactory.Instance);
        _fleet = new FleetView(Registry, _liveness);
        _fleet.Fill([]);
        RolloutSurroundings around = new(_database, Writer, Road, _fleet, Time, NullLogger.Instance)
        {
            FindRelease = (digest, _) => Task.FromResult(digest == Release ? Facts : null),
            Audit = new RolloutAudit(Late, Audit, _database, Writer),
            Health = _health = new HealthView(_fleet, new ReconnectWatch(_liveness), Time.GetUtcNow()),
        };
        Engine = new RolloutEngine(around);
        Approvals = new ApprovalDesk(around);
        Desk = new RolloutDesk(around, Engine, Approvals);
    }

    private async Task CloseAsync()
    {
        Engine.Dispose();
        _health.Dispose();
        _fleet.Dispose();
        await _liveness.DisposeAsync();
        Late.Dispose();
        Audit.Dispose();
        Registry.Dispose();
        _database.Dispose();
    }
}
