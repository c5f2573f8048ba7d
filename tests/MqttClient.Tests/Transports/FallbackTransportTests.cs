using Garita.MqttClient.Transports;
using Garita.TestKit;

namespace Garita.MqttClient.Tests.Transports;

/// <summary>When the second transport is used, and for how long it is remembered.</summary>
public sealed class FallbackTransportTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeTransport _first = new("first");
    private readonly FakeTransport _second = new("second");
    private readonly FallbackTransport _both;

    public FallbackTransportTests() => _both = new FallbackTransport(new FallbackOptions
    {
        First = _first,
        Second = _second,
        TimeLimit = TimeSpan.FromSeconds(5),
        RememberFor = TimeSpan.FromMinutes(10),
        Clock = _clock,
    });

    [Fact]
    public async Task First_is_used_while_it_gets_through()
    {
        Assert.Same(_first.Stream, await _both.OpenAsync(TestSetup.Soon()));
        Assert.Same(_first.Stream, await _both.OpenAsync(TestSetup.Soon()));
        Assert.Equal((2, 0, "first"), (_first.Asked, _second.Asked, _both.Target));
    }

    [Theory]
    [InlineData(ClientFault.Unreachable)]
    [InlineData(ClientFault.TimedOut)]
    [InlineData(ClientFault.TlsHandshake)]
    [InlineData(ClientFault.TransportUnavailable)]
    public async Task Second_is_used_and_remembered_where_the_first_does_not_get_through(ClientFault fault)
    {
        _first.Fault = fault;

        Assert.Same(_second.Stream, await _both.OpenAsync(TestSetup.Soon()));
        Assert.Same(_second.Stream, await _both.OpenAsync(TestSetup.Soon()));

        Assert.Equal((1, 2, "second"), (_first.Asked, _second.Asked, _both.Target));
    }

    [Fact]
    public async Task First_is_tried_again_when_its_failure_is_old()
    {
        _first.Fault = ClientFault.Unreachable;
        await _both.OpenAsync(TestSetup.Soon());
        _first.Fault = null;

        _clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Same(_first.Stream, await _both.OpenAsync(TestSetup.Soon()));
    }

    [Fact]
    public async Task Silence_of_the_first_costs_no_more_than_the_time_limit()
    {
        _first.IsSilent = true;
        Task<Stream> opening = _both.OpenAsync(TestSetup.Soon()).AsTask();
        Assert.False(opening.IsCompleted);

        _clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Same(_second.Stream, await opening.WaitAsync(TestSetup.Patience));
    }

    [Theory]
    [InlineData(ClientFault.CertificateUntrusted)]
    [InlineData(ClientFault.CertificateName)]
    [InlineData(ClientFault.NameNotResolved)]
    public async Task False_broker_and_unknown_name_are_no_reason_for_the_second(ClientFault fault)
    {
        _first.Fault = fault;

        MqttClientException told = await Assert.ThrowsAsync<MqttClientException>(
            () => _both.OpenAsync(TestSetup.Soon()).AsTask());

        Assert.Equal((fault, 0), (told.Fault, _second.Asked));
    }

    [Fact]
    public async Task Dead_network_says_nothing_about_the_first()
    {
        (_first.Fault, _second.Fault) = (ClientFault.Unreachable, ClientFault.Unreachable);
        await Assert.ThrowsAsync<MqttClientException>(() => _both.OpenAsync(TestSetup.Soon()).AsTask());
        (_first.Fault, _second.Fault) = (null, null);

        Assert.Same(_first.Stream, await _both.OpenAsync(TestSetup.Soon()));
    }

    [Fact]
    public async Task Cancelled_attempt_is_not_a_failure_of_the_first()
    {
        _first.IsSilent = true;
        using CancellationTokenSource stop = new();
        Task<Stream> opening = _both.OpenAsync(stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(TestSetup.Patience));
        Assert.Equal(0, _second.Asked);
    }

    private sealed class FakeTransport(string name) : IClientTransport
    {
        public Stream Stream { get; } = new MemoryStream();

        public ClientFault? Fault { get; set; }

        public bool IsSilent { get; set; }

        public int Asked { get; private set; }

        public string Target => name;

        public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
        {
            Asked++;
            if (IsSilent)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return Fault is { } fault ? throw new MqttClientException(fault, "as the test wants it") : Stream;
        }
    }
}
