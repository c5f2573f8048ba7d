using Garita.Firmware.Delivery;
using Garita.Merkle;

namespace Garita.Firmware.Tests.Delivery;

/// <summary>Values of the right kind that no message may have: neither side writes them, neither reads them.</summary>
public sealed class DeliveryRangeTests
{
    [Theory]
    [InlineData("")]
    [InlineData("spring 1")]
    [InlineData("../spring")]
    [InlineData("früh")]
    public void Deployment_of_other_characters_is_refused(string name)
    {
        Assert.False(DeliveryLimits.IsDeployment(name));
        Assert.Throws<InvalidOperationException>(() => (Messages.Offer with { Deployment = name }).Encode());
        Assert.Throws<InvalidOperationException>(() => (Messages.Status with { Deployment = name }).Encode());
    }

    [Fact]
    public void Deployment_of_64_characters_is_the_longest()
    {
        Assert.True(DeliveryLimits.IsDeployment(new string('a', 64)));
        Assert.False(DeliveryLimits.IsDeployment(new string('a', 65)));
    }

    [Fact]
    public void Offer_beyond_its_limits_is_refused()
    {
        UpdateOfferMessage[] wrong =
        [
            Messages.Offer with { Attempt = 0 },
            Messages.Offer with { Envelope = ReadOnlyMemory<byte>.Empty },
            Messages.Offer with { Envelope = new byte[(64 * 1024) + 1] },
            Messages.Offer with { LogProof = new byte[DeliveryLimits.MaxLogProof + 1] },
            Messages.Offer with { KeyOffer = new byte[(16 * 1024) + 1] },
            Messages.Offer with { TrustDocuments = [new byte[(8 * 1024) + 1]] },
            Messages.Offer with { TrustDocuments = [.. Enumerable.Repeat(Doc(4), 17)] },
            Messages.Offer with { TrustDocuments = [.. Enumerable.Repeat(Doc(8 * 1024), 9)] },
            Messages.Offer with { Paths = [] },
            Messages.Offer with { Paths = [DeliveryPath.Mqtt, DeliveryPath.Mqtt] },
            Messages.Offer with { Histories = [new LogHistory(0, [])] },
            Messages.Offer with { Histories = [new LogHistory(1, new MerkleHash[65])] },
            Messages.Offer with { Histories = [.. Enumerable.Repeat(new LogHistory(1, []), 5)] },
            Messages.Offer with { Counter = 0 },
            Messages.Offer with { Counter = -1 },
            Messages.Offer with { Assigned = null },
            Messages.Offer.AssignedBy(ReadOnlyMemory<byte>.Empty, Doc(1), Messages.Zeros),
            Messages.Offer.AssignedBy(Doc(1), ReadOnlyMemory<byte>.Empty, Messages.Zeros),
            Messages.Offer.AssignedBy(Doc(2049), Doc(1), Messages.Zeros),
            Messages.Offer.AssignedBy(Doc(1), Doc(2049), Messages.Zeros),
        ];
        Assert.All(wrong, offer => Assert.Throws<InvalidOperationException>(() => offer.Encode()));

        static ReadOnlyMemory<byte> Doc(int length) => new byte[length];
    }

    [Fact]
    public void Status_outside_its_sets_is_refused()
    {
        UpdateStatusMessage[] wrong =
        [
            Messages.Status with { State = 0 },
            Messages.Status with { State = (UpdateState)8 },
            Messages.Status with { State = (UpdateState)15 },
            Messages.Status with { State = (UpdateState)24 },
            Messages.Status with { ChunksDone = 10 },
            Messages.Status with { ChunksDone = -1 },
        ];
        Assert.All(wrong, status => Assert.Throws<InvalidOperationException>(() => status.Encode()));
    }

    [Fact]
    public void Request_outside_its_limits_is_refused()
    {
        UpdateRequest[] wrong =
        [
            UpdateRequest.Of(new ChunkRequest(Messages.Digest, 0, 0)),
            UpdateRequest.Of(new ChunkRequest(Messages.Digest, 0, 257)),
            UpdateRequest.Of(new ChunkRequest(Messages.Digest, -1, 1)),
            UpdateRequest.Of(new StillWanted("a", 1, new byte[15])),
            UpdateRequest.Of(new StillWanted("a", 0, Messages.Nonce)),
        ];
        Assert.All(wrong, request => Assert.Throws<InvalidOperationException>(() => request.Encode()));
    }

    [Fact]
    public void Every_state_reason_path_and_refusal_has_its_own_word()
    {
        foreach (UpdateState state in Enum.GetValues<UpdateState>())
        {
            Assert.True(UpdateStates.IsDefined((long)state));
            UpdateStatusMessage status = Messages.Status with { State = state };
            Assert.Equal(DeliveryRefusal.None, UpdateStatusMessage.TryRead(status.Encode(), out var read));
            Assert.Equal(state, read!.State);
            Assert.Equal((int)state >= 16, state.IsFinal());
        }

        foreach (UpdateReason reason in Enum.GetValues<UpdateReason>())
        {
            Assert.InRange(reason.Text().Length, 1, UpdateReasons.MaxLength);
            Assert.Equal(reason, UpdateReasons.Find(reason.Text()));
        }

        Assert.Equal("not-signed", UpdateReason.NotSigned.Text());
        Assert.Null(UpdateReasons.Find("NotSigned"));
        Assert.All(DeliveryPaths.All, path => Assert.Equal(path, DeliveryPaths.Find(path.Text())));
        Assert.Equal(Enum.GetValues<DeliveryPath>(), DeliveryPaths.All);
    }

    [Fact]
    public void Answer_that_nobody_assigned_or_that_is_too_long_is_refused()
    {
        byte[] longest = new byte[DeliveryLimits.MaxCertificate];
        UpdateAnswer[] wrong =
        [
            Messages.Answer with { Assigned = null },
            Messages.Answer.AssignedBy(ReadOnlyMemory<byte>.Empty, longest, Messages.Zeros),
            Messages.Answer.AssignedBy(longest, longest, Messages.Zeros),
        ];
        Assert.All(wrong, answer => Assert.Throws<InvalidOperationException>(() => answer.Encode()));
    }

    [Fact]
    public void Answer_answers_its_question_alone()
    {
        UpdateAnswer answer = new(Messages.Nonce, "a", 1, true);
        Assert.True(answer.Answers(new StillWanted("a", 1, Messages.Nonce)));
        Assert.False(answer.Answers(new StillWanted("a", 1, new byte[16])));
        Assert.False(answer.Answers(new StillWanted("b", 1, Messages.Nonce)));
        Assert.False(answer.Answers(new StillWanted("a", 2, Messages.Nonce)));
    }
}
