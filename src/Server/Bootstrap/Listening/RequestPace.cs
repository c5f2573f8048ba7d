using Garita.Server.Listeners;

namespace Garita.Server.Bootstrap.Listening;

/// <summary>How fast one connection may ask; the same over QUIC and TCP.</summary>
internal sealed class RequestPace(BootstrapOptions options, TimeProvider time)
{
    // A device that comes back has ten seconds of measurements to tell at once.
    private const int BurstFactor = 10;

    private TokenBucket _bucket = new(
        options.RequestsPerSecondPerConnection,
        options.RequestsPerSecondPerConnection * BurstFactor,
        time.GetTimestamp());

    /// <summary>Completes when the next request may be taken.</summary>
    /// <exception cref="OperationCanceledException">The connection ends before.</exception>
    public async Task WaitAsync(CancellationToken ended)
    {
        while (!_bucket.TryTake(time, out TimeSpan wait))
        {
            await Task.Delay(wait, time, ended);
        }
    }
}
