using Garita.Firmware.Delivery;

namespace Garita.Firmware.Tests.Delivery;

/// <summary>The examples and tables of docs/wire/updates.md are what this program makes.</summary>
public sealed class UpdatesPageTests
{
    private static readonly Sha256Digest Image = Sha256Digest.Of(Samples.Image);

    private readonly WirePage _page = new("updates.md");

    [Fact]
    public void Examples_agree()
    {
        Sha256Digest manifest = new(Enumerable.Repeat((byte)0x11, 32).ToArray());
        UpdateStatusMessage status = new()
        {
            Deployment = "spring-1",
            Attempt = 1,
            Manifest = manifest,
            State = UpdateState.Refused,
            Reason = UpdateReason.NotSigned,
        };
        Assert.Equal(_page.Value("status"), status.Encode());
        Assert.Equal(_page.Value("chunks"), UpdateRequest.Of(new ChunkRequest(Image, 1, 2)).Encode());
        Assert.Equal(
            _page.Value("wanted"), UpdateRequest.Of(new StillWanted("spring-1", 1, Messages.Nonce)).Encode());
        Assert.Equal(
            _page.Value("refusal"), UpdateChunk.Refused(Image, ChunkRequestRefusal.NotOffered).Encode());
    }

    [Fact]
    public void Tables_name_every_state_reason_and_refusal()
    {
        foreach (UpdateState state in Enum.GetValues<UpdateState>())
        {
            Assert.Contains($"| {(int)state} | `{state}` |", _page.Text, StringComparison.Ordinal);
        }

        foreach (UpdateReason reason in Enum.GetValues<UpdateReason>())
        {
            Assert.Contains($"`{reason.Text()}`", _page.Text, StringComparison.Ordinal);
        }

        foreach (ChunkRequestRefusal refusal in Enum.GetValues<ChunkRequestRefusal>().Skip(1))
        {
            Assert.Contains($"| {(int)refusal} | `{refusal}` |", _page.Text, StringComparison.Ordinal);
        }
    }
}
