using Garita.Broker.Routing;
using Garita.Contracts.Identities;
using Garita.Mqtt.Packets;
using Garita.Server.Registry;

namespace Garita.Server.Telemetry;

/// <summary>
/// The broker's end of <c>private/+/telemetry/#</c>: turns messages into measurements. A payload that is none is
/// counted
/// and acknowledged, for sending it again would not make it better.
/// </summary>
public sealed class TelemetryTaker(
    TelemetryRecorder recorder, IdentityRegistry registry, TelemetryOptions options, TelemetryCounters counters)
    : ILocalSubscriber
{
    private const int PrefixLength = 2; // private/{id}

    /// <inheritdoc/>
    public ValueTask Deliver(Publication publication)
    {
        ArgumentNullException.ThrowIfNull(publication);
        string[] levels = publication.Topic.Text.Split('/');
        string device = levels.Length > 1 ? levels[1] : string.Empty;
        string series = string.Join('/', levels.Skip(PrefixLength + 1));
        TelemetryRefusal refusal = Judge(device, series);
        TelemetryPayload payload = default;
        if (refusal == TelemetryRefusal.None)
        {
            refusal = TelemetryPayload.TryParse(publication.Payload, options, out payload);
        }

        if (refusal != TelemetryRefusal.None)
        {
            counters.Refused(device, refusal);
            return ValueTask.CompletedTask;
        }

        DateTimeOffset received = publication.ReceivedAt;
        Measurement measurement = new(
            device, series, payload.Time ?? received, received, payload.Value, payload.Unit);
        if (publication.QoS != QoS.AtMostOnce)
        {
            return recorder.TakeAsync(measurement);
        }

        recorder.TakeOrDrop(measurement);
        return ValueTask.CompletedTask;
    }

    private TelemetryRefusal Judge(string device, string series)
    {
        bool isNamed = Identity.TryCreate(IdentityKind.Device, device, out Identity identity);
        if (!isNamed || registry.Get(identity) is null)
        {
            return TelemetryRefusal.UnknownDevice;
        }

        bool isSeries = series.Length > 0 && series.Length <= options.MaxSeriesLength && !series.Any(char.IsControl);
        return isSeries ? TelemetryRefusal.None : TelemetryRefusal.BadSeries;
    }
}
