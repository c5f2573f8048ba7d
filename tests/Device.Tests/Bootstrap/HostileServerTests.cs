using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Pki.Jose;
using Garita.TestKit;

namespace Garita.Device.Tests.Bootstrap;

/// <summary>What a server does once, at each op, to a device that then meets the right one.</summary>
public sealed class HostileServerTests : IDisposable
{
    private readonly BootstrapBench _bench = new();

    public static TheoryData<string> Tricks =>
    [
        "garbage", "endless", "close", "unsigned", "wrong key", "borrowed key id", "other request", "other device",
        "reply to another op", "cut short", "empty",
    ];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Tricks))]
    public Task Trick_at_every_op_is_seen_through_over_tcp(string trick) => PlayAllAsync(trick, quic: false);

    [QuicTheory]
    [MemberData(nameof(Tricks))]
    public Task Trick_at_every_op_is_seen_through_over_quic(string trick) => PlayAllAsync(trick, quic: true);

    [Fact]
    public async Task Silent_server_is_given_up_in_time()
    {
        bool silent = true;
        await using ScriptedPort port = await _bench.ListenAsync(bytes =>
        {
            bool now = silent;
            silent = false;
            return now ? Deed.Silence : _bench.Server.Script(bytes);
        });

        await using BootstrapClient client = await BootstrapBench.RunAsync(
            _bench.Options(port) with { ExchangeTimeout = TimeSpan.FromMilliseconds(500) });

        Assert.Equal(BootstrapState.Enrolled, client.State);
    }

    [QuicTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task False_server_sees_no_request(bool quic)
    {
        using TestAuthority other = new("Server");
        using X509Certificate2 leaf = other.IssueServer(names: ["localhost", "127.0.0.1"]);
        int requests = 0;
        await using ScriptedPort port = await ScriptedPort.StartAsync(
            other,
            leaf,
            bytes =>
            {
                Interlocked.Increment(ref requests);
                return Deed.Close;
            },
            quic);
        TaskCompletionSource paused = new();
        await using BootstrapClient client = new(_bench.Options(port) with
        {
            StateChanged = change =>
            {
                if (change.State == BootstrapState.Paused)
                {
                    paused.TrySetResult();
                }
            },
        });
        using CancellationTokenSource stop = new();
        Task<BootstrapState> run = client.RunAsync(stop.Token);

        await paused.Task.WaitAsync(BootstrapBench.Patience);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0, requests);
    }

    [Fact]
    public async Task Old_reply_is_not_taken_for_a_new_request()
    {
        byte[]? old = null;
        int replays = 0;
        await using ScriptedPort port = await _bench.ListenAsync(bytes =>
        {
            byte[] right = _bench.Server.Answer(bytes);
            if (_bench.Server.Requests[^1].Op == BootstrapOp.Register)
            {
                old ??= right;
                return Deed.Send(right);
            }

            return Interlocked.Increment(ref replays) <= 2 ? Deed.Send(old!) : Deed.Send(right);
        });

        await using BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port));

        Assert.Equal(BootstrapState.Enrolled, client.State);
        Assert.True(replays > 2);
    }

    private async Task PlayAllAsync(string trick, bool quic)
    {
        HashSet<BootstrapOp> played = [];
        await using ScriptedPort port = await _bench.ListenAsync(
            bytes =>
            {
                byte[] right = _bench.Server.Answer(bytes);
                BootstrapOp op = _bench.Server.Requests[^1].Op;
                return played.Add(op) ? Play(trick, bytes, right, op) : Deed.Send(right);
            },
            quic);

        await using BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port));

        Assert.Equal(BootstrapState.Enrolled, client.State);
        Assert.Equal([BootstrapOp.Register, BootstrapOp.Login, BootstrapOp.Enroll], _bench.Server.Ops);
        Assert.Equal(1, _bench.Server.Certificates);
    }

    private Deed Play(string trick, byte[] request, byte[] right, BootstrapOp op)
    {
        BootstrapReply refusal = new(
            1, BootstrapBench.Uuid, BootstrapWire.HashOf(request), BootstrapCode.Malformed);
        byte[] written = BootstrapMessages.Write(refusal, op);
        using SigningPair other = new();
        switch (trick)
        {
            case "garbage":
                return Deed.Send(RandomNumberGenerator.GetBytes(700));
            case "endless":
                return Deed.Endless;
            case "close":
                return Deed.Close;
            case "empty":
                return Deed.Send([]);
            case "cut short":
                return Deed.Send(right[..^1]);
            case "unsigned":
                return Deed.Send(written);
            case "wrong key":
                return Deed.Send(SignedReply.Sign(written, other));
            case "borrowed key id":
                byte[] forged = SignedReply.Sign(written, other);
                int head = right.AsSpan().IndexOf((byte)'.');
                return Deed.Send([.. right[..head], .. forged.AsSpan(forged.AsSpan().IndexOf((byte)'.'))]);
            case "other request":
                return Sign(refusal with { Request = BootstrapWire.HashOf([1]) }, op);
            case "other device":
                return Sign(refusal with { Uuid = "6f1c2a8e-5d1b-4c7e-9a55-0d3a8a1f2b61" }, op);
            default:
                BootstrapOp asked = op == BootstrapOp.Login ? BootstrapOp.Publish : BootstrapOp.Login;
                BootstrapCode code = op == BootstrapOp.Login
                    ? BootstrapCode.PolicyRefused
                    : BootstrapCode.CodeRefused;
                return Sign(refusal with { Code = code }, asked);
        }
    }

    private Deed Sign(BootstrapReply reply, BootstrapOp op) => Deed.Send(_bench.Server.Sign(reply, op));
}
