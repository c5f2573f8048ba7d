using Garita.Bootstrap.Tests.Fixtures;
using Garita.Contracts.Api.Commands;
using Garita.Contracts.Bootstrap;
using Garita.Contracts.Bootstrap.Replies;
using Garita.Contracts.Bootstrap.Requests;
using Garita.Enrollment.Registrations;
using Garita.Server.Commands;

namespace Garita.Bootstrap.Tests;

/// <summary>From a uuid to measurements, and to a certificate, over both roads.</summary>
public sealed class FlowTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_device_that_knows_its_uuid_ends_with_a_certificate(bool quic)
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic);
        BootstrapReply entered = await unit.EnterAsync(bench, road);
        Assert.Equal(("thermometer", true), (entered.Device!.Type, entered.Device.Enrolls));

        await PublishAsync(bench, road, unit, 21.5);
        BootstrapReply refreshed = await unit.AskAsync(road, unit.Refresh(), BootstrapOp.Refresh);
        Assert.NotEqual(entered.Tokens!.Refresh, refreshed.Tokens!.Refresh);
        await PublishAsync(bench, road, unit, 22.5);

        byte[] enroll = unit.Enroll();
        BootstrapReply enrolled = await unit.AskAsync(road, enroll, BootstrapOp.Enroll);
        Assert.Equal(BootstrapCode.Ok, enrolled.Code);
        BootstrapReply again = await unit.AskAsync(road, enroll, BootstrapOp.Enroll);
        Assert.Equal(enrolled.Enrolled!.Chain, again.Enrolled!.Chain);

        // The tokens ended, and the certificate is one that the broker's admission lets in.
        BootstrapReply late = await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish);
        Assert.Equal(BootstrapCode.TokenRefused, late.Code);
        using BirthHolder own = unit.Hold(enrolled.Enrolled);
        Assert.Equal(unit.Uuid, own.Leaf.GetNameInfo(
            System.Security.Cryptography.X509Certificates.X509NameType.SimpleName, false));
        Assert.Contains(bench.Server.Data.Registry.Get(unit.Identity)!.Certificates, c => c.Active);

        // Whoever has a certificate begins again only when a person says so.
        await unit.AskAsync(road, unit.Register(), BootstrapOp.Register);
        using Unit other = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(other.Uuid);
        await other.AskAsync(road, other.Register(), BootstrapOp.Register);
        await bench.ReadCodeAsync(other.Identity);
        Assert.Empty(bench.Messages());
    }

    [Fact]
    public async Task A_command_comes_with_a_reply_and_is_answered_with_the_next_request()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid, living: DeviceLiving.Tokens);
        await using Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        BootstrapReply entered = await unit.EnterAsync(bench, road);
        Assert.False(entered.Device!.Enrolls);
        Task<CommandResult> sent = bench.Server.Messaging.Commands.SendAsync(
            unit.Identity,
            new OutgoingCommand("blink", "{\"times\":3}"u8.ToArray(), TimeSpan.FromSeconds(30)),
            "ana",
            CancellationToken.None);
        BootstrapReply reply = await unit.AskAsync(road, unit.Publish("t", 1), BootstrapOp.Publish);
        PendingCommand command = Assert.Single(reply.Commands!);
        Assert.Equal(("blink", 3), (command.Name, command.Payload!.Value.GetProperty("times").GetInt32()));

        // It comes again until it is answered.
        BootstrapReply again = await unit.AskAsync(road, unit.Publish("t", 2), BootstrapOp.Publish);
        Assert.Equal(command.Id, Assert.Single(again.Commands!).Id);
        BootstrapReply done = await unit.AskAsync(
            road, unit.Publish(string.Empty, 0, new CommandAnswer(command.Id, true)), BootstrapOp.Publish);
        Assert.Null(done.Commands);
        Assert.Equal(CommandOutcome.Ok, (await sent).Outcome);
        BootstrapReply refused = await unit.AskAsync(road, unit.Enroll(), BootstrapOp.Enroll);
        Assert.Equal(BootstrapCode.EnrollRefused, refused.Code);
    }

    [Fact]
    public async Task Sessions_and_batches_outlive_the_server()
    {
        await using Bench bench = await Bench.StartAsync();
        using Unit unit = new(bench, Unit.NewUuid());
        await bench.ExpectAsync(unit.Uuid);
        byte[] taken;
        await using (Road road = await Road.OpenAsync(bench.Server, bench.Birth, quic: false))
        {
            await unit.EnterAsync(bench, road);
            taken = unit.Publish("t", 1);
            await unit.AskAsync(road, taken, BootstrapOp.Publish);
        }

        await bench.RestartAsync();
        await using Road later = await Road.OpenAsync(bench.Server, bench.Birth, quic: false);
        BootstrapReply next = await unit.AskAsync(later, unit.Publish("t", 2), BootstrapOp.Publish);
        Assert.Equal(BootstrapCode.Ok, next.Code);
        BootstrapReply replayed = await unit.AskAsync(later, taken, BootstrapOp.Publish);
        Assert.Equal(BootstrapCode.SequenceRefused, replayed.Code);
    }

    private static async Task PublishAsync(Bench bench, Road road, Unit unit, double value)
    {
        long before = bench.Server.Messaging.Counters.Snapshot(0).Stored;
        BootstrapReply reply = await unit.AskAsync(road, unit.Publish("temperature", value), BootstrapOp.Publish);
        Assert.Equal(BootstrapCode.Ok, reply.Code);

        // Acknowledged is durable: no waiting here.
        Assert.Equal(before + 1, bench.Server.Messaging.Counters.Snapshot(0).Stored);
    }
}
