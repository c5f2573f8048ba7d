using System.Text;
using System.Text.Json;
using Garita.Contracts.Api;
using Garita.Contracts.Api.Telemetry;
using Garita.Server.Api.Access;
using Garita.Server.Telemetry;

namespace Garita.Server.Api.Endpoints;

/// <summary>
/// Writes a tail as server-sent events (HTML 9.2), with a comment now and then while nothing happens.
/// </summary>
internal sealed class TailStream(Stream output, ApiOptions options, ApiCaller caller, TimeProvider time)
{
    private long _checkedAt = time.GetTimestamp(); // the gate has just asked

    /// <summary>Writes until the reader is dropped, the server stops, the request ends or the caller is no longer
    /// welcome.</summary>
    public async Task RunAsync(TailReader reader, CancellationToken aborted)
    {
        try
        {
            await WriteAsync(": ready\n\n", aborted).ConfigureAwait(false);
            while (await WaitAsync(reader, aborted).ConfigureAwait(false) && IsWelcome())
            {
                await WriteAsync(Take(reader), aborted).ConfigureAwait(false);
            }

            if (reader.WasDropped)
            {
                await WriteAsync("event: dropped\ndata: {}\n\n", aborted).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            // The reader went away.
        }
    }

    private async Task<bool> WaitAsync(TailReader reader, CancellationToken aborted)
    {
        Task<bool> more = reader.Measurements.WaitToReadAsync(aborted).AsTask();
        while (true)
        {
            try
            {
                return await more.WaitAsync(options.StreamHeartbeat, time, aborted).ConfigureAwait(false);
            }
            catch (TimeoutException) when (!IsWelcome())
            {
                return false;
            }
            catch (TimeoutException)
            {
                await WriteAsync(": still here\n\n", aborted).ConfigureAwait(false);
            }
        }
    }

    private bool IsWelcome()
    {
        if (time.GetElapsedTime(_checkedAt) < options.StreamRecheck)
        {
            return true;
        }

        _checkedAt = time.GetTimestamp();
        return caller.IsWelcome();
    }

    private static string Take(TailReader reader)
    {
        StringBuilder text = new();
        while (reader.Measurements.TryRead(out Measurement? m))
        {
            TelemetryPoint point = new(m.Device, m.Series, m.Time, m.Received, m.Value.ToJson(), m.Unit);
            text.Append("event: measurement\ndata: ")
                .Append(JsonSerializer.Serialize(point, ApiJson.Default.TelemetryPoint))
                .Append("\n\n");
        }

        return text.ToString();
    }

    private async Task WriteAsync(string text, CancellationToken aborted)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), aborted).ConfigureAwait(false);
        await output.FlushAsync(aborted).ConfigureAwait(false);
    }
}
