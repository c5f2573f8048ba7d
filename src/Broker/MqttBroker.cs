using Garita.Broker.Access;
using Garita.Broker.Connections;
using Garita.Broker.Limits;
using Garita.Broker.Routing;
using Garita.Broker.Sessions;
using Garita.Contracts.Identities;
using Microsoft.Extensions.Logging;

namespace Garita.Broker;

/// <summary>
/// The broker: who is connected, who may say what, who hears it. Owns no socket and no thread but one timer; transports
/// open connections, hand in bytes and take out frames. All members may be called from any thread.
/// </summary>
public sealed class MqttBroker : IDisposable
{
    private readonly BrokerState _state;
    private readonly ITimer _timer;
    private long _lastConnectionId;
    private int _ticking;

    /// <summary>Makes a broker with no sessions and no retained messages.</summary>
    /// <param name="options">Limits.</param>
    /// <param name="policy">Who may do what; see <see cref="SetPolicy"/>.</param>
    /// <param name="directory">Asked at CONNECT and when attributes change.</param>
    /// <param name="time">The clock of every deadline.</param>
    /// <param name="loggers">Where refusals and faults are told.</param>
    /// <param name="observer">Hears who comes and goes; may be null.</param>
    public MqttBroker(
        BrokerOptions options, AccessPolicy policy, IIdentityDirectory directory, TimeProvider time,
        ILoggerFactory loggers, IConnectionObserver? observer = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _state = new BrokerState(options, policy, directory, time, loggers, observer);
        _timer = time.CreateTimer(
            static broker => ((MqttBroker)broker!).Tick(), this, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>The policy in force.</summary>
    public AccessPolicy Policy => _state.Policy;

    internal BrokerState State => _state;

    /// <summary>
    /// Opens a connection whose certificate chain is valid. One that is refused, or above a limit, is opened too: its
    /// CONNECT is answered with the reason. CONNECT must come within <see cref="BrokerOptions.ConnectTimeout"/>.
    /// </summary>
    public MqttConnection Open(Peer peer, IConnectionOwner owner)
    {
        ArgumentNullException.ThrowIfNull(peer);
        MqttConnection connection = new(_state, peer, owner, Interlocked.Increment(ref _lastConnectionId))
        {
            Refusal = peer.Refusal is { } refused ? CloseReasons.Of(refused) : null,
        };
        if (!_state.Sessions.AddConnection(connection))
        {
            connection.Refusal ??= CloseReason.QuotaExceeded;
        }

        _state.Wheel.Add(connection, _state.Clock.NowMs + (long)_state.Options.ConnectTimeout.TotalMilliseconds);
        return connection;
    }

    /// <summary>Opens an in-process service.</summary>
    public LocalPeer OpenLocal(Identity service) => new(_state, PeerAttributes.Of(service));

    /// <summary>
    /// Publishes for a peer that came another way than MQTT and was proved there, under the policy as it is for that
    /// peer. Completes when every durable taker has the message; faults when one of them does.
    /// </summary>
    public async ValueTask<PublishOutcome> PublishForAsync(PeerAttributes peer, LocalMessage message)
    {
        ArgumentNullException.ThrowIfNull(peer);
        using LocalPeer once = new(_state, peer);
        return await once.PublishAsync(message).ConfigureAwait(false);
    }

    /// <summary>
    /// Puts a policy in force. When this returns, live and stored subscriptions, queued messages, wills and retained
    /// messages have been judged by it; every delivery is from now on.
    /// </summary>
    public RejudgeReport SetPolicy(AccessPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _state.Policy = policy;
        return Rejudge(_state.Sessions.AllSessions(), null);
    }

    /// <summary>
    /// An identity's groups or images changed: judges again what it holds, as the directory has it now.
    /// </summary>
    public RejudgeReport Refresh(Identity identity) => Rejudge(_state.Sessions.SessionsOf(identity), identity);

    /// <summary>
    /// The identity is gone or shut out: its live connections end at once; its sessions, wills, queues and the messages
    /// retained of it are discarded. The directory must say so before this is called.
    /// </summary>
    public void Forget(Identity identity, CloseReason reason)
    {
        using Turn.Scope turn = Turn.Enter();
        foreach (MqttConnection connection in _state.Sessions.ConnectionsOf(identity))
        {
            connection.End(reason, publishWill: false);
        }

        Session[] sessions = _state.Sessions.SessionsOf(identity);
        foreach (Session session in sessions)
        {
            session.Discard(reason, publishWill: false);
        }

        int retained = _state.Retained.RemoveOf(identity);
        _state.Log.Forgotten(identity, reason, sessions.Length, retained);
    }

    /// <summary>Ends an identity's live connections; sessions stay as agreed.</summary>
    /// <returns>How many there were.</returns>
    public int Disconnect(Identity identity, CloseReason reason) =>
        End(_state.Sessions.ConnectionsOf(identity), reason);

    /// <summary>Ends every connection, as at a shutdown.</summary>
    /// <returns>How many there were.</returns>
    public int DisconnectAll(CloseReason reason) => End(_state.Sessions.AllConnections(), reason);

    /// <summary>
    /// Bytes that wait to be written to an identity, over all its connections: for a service that sends much and must
    /// not run ahead of the device.
    /// </summary>
    public long UnsentBytes(Identity identity) =>
        _state.Sessions.ConnectionsOf(identity).Sum(connection => (long)connection.UnsentBytes);

    /// <summary>Counts.</summary>
    public BrokerSnapshot Snapshot() => new(
        _state.ConnectedCount,
        _state.Sessions.SessionCount,
        _state.Tree.Count,
        _state.Retained.Count,
        _state.Retained.Bytes,
        _state.Metrics.ReceivedCount,
        _state.Metrics.DeliveredCount,
        _state.Metrics.DroppedCount,
        _state.Metrics.RefusalCount);

    /// <summary>Stops the timer. Connections are left as they are; see <see cref="DisconnectAll"/>.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _state.Metrics.Dispose();
    }

    private static int End(MqttConnection[] connections, CloseReason reason)
    {
        using Turn.Scope turn = Turn.Enter();
        foreach (MqttConnection connection in connections)
        {
            connection.End(reason);
        }

        return connections.Length;
    }

    private RejudgeReport Rejudge(Session[] sessions, Identity? only)
    {
        using Turn.Scope turn = Turn.Enter();
        RejudgeCounts counts = new();
        foreach (Session session in sessions)
        {
            session.Rejudge(_state.Policy, _state.CurrentAttributes(session.Attributes), counts);
        }

        counts.Retained = _state.Retained.Rejudge(_state.Policy, only, _state.CurrentAttributes);
        RejudgeReport report = counts.ToReport();
        _state.Log.Rejudged(report);
        return report;
    }

    private void Tick()
    {
        // A tick that outlasts its second is not joined by the next.
        if (Interlocked.Exchange(ref _ticking, 1) == 0)
        {
            using Turn.Scope turn = Turn.Enter();
            _state.Wheel.Advance(_state.Clock.NowMs);
            _state.Refusals.Advance(_state.Clock.NowMs);
            Volatile.Write(ref _ticking, 0);
        }
    }
}
