using System.Collections.Concurrent;
using Garita.AuditLog.Refusals;
using Garita.Broker.Connections;
using Garita.Contracts.Identities;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Registry;

/// <summary>
/// Who is connected now and who was seen when. Kept in memory and written down in one go every half minute: a power cut
/// loses at most that much of "last seen", and a fleet that reconnects does not queue up for the disk.
/// </summary>
public sealed class Liveness : IConnectionObserver, IAsyncDisposable
{
    private static readonly TimeSpan s_writeEvery = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IDatabaseWriter _writer;
    private readonly ConcurrentDictionary<Identity, int> _connections = new();
    private readonly ConcurrentDictionary<Identity, DateTimeOffset> _seen = new();
    private readonly ConcurrentDictionary<Identity, bool> _unwritten = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <summary>Starts noting.</summary>
    public Liveness(IDatabaseWriter writer, TimeProvider time, ILoggerFactory loggers)
    {
        _writer = writer;
        _time = time;
        _logger = loggers.CreateLogger("Garita.Registry");
        _loop = RunAsync(_stop.Token);
    }

    /// <summary>Where refused connections are counted for the audit log; set before anybody listens.</summary>
    public RefusalCounter? Audit { get; set; }

    /// <summary>An identity that had no connection has one.</summary>
    internal event Action<Identity>? CameUp;

    /// <summary>An identity made a connection, be it beside another one or in its place.</summary>
    internal event Action<Identity>? Arrived;

    /// <summary>The last connection of an identity ended.</summary>
    internal event Action<Identity>? WentDown;

    /// <summary>Identities with at least one connection.</summary>
    public int ConnectedCount(IdentityKind kind) => _connections.Count(entry => entry.Key.Kind == kind);

    /// <summary>Whether an identity has a connection.</summary>
    public bool IsConnected(Identity identity) => _connections.ContainsKey(identity);

    /// <summary>When an identity was last seen since the start; null if not.</summary>
    public DateTimeOffset? LastSeen(Identity identity) =>
        IsConnected(identity) ? _time.GetUtcNow() : _seen.TryGetValue(identity, out DateTimeOffset at) ? at : null;

    /// <summary>Notes that an identity was heard now.</summary>
    public void Saw(Identity identity)
    {
        _seen[identity] = _time.GetUtcNow();
        _unwritten[identity] = true;
    }

    /// <inheritdoc/>
    public void Connected(ConnectionInfo connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        int connections = _connections.AddOrUpdate(connection.Identity, 1, (_, count) => count + 1);
        Saw(connection.Identity);
        Arrived?.Invoke(connection.Identity);
        if (connections == 1)
        {
            CameUp?.Invoke(connection.Identity);
        }
    }

    /// <inheritdoc/>
    public void Disconnected(ConnectionInfo connection, CloseReason reason)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Saw(connection.Identity);
        int left = _connections.AddOrUpdate(connection.Identity, 0, (_, count) => count - 1);
        if (left <= 0)
        {
            _connections.TryRemove(new KeyValuePair<Identity, int>(connection.Identity, left));
            WentDown?.Invoke(connection.Identity);
        }
    }

    /// <inheritdoc/>
    public void Refused(ConnectionInfo connection, CloseReason reason)
    {
        // Somebody refused was not seen. What the registry refuses, the listener has counted.
        ArgumentNullException.ThrowIfNull(connection);
        if (reason is not (CloseReason.PeerRefused or CloseReason.CertificateRevoked or CloseReason.IdentityDisabled
            or CloseReason.IdentityRemoved))
        {
            Audit?.Count(connection.Identity.CommonName, reason.ToString());
        }
    }

    /// <summary>Writes down what is not yet written.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        List<(Identity Identity, DateTimeOffset At)> changes = [];
        foreach (Identity identity in _unwritten.Keys)
        {
            _unwritten.TryRemove(identity, out _);
            changes.Add((identity, LastSeen(identity) ?? _time.GetUtcNow()));
        }

        foreach ((Identity Identity, DateTimeOffset At)[] chunk in changes.Chunk(256))
        {
            await _writer.WriteAsync(
                db => chunk.Sum(change => IdentityTable.SetLastSeen(db, change.Identity, change.At)),
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await WriteDownAsync(CancellationToken.None).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        using PeriodicTimer timer = new(s_writeEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                await WriteDownAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping; what is left is written by the caller.
        }
    }

    private async Task WriteDownAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException error)
        {
            RegistryLog.LastSeenNotWritten(_logger, error.Message);
        }
    }
}
