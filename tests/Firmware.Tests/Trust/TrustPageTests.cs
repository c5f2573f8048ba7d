using Garita.Firmware.Trust;

namespace Garita.Firmware.Tests.Trust;

/// <summary>The example of docs/wire/trust-document.md is what this program reads and writes.</summary>
public sealed class TrustPageTests
{
    private readonly WirePage _page = new("trust-document.md");

    [Fact]
    public void First_version_pins_and_is_written_as_the_page_has_it()
    {
        VerifiedTrustDocument first = First();
        Assert.Equal(1, first.Version);
        Assert.Equal((2, 3), (first.Content.Root.Threshold, first.Content.Root.Keys.Count));
        Assert.Equal("log.example/maker", Assert.Single(first.Content.Logs).Name);
        Assert.Equal("witness.example", Assert.Single(first.Content.Witnesses.Witnesses).Name);
        Assert.Equal(1, first.Content.Witnesses.Required);
        Assert.Equal("commands", Assert.Single(first.Content.Messages).Purpose);
        byte[] document = first.Content.Encode();
        Assert.Equal(first.Encoded[4..(4 + document.Length)].ToArray(), document);
        Assert.Contains($"{first.Encoded.Length} bytes with two signatures", _page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Second_version_follows_and_drops_the_release_key()
    {
        VerifiedTrustDocument first = First();
        byte[] second = Second();
        Assert.Equal(
            TrustRefusal.None, VerifiedTrustDocument.TryAdvance(first, second, out VerifiedTrustDocument? next));
        Assert.False(next!.Content.Release.Has(first.Content.Release.Keys[0]));
        Assert.Equal(TrustRefusal.NotNewer, VerifiedTrustDocument.TryAdvance(next, first.Encoded, out _));
    }

    private VerifiedTrustDocument First()
    {
        TrustRefusal refusal = VerifiedTrustDocument.TryPin(
            _page.Block("825901f1a701010201"), out VerifiedTrustDocument? first);
        Assert.Equal(TrustRefusal.None, refusal);
        return first!;
    }

    private byte[] Second() => _page.Block("825901f1a701010202");
}
