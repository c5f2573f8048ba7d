using Garita.Device.Update.Machine;
using Garita.Firmware.Chunks;
using Garita.Firmware.Delivery;
using Garita.TestKit;

namespace Garita.Device.Tests.Update.Agent;

public sealed class UpdateAgentTests : IDisposable
{
    private readonly AgentBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(DeliveryPath.Https)]
    [InlineData(DeliveryPath.Mqtt)]
    [InlineData(DeliveryPath.Carousel)]
    public async Task Offer_is_fetched_started_confirmed_and_reported_on_each_path(DeliveryPath path)
    {
        _bench.Offer(path);

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.Installed, final.State);
        Assert.Equal((_bench.New.Manifest.Digest, _bench.New.Manifest.Digest), (final.Manifest, final.Running));
        _bench.AssertRuns(_bench.New);
        Assert.Equal(2, _bench.Lives);
        Assert.Empty(_bench.Server.Followed);
        Assert.Equal(
            [UpdateState.Downloading, UpdateState.Checking, UpdateState.Staged, UpdateState.Restarting,
                UpdateState.Trial, UpdateState.Installed],
            _bench.Server.Statuses.Select(s => s.State).Distinct());
        Assert.Equal(UpdateStage.Idle, _bench.Unit.Start().Stage);
    }

    [Fact]
    public async Task Paths_are_tried_in_the_order_of_the_offer_until_one_works()
    {
        _bench.Offer(DeliveryPath.Https, DeliveryPath.Carousel, DeliveryPath.Mqtt);
        List<DeliveryPath> tried = [];
        _bench.Server.OnHttps = (_, _) =>
        {
            tried.Add(DeliveryPath.Https);
            return null;
        };
        _bench.Server.OnFollow = topics =>
        {
            tried.Add(DeliveryPath.Carousel);
            return [BadPacket(FakeServer.IndexOf(topics[0]))];
        };
        _bench.Server.OnChunks = request =>
        {
            tried.Add(DeliveryPath.Mqtt);
            return _bench.Server.Good(request);
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
        Assert.Equal([DeliveryPath.Https, DeliveryPath.Carousel, DeliveryPath.Mqtt], tried.Distinct());
    }

    [Fact]
    public async Task Carousel_that_is_joined_in_the_middle_is_followed_round_an_image_just_longer_than_the_window()
    {
        int total = (_bench.New.Image.Length + TestRelease.ChunkSize - 1) / TestRelease.ChunkSize;
        int middle = total / 2;
        int follows = 0;
        _bench.Options = _bench.Options with { CarouselWindow = total - 3 };
        _bench.Offer(DeliveryPath.Carousel);
        _bench.Server.OnFollow = topics => follows++ == 0
            ? _bench.Server.Turn([.. topics.Where(topic => FakeServer.IndexOf(topic) == middle)])
            : _bench.Server.Turn([.. _bench.Server.Followed.OrderBy(
                topic => (FakeServer.IndexOf(topic) - middle + total) % total)]);

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
        Assert.InRange(follows, 2, 4);
    }

    [Fact]
    public async Task Download_goes_on_after_a_power_cut_where_it_was()
    {
        _bench.Offer();
        long limit = 9;
        _bench.Server.OnChunks = r => r.First < limit ? _bench.Server.Good(r) : Cut();
        Assert.Null(await _bench.LiveAsync(_ => false));
        limit = long.MaxValue;

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.Installed, final.State);
        long[] asked = [.. _bench.Server.Requests.Where(r => r.Chunks is not null).Select(r => r.Chunks!.First)];
        Assert.Equal([0, 3, 6, 9, 6, 9, 12, 15, 18], asked);
    }

    [Fact]
    public async Task Offer_that_is_gone_after_a_start_is_asked_about_and_ended()
    {
        _bench.Offer();
        _bench.Server.OnChunks = r => r.First < 6 ? _bench.Server.Good(r) : Cut();
        Assert.Null(await _bench.LiveAsync(_ => false));
        _bench.Server.Offer = null;
        _bench.Server.OnWanted = Answer(wanted: false);

        Assert.Equal(UpdateState.Withdrawn, (await _bench.UntilFinalAsync()).State);
        _bench.AssertRuns(_bench.Unit.Factory);
    }

    [Fact]
    public async Task Offer_withdrawn_in_the_middle_of_the_download_ends_it()
    {
        _bench.Offer();
        _bench.Server.OnChunks = r =>
        {
            _bench.Server.Inbox.TakeOffer(default);
            return r.First < 6 ? _bench.Server.Good(r) : [];
        };

        Assert.Equal(UpdateState.Withdrawn, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Image_that_is_not_wanted_any_more_is_not_activated()
    {
        _bench.Offer();
        _bench.Server.OnWanted = Answer(wanted: false);

        Assert.Equal(UpdateState.Withdrawn, (await _bench.UntilFinalAsync()).State);
        Assert.Equal(1, _bench.Lives);
        _bench.AssertRuns(_bench.Unit.Factory);
    }

    [Fact]
    public async Task Old_answer_and_an_answer_to_another_question_activate_nothing()
    {
        _bench.Offer();
        _bench.Options = _bench.Options with { AnswerTime = TimeSpan.FromMilliseconds(100) };
        byte[] old = new byte[DeliveryLimits.NonceLength];
        int asked = 0;
        _bench.Server.OnWanted = question => asked++ switch
        {
            0 => new UpdateAnswer(old, question.Deployment, question.Attempt, true),
            1 => new UpdateAnswer(question.Nonce, "other", question.Attempt, true),
            2 => new UpdateAnswer(question.Nonce, question.Deployment, question.Attempt + 1, true),
            _ => null,
        };

        await _bench.LiveAsync(s => s.Reason == UpdateReason.NoAnswer && asked >= 4);

        Assert.Equal(UpdateStage.Staged, _bench.Unit.Start().Stage);
        Assert.Equal(
            asked, _bench.Server.Requests.Where(r => r.StillWanted is not null)
                .Select(r => Convert.ToHexString(r.StillWanted!.Nonce.Span)).Distinct().Count());
    }

    [Fact]
    public async Task Activation_without_asking_needs_the_makers_leave_and_the_offers()
    {
        _bench.Options = _bench.Options with { ActivateUnasked = true };
        _bench.Server.Offer = Assigned.Encode(AgentBench.Unsigned(_bench.New) with { Ask = false });
        _bench.Server.OnWanted = _ => throw new InvalidOperationException("asked");

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Offer_that_says_not_to_ask_is_asked_about_all_the_same()
    {
        _bench.Server.Offer = Assigned.Encode(AgentBench.Unsigned(_bench.New) with { Ask = false });
        _bench.Server.OnWanted = Answer(wanted: false);

        Assert.Equal(UpdateState.Withdrawn, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Activation_that_the_device_puts_off_waits_and_says_why()
    {
        _bench.Offer();
        int asked = 0;
        _bench.Postpone = () => asked++ < 3 ? UpdateReason.LowPower : null;

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
        Assert.Contains(
            _bench.Server.Statuses, s => s is { State: UpdateState.Waiting, Reason: UpdateReason.LowPower });
    }

    [Fact]
    public async Task Image_that_is_not_well_goes_back_and_is_not_tried_again()
    {
        _bench.Offer();
        _bench.Healthy = _ => Task.FromResult(false);

        Assert.Equal(UpdateState.RolledBack, (await _bench.UntilFinalAsync()).State);

        _bench.AssertRuns(_bench.Unit.Factory);
        Assert.Equal(3, _bench.Lives);
        Assert.Equal(
            OfferVerdict.Concluded, _bench.Unit.Start().Offer(new UpdateOffer("d1", 1, _bench.New.Manifest)));
        _bench.Server.Offer = AgentBench.OfferOf(_bench.New, attempt: 2);
        _bench.Healthy = _ => Task.FromResult(true);
        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync(attempt: 2)).State);
    }

    [Fact]
    public async Task Health_check_that_hangs_and_a_server_that_is_not_reached_end_the_trial()
    {
        _bench.Offer();
        _bench.Options = _bench.Options with { TrialTime = TimeSpan.FromMilliseconds(200) };
        _bench.Healthy = _ => new TaskCompletionSource<bool>().Task;
        UpdateStatusMessage hung = await _bench.UntilFinalAsync();
        Assert.Equal((UpdateState.RolledBack, UpdateReason.Unhealthy), (hung.State, hung.Reason));

        _bench.Server.Offer = AgentBench.OfferOf(_bench.New, attempt: 2);
        _bench.Healthy = _ => Task.FromResult(true);
        _bench.Server.OnStatus = s => s.State != UpdateState.Trial;
        UpdateStatusMessage alone = await _bench.UntilFinalAsync(attempt: 2);
        Assert.Equal((UpdateState.RolledBack, UpdateReason.NoContact), (alone.State, alone.Reason));
        _bench.AssertRuns(_bench.Unit.Factory);
    }

    [Fact]
    public async Task Report_is_kept_until_the_server_takes_it_and_turns_nothing_back()
    {
        _bench.Offer();
        int refused = 0;
        _bench.Server.OnStatus = s => s.State != UpdateState.Installed || refused++ >= 5;

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal((UpdateState.Installed, 6), (final.State, refused));
        _bench.AssertRuns(_bench.New);
        Assert.Null(_bench.Unit.Start().Report);
    }

    [Theory]
    [InlineData(1970, 2099)]
    [InlineData(2099, 1970)]
    public async Task Clock_that_is_wrong_or_jumps_between_download_and_start_changes_nothing(int first, int then)
    {
        _bench.Offer();
        _bench.Clock = At(first);
        Assert.Null(await _bench.LiveAsync(s => s.State == UpdateState.Installed));
        _bench.Clock = At(then);

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Lost_reply_is_asked_for_again()
    {
        _bench.Offer();
        _bench.Options = _bench.Options with { BatchTime = TimeSpan.FromMilliseconds(100) };
        int requests = 0;
        _bench.Server.OnChunks = r => requests++ % 2 == 0 ? [] : _bench.Server.Good(r);

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    [Fact]
    public async Task Chunk_list_that_is_too_long_for_the_device_leaves_the_https_path()
    {
        _bench.Offer(DeliveryPath.Https, DeliveryPath.Mqtt);
        _bench.Options = _bench.Options with { MaxLeafListBytes = 64 };
        int asked = 0;
        _bench.Server.OnHttps = (_, _) =>
        {
            asked++;
            return null;
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
        Assert.Equal(0, asked);
    }

    private static Func<StillWanted, UpdateAnswer?> Answer(bool wanted) =>
        question => new UpdateAnswer(question.Nonce, question.Deployment, question.Attempt, wanted);

    private static ManualTimeProvider At(int year) => new(new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private static IEnumerable<byte[]> Cut() => throw new PowerCutException();

    private byte[] BadPacket(long index)
    {
        ChunkPacket packet = _bench.New.Packet(index, 1);
        byte[] bytes = packet.Chunks.ToArray();
        bytes[^1] ^= 1;
        return (packet with { Chunks = bytes }).Encode();
    }
}
