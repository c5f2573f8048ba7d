using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Device.Bootstrap;
using Garita.Device.Bootstrap.States;
using Garita.Device.Commands;
using Garita.Device.Telemetry;
using Garita.TestKit;

namespace Garita.Device.Tests.Bootstrap;

public sealed class BootstrapClientTests : IDisposable
{
    private readonly BootstrapBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [QuicTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Device_that_knows_its_uuid_ends_with_a_certificate(bool quic)
    {
        await using ScriptedPort port = await _bench.ListenAsync(quic: quic);

        await using BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port));

        Assert.Equal(
            [BootstrapState.NotProvisioned, BootstrapState.Registering, BootstrapState.AwaitingCode,
                BootstrapState.Provisioned, BootstrapState.Enrolled],
            _bench.States);
        Assert.Equal([BootstrapOp.Register, BootstrapOp.Login, BootstrapOp.Enroll], _bench.Server.Ops);
        Assert.Equal(1, port.Connections);
        DeviceOptions options = client.HandOver();
        Assert.Equal(BootstrapBench.Uuid, options.Id);
        await using DeviceClient device = new(options);
    }

    [Fact]
    public async Task Network_without_udp_is_crossed_over_tcp()
    {
        await using ScriptedPort port = await _bench.ListenAsync();
        BootstrapOptions options = _bench.Options(port) with
        {
            QuicPort = port.Tcp, QuicPatience = TimeSpan.FromMilliseconds(200),
        };

        await using BootstrapClient client = await BootstrapBench.RunAsync(options);

        Assert.Equal(BootstrapState.Enrolled, client.State);
    }

    [Fact]
    public async Task Device_without_a_code_stays_idle_and_keeps_the_reason()
    {
        _bench.Server.SendsCodes = false;
        await using ScriptedPort port = await _bench.ListenAsync();
        BootstrapOptions options = _bench.Options(port) with { CodesPerStart = 2, CodePatience = TimeSpan.Zero };

        await using BootstrapClient client = await BootstrapBench.RunAsync(options);

        Assert.Equal((BootstrapState.Idle, IdleReason.NoCode), (client.State, client.Reason!.Value));
        Assert.Equal([BootstrapOp.Register, BootstrapOp.Register], _bench.Server.Ops);
        await Assert.ThrowsAsync<InvalidOperationException>(() => client.RunAsync(CancellationToken.None));
        await using BootstrapClient later = new(options);
        Assert.Equal((BootstrapState.Idle, IdleReason.NoCode), (later.State, later.Reason!.Value));
    }

    [Theory]
    [InlineData(BootstrapOp.Register, BootstrapCode.UnknownDevice, IdleReason.UnknownDevice)]
    [InlineData(BootstrapOp.Register, BootstrapCode.FactorRefused, IdleReason.FactorRefused)]
    [InlineData(BootstrapOp.Register, BootstrapCode.VersionRefused, IdleReason.NotUnderstood)]
    [InlineData(BootstrapOp.Login, BootstrapCode.CodeRefused, IdleReason.CodeRefused)]
    [InlineData(BootstrapOp.Login, BootstrapCode.SignatureRefused, IdleReason.SignatureRefused)]
    [InlineData(BootstrapOp.Login, BootstrapCode.SequenceRefused, IdleReason.SequenceRefused)]
    [InlineData(BootstrapOp.Enroll, BootstrapCode.Malformed, IdleReason.NotUnderstood)]
    [InlineData(BootstrapOp.Enroll, BootstrapCode.TokenRefused, IdleReason.TokenRefused)]
    public async Task Refusal_leads_to_idle_and_a_start_to_registering(
        BootstrapOp op, BootstrapCode code, IdleReason reason)
    {
        _bench.Server.Refuses = request => request.Op == op ? code : null;
        await using ScriptedPort port = await _bench.ListenAsync();
        await using (BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port)))
        {
            Assert.Equal((BootstrapState.Idle, reason), (client.State, client.Reason!.Value));
            Assert.Throws<InvalidOperationException>(client.HandOver);
        }

        _bench.Server.Refuses = null;
        int before = _bench.Server.Requests.Count;
        await using BootstrapClient again = await BootstrapBench.RunAsync(_bench.Options(port));

        Assert.Equal(BootstrapState.Enrolled, again.State);
        Assert.Equal(BootstrapOp.Register, _bench.Server.Requests[before].Op);
    }

    [Fact]
    public async Task Refused_refresh_wipes_the_tokens_from_both_copies()
    {
        _bench.Server.Refuses = request =>
            request.Op == BootstrapOp.Publish ? BootstrapCode.TokenExpired
            : request.Op == BootstrapOp.Refresh ? BootstrapCode.TokenRefused
            : null;
        _bench.Server.Enrolls = false;
        await using ScriptedPort port = await _bench.ListenAsync();

        await using BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port));

        Assert.Equal((BootstrapState.Idle, IdleReason.TokenRefused), (client.State, client.Reason!.Value));
        Assert.Contains(BootstrapState.Refreshing, _bench.States);
        byte[] disk = new byte[_bench.Storage.Length];
        _bench.Storage.Read(0, disk);
        string text = Encoding.Latin1.GetString(disk);
        Assert.Contains("Reserved", text, StringComparison.Ordinal);
        Assert.DoesNotContain(_bench.Server.Access, text, StringComparison.Ordinal);
        Assert.DoesNotContain(_bench.Server.Refresh, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_token_is_replaced_and_nothing_measured_is_lost()
    {
        bool expired = false;
        _bench.Server.Refuses = request =>
        {
            bool now = request.Op == BootstrapOp.Publish && !expired;
            expired |= now;
            return now ? BootstrapCode.TokenExpired : null;
        };
        await using ScriptedPort port = await _bench.ListenAsync();
        await using BootstrapClient client = new(_bench.Options(port));
        client.Record("temperature", new Measurement(21.5, "Cel"));

        await client.RunAsync(CancellationToken.None).WaitAsync(BootstrapBench.Patience);

        Assert.Equal(
            [BootstrapOp.Register, BootstrapOp.Login, BootstrapOp.Publish, BootstrapOp.Refresh, BootstrapOp.Publish,
                BootstrapOp.Enroll],
            _bench.Server.Ops);
        Measure taken = Assert.Single(_bench.Server.Requests[4].Publish!.Measures);
        Assert.Equal("temperature", taken.Series);
        Assert.Equal(21.5, taken.Payload.GetProperty("value").GetDouble());
        Assert.Equal(0, client.QueuedTelemetry);
    }

    [Fact]
    public async Task Token_is_replaced_before_it_expires()
    {
        _bench.Server.AccessSeconds = 1;
        _bench.Server.Enrolls = false;
        await using ScriptedPort port = await _bench.ListenAsync();
        await using BootstrapClient client = new(_bench.Options(port) with { RefreshAt = 0.1 });
        TaskCompletionSource refreshed = new();
        _bench.Server.Refuses = request =>
        {
            if (request.Op == BootstrapOp.Refresh)
            {
                refreshed.TrySetResult();
            }

            return null;
        };
        using CancellationTokenSource stop = new();
        Task<BootstrapState> run = client.RunAsync(stop.Token);

        await refreshed.Task.WaitAsync(BootstrapBench.Patience);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Command_runs_once_and_is_answered_until_the_server_has_it()
    {
        _bench.Server.Enrolls = false;
        JsonElement payload = JsonElement.Parse("""{"open":true}""");
        _bench.Server.Commands.Add(new PendingCommand("c1", "valve", 30, payload));
        _bench.Server.Commands.Add(new PendingCommand("c2", "unheard-of", 30));
        int lost = 0;
        await using ScriptedPort port = await _bench.ListenAsync(bytes =>
        {
            byte[] reply = _bench.Server.Answer(bytes);
            bool answers = _bench.Server.Requests[^1].Publish is { Answers.Count: > 0 };
            return answers && Interlocked.Increment(ref lost) == 1 ? Deed.Close : Deed.Send(reply);
        });
        await using BootstrapClient client = new(_bench.Options(port));
        int ran = 0;
        client.OnCommand("valve", (command, _) =>
        {
            Interlocked.Increment(ref ran);
            return Task.FromResult(CommandReply.Ok(JsonValue.Create(command.Arguments!["open"]!.GetValue<bool>())));
        });
        TaskCompletionSource empty = new();
        _bench.Server.Refuses = request =>
        {
            if (request.Publish is { Answers.Count: 0 } && lost > 1)
            {
                empty.TrySetResult();
            }

            return null;
        };
        using CancellationTokenSource stop = new();
        Task<BootstrapState> run = client.RunAsync(stop.Token);

        await empty.Task.WaitAsync(BootstrapBench.Patience);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(1, ran);
        Assert.Empty(_bench.Server.Commands);
        IReadOnlyList<CommandAnswer> answers =
            _bench.Server.Requests.Last(request => request.Publish is { Answers.Count: > 0 }).Publish!.Answers;
        Assert.Equal(("c1", true, "true"), (answers[0].Id, answers[0].Ok, answers[0].Result!.Value.GetRawText()));
        Assert.Equal(("c2", false, "unknown command"), (answers[1].Id, answers[1].Ok, answers[1].Error));
    }

    [Fact]
    public async Task Logout_ends_in_idle()
    {
        _bench.Server.Enrolls = false;
        await using ScriptedPort port = await _bench.ListenAsync();
        await using BootstrapClient client = new(_bench.Options(port));
        client.LogOut();

        await client.RunAsync(CancellationToken.None).WaitAsync(BootstrapBench.Patience);

        Assert.Equal((BootstrapState.Idle, IdleReason.LoggedOut), (client.State, client.Reason!.Value));
        Assert.Equal([BootstrapOp.Register, BootstrapOp.Login, BootstrapOp.Logout], _bench.Server.Ops);
    }

    [Theory]
    [InlineData(BootstrapCode.SlowDown)]
    [InlineData(BootstrapCode.Unavailable)]
    public async Task Server_that_asks_for_patience_is_asked_again(BootstrapCode code)
    {
        bool asked = false;
        _bench.Server.Refuses = request =>
        {
            bool now = request.Op == BootstrapOp.Register && !asked;
            asked |= now;
            return now ? code : null;
        };
        await using ScriptedPort port = await _bench.ListenAsync();

        await using BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port));

        Assert.Equal(BootstrapState.Enrolled, client.State);
        Assert.Contains(BootstrapState.Paused, _bench.States);
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(2087)]
    public async Task Clock_that_is_off_by_years_changes_nothing(int year)
    {
        await using ScriptedPort port = await _bench.ListenAsync();
        ManualTimeProvider clock = new(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));

        await using BootstrapClient client = await BootstrapBench.RunAsync(_bench.Options(port) with { Clock = clock });

        Assert.Equal(BootstrapState.Enrolled, client.State);
    }
}
