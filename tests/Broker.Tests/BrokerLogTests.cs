using Garita.Broker.Tests.Harness;
using Garita.Mqtt.Packets;

namespace Garita.Broker.Tests;

public sealed class BrokerLogTests : IDisposable
{
    private readonly CapturedLog _log = new();
    private readonly TestBroker _broker;

    public BrokerLogTests() => _broker = new TestBroker(loggers: _log);

    public void Dispose() => _broker.Dispose();

    [Fact]
    public void Names_a_client_chose_cannot_write_lines_of_their_own()
    {
        TestClient client = _broker.Connect("A");
        const string forged = "x/\n2026-01-01 operator:root connected\u001b[2J\u2028\u0085";

        client.Publish(forged, "m");
        client.Subscribe(forged);
        client.Subscribe("$share/g\r\nforged/t/x");

        Assert.True(_log.Lines.Count >= 3);
        Assert.All(_log.Lines, line => Assert.All(line, c => Assert.InRange(c, ' ', '~')));
    }

    [Fact]
    public void Long_topic_is_cut_in_the_log()
    {
        TestClient client = _broker.Connect("A");

        client.Publish("x/" + new string('y', 60_000), "m");

        Assert.All(_log.Lines, line => Assert.InRange(line.Length, 1, 400));
    }

    [Fact]
    public void Client_that_is_refused_over_and_over_cannot_fill_the_log()
    {
        TestClient client = _broker.Connect("A");
        for (int i = 0; i < 10_000; i++)
        {
            client.Publish("forbidden/x", "m");
            client.Subscribe("forbidden/x");
        }

        Assert.InRange(_log.Lines.Count, 10, 100);
        Assert.Equal(20_000, _broker.Broker.Snapshot().Refusals);
        _broker.Advance(60);
        client.Send(PingReqPacket.Instance);
        client.Publish("forbidden/later", "m");
        Assert.Contains(_log.Lines, line => line.Contains("forbidden/later", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains("more refusals", StringComparison.Ordinal));
    }
}
