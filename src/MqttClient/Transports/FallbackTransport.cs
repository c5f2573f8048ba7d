namespace Garita.MqttClient.Transports;

/// <summary>
/// One transport, and another for networks where the first does not get through: QUIC, and TCP where UDP is blocked.
/// Both authenticate the broker alike, so falling back weakens nothing.
/// </summary>
public sealed class FallbackTransport : IClientTransport
{
    private readonly FallbackOptions _options;
    private long _blockedAt; // a timestamp; 0: not blocked as far as we know

    /// <summary>Puts the two together; nothing is opened yet.</summary>
    public FallbackTransport(FallbackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.TimeLimit, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.RememberFor, TimeSpan.Zero);
        _options = options;
    }

    /// <inheritdoc/>
    public string Target => (IsBlocked ? _options.Second : _options.First).Target;

    private bool IsBlocked
    {
        get
        {
            long since = Volatile.Read(ref _blockedAt);
            return since != 0 && _options.Clock.GetElapsedTime(since) < _options.RememberFor;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="MqttClientException">The first found somebody who is not the broker, or both failed; then it
    /// is what the second met.</exception>
    public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        if (IsBlocked)
        {
            return await _options.Second.OpenAsync(cancellationToken).ConfigureAwait(false);
        }

        if (await TryFirstAsync(cancellationToken).ConfigureAwait(false) is { } first)
        {
            return first;
        }

        Stream second = await _options.Second.OpenAsync(cancellationToken).ConfigureAwait(false);

        // Only where the second got through does the failure say something about the first.
        Volatile.Write(ref _blockedAt, Math.Max(1, _options.Clock.GetTimestamp()));
        return second;
    }

    private async Task<Stream?> TryFirstAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = new(_options.TimeLimit, _options.Clock);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, patience.Token);
        string why;
        try
        {
            return await _options.First.OpenAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            why = $"no connection within {_options.TimeLimit.TotalSeconds} s";
        }
        catch (MqttClientException fault) when (fault.Fault is ClientFault.Unreachable or ClientFault.TimedOut
            or ClientFault.TlsHandshake or ClientFault.TransportUnavailable)
        {
            why = fault.Message;
        }

        MqttClientLog.FellBack(_options.Logger, _options.First.Target, why, _options.Second.Target);
        return null;
    }
}
