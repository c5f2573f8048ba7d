using Garita.Device.Update.Agent;
using Garita.Firmware.Delivery;
using Garita.MqttClient.Reconnecting;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>A device whose program is an update agent, a server, and a hand that restarts the device.</summary>
internal sealed class AgentBench : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _patience = new(s_patience);

    public AgentBench()
    {
        New = TestRelease.Make(Signer, sequence: 2, epoch: 2);
        Unit = new SimulatedUnit(Signer, TestRelease.Make(Signer, sequence: 1, epoch: 1));
        Server.Release = New;
    }

    public ReleaseSigner Signer { get; } = new();

    public SimulatedUnit Unit { get; }

    public TestRelease New { get; }

    public FakeServer Server { get; } = new();

    /// <summary>Waits that are over at once, but for those that a test is about.</summary>
    public UpdateAgentOptions Options { get; set; } = new()
    {
        BatchBytes = 3 * TestRelease.ChunkSize,
        CarouselWindow = 4,
        AnswerTime = s_patience,
        BatchTime = s_patience,
        CarouselTime = s_patience,
        OfferTime = TimeSpan.FromMilliseconds(1),
        TrialTime = s_patience,
        Waits = new BackoffOptions
        {
            Initial = TimeSpan.FromMilliseconds(1),
            Longest = TimeSpan.FromMilliseconds(10),
        },
    };

    public Func<CancellationToken, Task<bool>> Healthy { get; set; } = _ => Task.FromResult(true);

    public Func<UpdateReason?> Postpone { get; set; } = () => null;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public CancellationToken Patience => _patience.Token;

    /// <summary>Lives of the program so far.</summary>
    public int Lives { get; private set; }

    public static byte[] OfferOf(
        TestRelease release, string deployment = "d1", int attempt = 1, params DeliveryPath[] paths) =>
        Assigned.Encode(Unsigned(release, deployment, attempt, paths));

    /// <summary>An offer that the server is yet to sign, newer than all before.</summary>
    public static UpdateOfferMessage Unsigned(
        TestRelease release, string deployment = "d1", int attempt = 1, params DeliveryPath[] paths) => new()
        {
            Deployment = deployment,
            Attempt = attempt,
            Envelope = release.Envelope.Bytes,
            Paths = paths.Length == 0 ? [DeliveryPath.Mqtt] : paths,
            Ask = true,
            Counter = Assigned.NextCounter(),
        };

    public void Offer(params DeliveryPath[] paths) => Server.Offer = OfferOf(New, paths: paths);

    /// <summary>One life, from power to restart, or to the status that the test waits for.</summary>
    /// <returns>The status; null where the device is to start again.</returns>
    public async Task<UpdateStatusMessage?> LiveAsync(Func<UpdateStatusMessage, bool> until)
    {
        Lives++;
        UpdateAgent agent = Start();
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        Task running = agent.RunAsync(stop.Token);
        Task<UpdateStatusMessage> seen = Server.WaitAsync(until, stop.Token);
        Task first = await Task.WhenAny(running, seen);
        if (first == running)
        {
            await EndOfLifeAsync(running);
            await stop.CancelAsync();
            Server.LoseInbox();
            Unit.Restart();
            return Server.Statuses.FirstOrDefault(until);
        }

        UpdateStatusMessage status = await seen;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Server.LoseInbox();
        return status;
    }

    /// <summary>Power, and the program's first step.</summary>
    public UpdateAgent Start(PowerSupply? power = null) => UpdateAgent.Start(Unit.PowerOn(Server, power) with
    {
        Healthy = token => Healthy(token),
        Postpone = () => Postpone(),
        Options = Options,
        Clock = Clock,
    });

    /// <summary>Life after life until the server has the final word on an attempt.</summary>
    public async Task<UpdateStatusMessage> UntilFinalAsync(string deployment = "d1", int attempt = 1)
    {
        while (Lives < 30)
        {
            UpdateStatusMessage? final = await LiveAsync(
                s => s.State.IsFinal() && s.Deployment == deployment && s.Attempt == attempt);
            if (final is not null)
            {
                return final;
            }
        }

        throw new InvalidOperationException("the device never came to rest");
    }

    // It restarts, or the power is cut in it.
    private static async Task EndOfLifeAsync(Task running)
    {
        try
        {
            await running;
        }
        catch (PowerCutException)
        {
        }
    }

    public void AssertRuns(TestRelease release) =>
        Assert.Equal(release.Manifest.Digest, Unit.Running!.Manifest.Digest);

    public void Dispose()
    {
        Signer.Dispose();
        Server.Dispose();
        _patience.Dispose();
    }
}
