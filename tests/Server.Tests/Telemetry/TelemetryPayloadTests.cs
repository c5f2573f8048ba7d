using System.Text;
using Garita.Server.Telemetry;

namespace Garita.Server.Tests.Telemetry;

public sealed class TelemetryPayloadTests
{
    private static readonly TelemetryOptions s_options = new() { MaxTextLength = 16 };

    [Theory]
    [InlineData("""{"value":21.5,"unit":"Cel","time":1767225600000}""", 21.5, "Cel", 1767225600000)]
    [InlineData("""{"time":"2026-01-01T01:00:00.500+01:00","value":-3}""", -3.0, null, 1767225600500)]
    [InlineData("""  {"value":1e3}  """, 1000.0, null, null)]
    public void Json_measurement_is_read(string json, double value, string? unit, long? ms)
    {
        Assert.Equal(TelemetryRefusal.None, Parse(json, out TelemetryPayload payload));
        Assert.Equal(MeasurementValue.Of(value), payload.Value);
        Assert.Equal(unit, payload.Unit);
        Assert.Equal(ms, payload.Time?.ToUnixTimeMilliseconds());
    }

    [Theory]
    [InlineData("A16576616C7565F5", MeasurementKind.Flag, 1.0)] // {"value": true}
    [InlineData("A16576616C7565F94D60", MeasurementKind.Number, 21.5)] // half precision
    [InlineData("A16576616C756520", MeasurementKind.Number, -1.0)]
    [InlineData("A16576616C75651BFFFFFFFFFFFFFFFF", MeasurementKind.Number, 18446744073709551615.0)]
    [InlineData("BF6576616C7565626F6BFF", MeasurementKind.Text, 0.0)] // indefinite length, "ok"
    [InlineData("A26576616C7565016474696D651B0000019B76DA8800", MeasurementKind.Number, 1.0)]
    public void Cbor_measurement_is_read(string hex, MeasurementKind kind, double number)
    {
        Assert.Equal(
            TelemetryRefusal.None,
            TelemetryPayload.TryParse(Convert.FromHexString(hex), s_options, out TelemetryPayload payload));
        Assert.Equal(kind, payload.Value.Kind);
        Assert.Equal(number, payload.Value.Number);
    }

    [Theory]
    [InlineData("", TelemetryRefusal.Malformed)]
    [InlineData("21.5", TelemetryRefusal.NotAMap)]
    [InlineData("[1]", TelemetryRefusal.NotAMap)]
    [InlineData("{}", TelemetryRefusal.NoValue)]
    [InlineData("""{"value":1""", TelemetryRefusal.Malformed)]
    [InlineData("""{"value":1}x""", TelemetryRefusal.Malformed)]
    [InlineData("""{"value":1,}""", TelemetryRefusal.Malformed)]
    [InlineData("""{"value":1,"value":2}""", TelemetryRefusal.DuplicateMember)]
    [InlineData("""{"value":1,"secret":2}""", TelemetryRefusal.UnknownMember)]
    [InlineData("""{"value":null}""", TelemetryRefusal.BadValue)]
    [InlineData("""{"value":{"a":1}}""", TelemetryRefusal.Malformed)]
    [InlineData("""{"value":1e999}""", TelemetryRefusal.BadValue)]
    [InlineData("""{"value":"\uD800"}""", TelemetryRefusal.Malformed)]
    [InlineData("""{"value":"12345678901234567"}""", TelemetryRefusal.TextTooLong)]
    [InlineData("""{"value":1,"time":-1}""", TelemetryRefusal.BadTime)]
    [InlineData("""{"value":1,"time":1.5}""", TelemetryRefusal.BadTime)]
    [InlineData("""{"value":1,"time":"2026-01-01T00:00:00"}""", TelemetryRefusal.BadTime)]
    [InlineData("""{"value":1,"unit":7}""", TelemetryRefusal.BadUnit)]
    [InlineData("""{"value":1,"unit":""}""", TelemetryRefusal.BadUnit)]
    public void What_is_no_measurement_has_one_reason(string json, TelemetryRefusal reason) =>
        Assert.Equal(reason, Parse(json, out _));

    [Theory]
    [InlineData("A1", TelemetryRefusal.Malformed)] // cut short
    [InlineData("A0", TelemetryRefusal.NoValue)]
    [InlineData("A16576616C756501FF", TelemetryRefusal.Malformed)] // a byte after the end
    [InlineData("A16576616C7565F97E00", TelemetryRefusal.BadValue)] // NaN
    [InlineData("A16576616C7565F6", TelemetryRefusal.BadValue)] // null
    [InlineData("A16576616C756581", TelemetryRefusal.BadValue)] // array
    [InlineData("A1016576616C7565", TelemetryRefusal.Malformed)] // a key that is no text
    [InlineData("A26576616C7565016576616C756502", TelemetryRefusal.Malformed)] // a key twice: RFC 8949 5.6
    [InlineData("BBFFFFFFFFFFFFFFFF", TelemetryRefusal.Malformed)] // claims 2^64 members
    public void Cbor_that_is_no_measurement_has_one_reason(string hex, TelemetryRefusal reason) =>
        Assert.Equal(reason, TelemetryPayload.TryParse(Convert.FromHexString(hex), s_options, out _));

    [Fact]
    public void Payload_above_the_limit_is_refused_before_it_is_read() => Assert.Equal(
        TelemetryRefusal.TooLarge,
        TelemetryPayload.TryParse(new byte[s_options.MaxPayloadBytes + 1], s_options, out _));

    [Fact]
    public void No_bytes_ever_throw()
    {
        Random random = new(20261122);
        byte[] buffer = new byte[64];
        for (int i = 0; i < 200_000; i++)
        {
            int length = random.Next(1, buffer.Length);
            random.NextBytes(buffer.AsSpan(0, length));
            buffer[0] = i % 2 == 0 ? (byte)'{' : (byte)random.Next(0xA0, 0xC0);
            TelemetryPayload.TryParse(buffer.AsMemory(0, length), s_options, out _);
        }
    }

    private static TelemetryRefusal Parse(string json, out TelemetryPayload payload) =>
        TelemetryPayload.TryParse(Encoding.UTF8.GetBytes(json), s_options, out payload);
}
