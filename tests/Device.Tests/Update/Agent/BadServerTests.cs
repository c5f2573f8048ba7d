using Garita.Device.Update.Slots;
using Garita.Firmware.Building;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.TestKit;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>What a server, or whoever has taken one over, may try on a device.</summary>
public sealed class BadServerTests : IDisposable
{
    private readonly AgentBench _bench = new();

    public static TheoryData<DeliveryPath> Paths => [DeliveryPath.Https, DeliveryPath.Mqtt, DeliveryPath.Carousel];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Flipped_bit_is_refused_before_it_is_written_on_each_path(DeliveryPath path)
    {
        Corrupt(path, packet => packet with { Chunks = Flipped(packet.Chunks) });
        _bench.Offer(path);

        await _bench.LiveAsync(s => s.Reason == UpdateReason.BadChunks);

        AssertNothingWritten();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Chunks_of_another_image_are_refused_on_each_path(DeliveryPath path)
    {
        TestRelease other = TestRelease.Make(_bench.Signer, sequence: 9, epoch: 2);
        Corrupt(path, packet => other.Packet(packet.First, 1));
        _bench.Offer(path);

        await _bench.LiveAsync(s => s.Reason == UpdateReason.BadChunks);

        AssertNothingWritten();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Chunks_swapped_with_others_of_the_image_are_refused_on_each_path(DeliveryPath path)
    {
        Corrupt(path, packet => packet with { Chunks = _bench.New.Packet(packet.First + 1, 1).Chunks });
        _bench.Offer(path);

        await _bench.LiveAsync(s => s.Reason == UpdateReason.BadChunks);

        AssertNothingWritten();
    }

    [Fact]
    public async Task Late_and_repeated_replies_are_passed_over()
    {
        _bench.Offer();
        _bench.Server.OnChunks = r =>
            r.First == 0 ? _bench.Server.Good(r) : [_bench.Server.Reply(0, 3), .. _bench.Server.Good(r)];

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.Installed, final.State);
    }

    [Fact]
    public async Task Replies_without_end_that_bring_nothing_use_up_the_budget()
    {
        _bench.Offer();
        _bench.Options = _bench.Options with { BatchTime = TimeSpan.FromMilliseconds(20) };
        _bench.Server.OnChunks = r =>
            r.First == 0 ? _bench.Server.Good(r) : [_bench.Server.Reply(0, 3), _bench.Server.Reply(0, 3)];

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.BudgetSpent, final.State);
        _bench.AssertRuns(_bench.Unit.Factory);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Path_that_brings_nothing_for_ever_ends_the_update_within_the_steps(DeliveryPath path)
    {
        _bench.Offer(path);
        _bench.Options = _bench.Options with
        {
            BatchTime = TimeSpan.FromMilliseconds(5),
            CarouselTime = TimeSpan.FromMilliseconds(5),
        };
        _bench.Server.OnChunks = _ => [];
        _bench.Server.OnFollow = _ => [];
        _bench.Server.OnHttps = (_, _) => null;

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.BudgetSpent, final.State);
    }

    [Fact]
    public async Task One_byte_a_second_over_https_is_left_for_the_next_path()
    {
        ManualTimeProvider clock = new();
        _bench.Clock = clock;
        _bench.Options = _bench.Options with
        {
            AnswerTime = TimeSpan.FromSeconds(30),
            BatchTime = TimeSpan.FromMinutes(1),
        };
        _bench.Offer(DeliveryPath.Https, DeliveryPath.Mqtt);
        int bytes = 0;
        _bench.Server.OnHttps = (path, from) => _bench.Server.Files(path, from)! with
        {
            AtOnce = 1,
            Pause = _ =>
            {
                bytes++;
                clock.Advance(TimeSpan.FromSeconds(1));
                return Task.CompletedTask;
            },
        };

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.Installed, final.State);
        Assert.InRange(bytes, 1, 100);
    }

    [Fact]
    public async Task Answer_without_an_end_over_https_is_not_read_beyond_the_image()
    {
        _bench.Offer(DeliveryPath.Https);
        _bench.Server.OnHttps = (path, from) => _bench.Server.Files(path, from)! with
        {
            Endless = true,
            Promised = long.MaxValue,
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Connection_that_breaks_again_and_again_over_https_still_gets_there()
    {
        _bench.Offer(DeliveryPath.Https);
        _bench.Server.OnHttps = (path, from) => path.EndsWith("/leaves", StringComparison.Ordinal)
            ? _bench.Server.Files(path, from)
            : new HttpAnswer(_bench.New.Image[(int)from..Math.Min((int)from + 4000, _bench.New.Image.Length)])
            {
                From = from,
                Total = _bench.New.Image.Length,
                Promised = _bench.New.Image.Length - from,
            };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Offer_of_an_older_release_is_refused()
    {
        _bench.Offer();
        await _bench.UntilFinalAsync();
        _bench.Server.Offer = AgentBench.OfferOf(_bench.Unit.Factory, "old");

        UpdateStatusMessage refused = await _bench.UntilFinalAsync("old");

        Assert.Equal((UpdateState.Refused, UpdateReason.EpochTooLow), (refused.State, refused.Reason));
        TestRelease sameEpoch = TestRelease.Make(_bench.Signer, sequence: 1, epoch: 2);
        _bench.Server.Offer = AgentBench.OfferOf(sameEpoch, "older");
        refused = await _bench.UntilFinalAsync("older");
        Assert.Equal((UpdateState.Refused, UpdateReason.OlderRelease), (refused.State, refused.Reason));
        _bench.AssertRuns(_bench.New);
    }

    [Fact]
    public async Task Offer_replayed_after_its_attempt_ended_fetches_nothing()
    {
        _bench.Offer();
        _bench.Healthy = _ => Task.FromResult(false);
        await _bench.UntilFinalAsync();
        int requests = _bench.Server.Requests.Count;
        byte[] replayed = _bench.Server.Offer!;
        _bench.Server.Offer = AgentBench.OfferOf(_bench.Unit.Factory, "runs");
        _bench.Server.Inbox.TakeOffer(replayed);

        await _bench.UntilFinalAsync("runs");

        Assert.Equal(requests, _bench.Server.Requests.Count);
    }

    [Fact]
    public async Task Offer_that_nobody_signed_or_that_is_none_is_refused()
    {
        using ReleaseSigner stranger = new();
        _bench.Server.Offer = AgentBench.OfferOf(TestRelease.Make(stranger, sequence: 3, epoch: 2), "forged");
        UpdateStatusMessage refused = await _bench.UntilFinalAsync("forged");
        Assert.Equal(UpdateReason.NotSigned, refused.Reason);

        // Garbage ends nothing and is answered by nothing: the next offer is taken.
        _bench.Server.Offer = [1, 2, 3];
        Task<UpdateStatusMessage> final = _bench.UntilFinalAsync();
        _bench.Server.Inbox.TakeOffer(AgentBench.OfferOf(_bench.New));
        _bench.Server.Offer = null;
        Assert.Equal(UpdateState.Installed, (await final).State);
    }

    [Fact]
    public async Task Release_for_another_class_of_devices_is_refused()
    {
        Guid pump = NameUuid.Class(ReleaseSigner.Vendor, "pump");
        TestRelease other = TestRelease.Make(_bench.Signer, sequence: 3, epoch: 2, imageClass: pump);
        _bench.Server.Offer = AgentBench.OfferOf(other);

        Assert.Equal(UpdateReason.OtherDevice, (await _bench.UntilFinalAsync()).Reason);
    }

    [Fact]
    public async Task Refused_offer_ends_what_the_server_no_longer_offers()
    {
        _bench.Offer();
        using ReleaseSigner stranger = new();
        byte[] forged = AgentBench.OfferOf(TestRelease.Make(stranger, sequence: 3, epoch: 2), "forged");
        _bench.Server.OnChunks = r =>
        {
            _bench.Server.Inbox.TakeOffer(forged);
            return [];
        };

        Assert.Equal(UpdateState.Withdrawn, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Unasked_chunks_and_answers_fill_nothing()
    {
        byte[] junk = new byte[100_000];
        for (int i = 0; i < 1000; i++)
        {
            _bench.Server.Inbox.Chunks.TryAdd(junk);
            _bench.Server.Inbox.Carousel.TryAdd(junk);
            _bench.Server.Inbox.TakeAnswer(junk);
        }

        Assert.True(_bench.Server.Inbox.Chunks.Count <= 2);
        Assert.True(_bench.Server.Inbox.Carousel.Count <= 5);
        _bench.Offer(DeliveryPath.Carousel);
        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Garbage_in_place_of_every_message_brings_the_device_nowhere()
    {
        _bench.Offer(DeliveryPath.Mqtt, DeliveryPath.Carousel, DeliveryPath.Https);
        byte[][] garbage = [[], [0xFF], [0xA1, 0x01], new byte[300_000]];
        _bench.Server.OnChunks = _ => garbage[1..2];
        _bench.Server.OnFollow = _ => garbage[2..];
        _bench.Server.OnHttps = (path, _) => new HttpAnswer(garbage[3]);

        Assert.Equal(UpdateState.BudgetSpent, (await _bench.UntilFinalAsync()).State);

        AssertNothingWritten();
        _bench.AssertRuns(_bench.Unit.Factory);
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> chunks)
    {
        byte[] bytes = chunks.ToArray();
        bytes[bytes.Length / 2] ^= 1;
        return bytes;
    }

    private void Corrupt(DeliveryPath path, Func<ChunkPacket, ChunkPacket> change)
    {
        switch (path)
        {
            case DeliveryPath.Mqtt:
                _bench.Server.OnChunks = r => [_bench.Server.Reply(r.First, 1, change)];
                break;
            case DeliveryPath.Carousel:
                _bench.Server.OnFollow = topics =>
                    [change(_bench.New.Packet(FakeServer.IndexOf(topics[0]), 1)).Encode()];
                break;
            case DeliveryPath.Https:
                ChunkPacket bad = change(_bench.New.Packet(0, 1));
                byte[] image = [.. _bench.New.Image];
                bad.Chunks.Span.CopyTo(image);
                _bench.Server.OnHttps = (file, from) => file.EndsWith("/leaves", StringComparison.Ordinal)
                    ? _bench.Server.Files(file, from)
                    : new HttpAnswer(image) { From = 0, Total = image.Length };
                break;
        }
    }

    private void AssertNothingWritten()
    {
        byte[] stored = new byte[_bench.New.Image.Length];
        _bench.Unit.Slots[SlotName.B].Read(0, stored);
        Assert.All(stored, b => Assert.Equal(0, b));
    }
}
