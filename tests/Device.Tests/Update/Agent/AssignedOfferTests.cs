using Garita.Device.Update.Machine;
using Garita.Firmware.Delivery;
using Garita.TestKit;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>
/// Whoever may publish on the device's topics replays what the server said before, and says what it never said.
/// </summary>
public sealed class AssignedOfferTests : IDisposable
{
    // As many requests as twenty chunks take, three at a time.
    private const int Requests = 7;

    private readonly AgentBench _bench = new();

    public static TheoryData<string> Forgeries => [.. Forgery.Ways.Keys];

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Older_offer_replayed_during_a_download_is_refused_once_and_ends_nothing()
    {
        byte[] older = Older();
        _bench.Offer();
        _bench.Server.OnChunks = request =>
        {
            _bench.Server.Inbox.TakeOffer(older);
            return _bench.Server.Good(request);
        };

        UpdateStatusMessage final = await _bench.UntilFinalAsync();

        Assert.Equal(UpdateState.Installed, final.State);
        _bench.AssertRuns(_bench.New);
        UpdateStatusMessage[] said = [.. _bench.Server.Statuses.Where(s => s.Deployment == "older")];
        Assert.All(said, s => Assert.Equal(
            (UpdateState.Refused, UpdateReason.OlderAssignment), (s.State, s.Reason)));
        Assert.InRange(said.Length, 1, _bench.Lives);
        Assert.DoesNotContain(
            _bench.Server.Statuses, s => s.State is UpdateState.Withdrawn or UpdateState.Superseded);
    }

    // The release in it is one that the device would take: only that the offer is older speaks against it.
    [Fact]
    public async Task Older_offer_of_a_release_the_device_would_take_is_refused_after_a_restart_too()
    {
        byte[] older = Older();
        _bench.Offer();
        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
        int lives = _bench.Lives;
        _bench.Server.Offer = older;

        UpdateStatusMessage refused = await _bench.UntilFinalAsync("older");

        Assert.Equal((UpdateState.Refused, UpdateReason.OlderAssignment), (refused.State, refused.Reason));
        Assert.Equal(lives + 1, _bench.Lives);
        Assert.Equal(UpdateStage.Idle, _bench.Unit.Start().Stage);
        _bench.AssertRuns(_bench.New);
        Assert.True(_bench.Unit.State().AssignmentFloor > 0);
    }

    // The inbox had it before the agent could say what it acted on: the agent's own check is the last one.
    [Fact]
    public async Task Older_offer_that_came_before_the_program_started_ends_nothing_either()
    {
        byte[] older = Older();
        _bench.Offer();
        _bench.Server.OnChunks = r => r.First < 6 ? _bench.Server.Good(r) : throw new PowerCutException();
        Assert.Null(await _bench.LiveAsync(_ => false));
        _bench.Server.Offer = null;
        _bench.Server.Inbox.TakeOffer(older);

        UpdateStatusMessage? refused = await _bench.LiveAsync(s => s.Deployment == "older");

        Assert.Equal((UpdateState.Refused, UpdateReason.OlderAssignment), (refused!.State, refused.Reason));
        UpdateMachine machine = _bench.Unit.Start();
        Assert.Equal((UpdateStage.Downloading, "d1"), (machine.Stage, machine.UnderWay.Deployment));
    }

    [Fact]
    public async Task Offer_that_was_withdrawn_and_followed_by_another_does_not_come_back()
    {
        byte[] withdrawn = Older();
        _bench.Server.Offer = withdrawn;
        _bench.Server.OnChunks = request =>
        {
            _bench.Server.Inbox.TakeOffer(default);
            return _bench.Server.Good(request);
        };
        Assert.Equal(UpdateState.Withdrawn, (await _bench.UntilFinalAsync("older")).State);
        _bench.Server.OnChunks = null;
        _bench.Offer();
        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
        _bench.Server.Offer = withdrawn;

        await _bench.LiveAsync(s => s.Reason == UpdateReason.OlderAssignment);

        _bench.AssertRuns(_bench.New);
    }

    [Fact]
    public async Task Same_offer_with_another_proof_is_taken_again_and_what_is_under_way_goes_on()
    {
        UpdateOfferMessage offer = AgentBench.Unsigned(_bench.New);
        _bench.Server.Offer = Assigned.Encode(offer);
        byte[] again = Assigned.Encode(offer with { LogProof = new byte[] { 1 } });
        _bench.Server.OnChunks = request =>
        {
            _bench.Server.Inbox.TakeOffer(request.First >= 9 ? again : Assigned.Encode(offer));
            return _bench.Server.Good(request);
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);

        Assert.DoesNotContain(_bench.Server.Statuses, s => s.Reason == UpdateReason.OlderAssignment);
        Assert.Equal(offer.Counter, _bench.Unit.State().AssignmentFloor);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public async Task Forged_offer_neither_interrupts_a_download_nor_provokes_a_word(string way)
    {
        _bench.Offer();
        byte[] forged = Forgery.Ways[way](AgentBench.Unsigned(Third(), "forged"));
        _bench.Server.OnChunks = request =>
        {
            _bench.Server.Inbox.TakeOffer(forged);
            return _bench.Server.Good(request);
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);

        _bench.AssertRuns(_bench.New);
        Assert.Equal(Requests, _bench.Server.Requests.Count(r => r.Chunks is not null));
        Assert.All(_bench.Server.Statuses, s => Assert.Equal("d1", s.Deployment));
        Assert.NotEmpty(_bench.Server.Doubts.Lines);
    }

    [Fact]
    public async Task Flood_of_forged_offers_costs_the_download_not_one_request()
    {
        _bench.Offer();
        byte[] forged = Forgery.Ways["with a signature of an offer before"](AgentBench.Unsigned(Third(), "forged"));
        _bench.Server.OnChunks = request =>
        {
            for (int i = 0; i < 200; i++)
            {
                _bench.Server.Inbox.TakeOffer(forged);
            }

            return _bench.Server.Good(request);
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);

        Assert.Equal(Requests, _bench.Server.Requests.Count(r => r.Chunks is not null));
        Assert.InRange(_bench.Server.Doubts.Lines.Count, 11, 12);
    }

    [Fact]
    public async Task Answer_that_the_server_did_not_sign_for_this_device_activates_nothing()
    {
        using TestAssigner stranger = new();
        Func<UpdateAnswer, byte[]>[] forgeries =
        [
            answer => Forgery.Without(Assigned.Encode(answer), 5),
            answer => Assigned.Encode(answer, stranger),
            answer => Assigned.Encode(answer, device: "PUMP0002"),
            answer => (Read(Assigned.Encode(answer with { Wanted = false })) with { Wanted = true }).Encode(),
        ];
        _bench.Offer();
        _bench.Options = _bench.Options with { AnswerTime = TimeSpan.FromMilliseconds(50) };
        byte[] first = [];
        int asked = 0;
        _bench.Server.OnQuestion = question =>
        {
            UpdateAnswer wanted = new(question.Nonce, question.Deployment, question.Attempt, Wanted: true);
            first = asked == 0 ? Assigned.Encode(wanted) : first;
            int turn = asked++;
            return turn < forgeries.Length ? [forgeries[turn](wanted)] : turn == forgeries.Length ? [first] : [];
        };

        await _bench.LiveAsync(s => s.Reason == UpdateReason.NoAnswer && asked > forgeries.Length + 1);

        Assert.Equal(UpdateStage.Staged, _bench.Unit.Start().Stage);
        _bench.AssertRuns(_bench.Unit.Factory);
    }

    [Fact]
    public async Task Forged_answers_before_the_servers_do_not_keep_it_out()
    {
        _bench.Offer();
        _bench.Server.OnQuestion = question =>
        {
            UpdateAnswer wanted = new(question.Nonce, question.Deployment, question.Attempt, Wanted: true);
            byte[] unsigned = Forgery.Without(Assigned.Encode(wanted with { Wanted = false }), 5);
            byte[] elsewhere = Assigned.Encode(wanted with { Wanted = false }, device: "PUMP0002");
            return [.. Enumerable.Repeat(unsigned, 50), .. Enumerable.Repeat(elsewhere, 50), Assigned.Encode(wanted)];
        };

        Assert.Equal(UpdateState.Installed, (await _bench.UntilFinalAsync()).State);
    }

    private static UpdateAnswer Read(byte[] answer)
    {
        Assert.Equal(DeliveryRefusal.None, UpdateAnswer.TryRead(answer, out UpdateAnswer? read));
        return read!;
    }

    private TestRelease Third() => TestRelease.Make(_bench.Signer, sequence: 3, epoch: 2);

    private byte[] Older() => AgentBench.OfferOf(Third(), "older");
}
