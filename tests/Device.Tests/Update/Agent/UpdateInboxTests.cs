using Garita.Device.Update.Agent;
using Garita.Firmware.Delivery;
using Garita.Pki.Keys;
using Garita.Pki.Verification;
using Garita.TestKit;

namespace Garita.Device.Tests.Update.Agent;

/// <summary>What of the server's word reaches the agent, and what is as if it had not come.</summary>
public sealed class UpdateInboxTests : IDisposable
{
    private readonly ReleaseSigner _signer = new();
    private readonly CapturedLines _log = new();
    private readonly UpdateInbox _inbox;
    private readonly TestRelease _release;

    public UpdateInboxTests()
    {
        _inbox = new UpdateInbox(Assigned.Trust, _log);
        _release = TestRelease.Make(_signer, sequence: 2, epoch: 1);
    }

    public static TheoryData<string> Forgeries => [.. Forgery.Ways.Keys];

    public void Dispose()
    {
        _inbox.Dispose();
        _signer.Dispose();
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void Offer_that_the_server_did_not_sign_for_this_device_is_as_if_it_had_not_come(string way)
    {
        _inbox.TakeOffer(Assigned.Encode(Offer("real")));
        OfferSnapshot before = _inbox.Offer;

        _inbox.TakeOffer(Forgery.Ways[way](Offer("forged")));

        AssertUntouched(before);
        Assert.Single(_log.Lines);
        _inbox.TakeOffer(Assigned.Encode(Offer("next")));
        Assert.Equal(("next", true), (_inbox.Offer.Offer!.Deployment, before.Changed.IsCancellationRequested));
    }

    [Fact]
    public void Offer_with_any_byte_flipped_is_as_if_it_had_not_come()
    {
        _inbox.TakeOffer(Assigned.Encode(Offer("real")));
        OfferSnapshot before = _inbox.Offer;
        byte[] signed = Assigned.Encode(Offer("next"));
        for (int i = 0; i < signed.Length; i++)
        {
            signed[i] ^= 1;
            _inbox.TakeOffer(signed);
            AssertUntouched(before);
            signed[i] ^= 1;
        }

        _inbox.TakeOffer(signed);
        Assert.Equal("next", _inbox.Offer.Offer!.Deployment);
    }

    [Fact]
    public void Thousand_forged_offers_leave_ten_lines_and_nothing_in_memory()
    {
        WeakReference[] forged = Flood(1000);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.All(forged, reference => Assert.False(reference.IsAlive));
        Assert.Equal(0, _inbox.Offer.Version);
        Assert.Equal(10, _log.Lines.Count);
        Assert.Contains("512 so far", _log.Lines.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Older_offer_does_not_take_the_place_of_a_newer_one_that_nobody_has_read_yet()
    {
        UpdateOfferMessage older = Offer("older");
        _inbox.TakeOffer(Assigned.Encode(Offer("newer")));
        OfferSnapshot before = _inbox.Offer;

        _inbox.TakeOffer(Assigned.Encode(older));

        Assert.Equal(("newer", before.Version), (_inbox.Offer.Offer!.Deployment, _inbox.Offer.Version));
        Assert.Equal("older", _inbox.Older!.Deployment);
        Assert.True(before.Changed.IsCancellationRequested);
    }

    [Fact]
    public void Older_offers_interrupt_a_few_times_and_each_once_until_a_newer_one_comes()
    {
        byte[][] past = [.. Enumerable.Range(0, 40).Select(i => Assigned.Encode(Offer($"past{i}")))];
        _inbox.TakeOffer(Assigned.Encode(Offer("now")));

        Assert.Equal(16, Replay(past));
        Assert.Equal(0, Replay(past));

        _inbox.TakeOffer(Assigned.Encode(Offer("next")));
        Assert.Equal(16, Replay(past));
        Assert.Equal("next", _inbox.Offer.Offer!.Deployment);
    }

    [Fact]
    public void Offer_below_the_floor_of_an_earlier_start_is_an_older_one_from_the_first()
    {
        UpdateOfferMessage older = Offer("older");
        UpdateOfferMessage equal = Offer("equal");
        _inbox.KnowFloor(equal.Counter);

        _inbox.TakeOffer(Assigned.Encode(older));
        Assert.Equal((0, "older"), (_inbox.Offer.Version, _inbox.Older!.Deployment));
        _inbox.TakeOffer(Assigned.Encode(equal));
        Assert.Equal("equal", _inbox.Offer.Offer!.Deployment);
    }

    [Fact]
    public void Same_counter_with_another_proof_is_the_newest_word_again_and_signed_anew_it_is_no_news()
    {
        UpdateOfferMessage offer = Offer("d1");
        _inbox.TakeOffer(Assigned.Encode(offer));
        _inbox.TakeOffer(Assigned.Encode(offer));
        Assert.Equal(1, _inbox.Offer.Version);
        _inbox.TakeOffer(Assigned.Encode(offer with { LogProof = new byte[] { 1 } }));

        Assert.Equal((2, true), (_inbox.Offer.Version, _inbox.Offer.Offer!.LogProof.HasValue));
        Assert.Null(_inbox.Older);
    }

    [Fact]
    public void Empty_message_needs_no_signature_and_lowers_no_floor()
    {
        UpdateOfferMessage older = Offer("older");
        _inbox.TakeOffer(Assigned.Encode(Offer("newer")));
        _inbox.TakeOffer(default);
        Assert.Equal((2, null), (_inbox.Offer.Version, _inbox.Offer.Offer));

        _inbox.TakeOffer(Assigned.Encode(older));

        Assert.Equal((2, null), (_inbox.Offer.Version, _inbox.Offer.Offer));
        Assert.Equal("older", _inbox.Older!.Deployment);
    }

    [Fact]
    public void Device_without_a_root_of_the_server_takes_nothing_and_one_with_two_takes_from_both()
    {
        using TestAssigner next = new();
        using TestAssigner stranger = new();
        AuthorityCertificate[] roots = [Assigned.RootOf(Assigned.Server), Assigned.RootOf(next)];
        UpdateOfferMessage offer = Offer("d1");

        Assert.Equal(0, VersionAfter(Assigned.Encode(offer), new AssignmentTrust([], Assigned.Device)));
        AssignmentTrust both = new(roots, Assigned.Device);
        Assert.Equal(1, VersionAfter(Assigned.Encode(offer), both));
        Assert.Equal(1, VersionAfter(Assigned.Encode(offer, next), both));
        Assert.Equal(0, VersionAfter(Assigned.Encode(offer, stranger), both));
    }

    [Fact]
    public void Pinned_issuer_is_the_only_one_under_which_somebody_assigns()
    {
        byte[] offer = Assigned.Encode(Offer("d1"));
        PublicKeyHash issuer = KeyOf(Assigned.Server.Issuer);
        PublicKeyHash other = KeyOf(Assigned.Server.Root);

        Assert.Equal(1, VersionAfter(offer, PinnedTo(other, issuer)));
        Assert.Equal(0, VersionAfter(offer, PinnedTo(other, other)));
    }

    private static AssignmentTrust PinnedTo(params PublicKeyHash[] issuers) =>
        new([Assigned.RootOf(Assigned.Server)], Assigned.Device) { IssuerPins = issuers };

    private static PublicKeyHash KeyOf(byte[] der)
    {
        using System.Security.Cryptography.X509Certificates.X509Certificate2 certificate =
            System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(der);
        return PublicKeyHash.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());
    }

    private static int VersionAfter(byte[] offer, AssignmentTrust trust)
    {
        using UpdateInbox inbox = new(trust);
        inbox.TakeOffer(offer);
        return inbox.Offer.Version;
    }

    // How many of them interrupted.
    private int Replay(byte[][] past)
    {
        int interrupted = 0;
        foreach (byte[] payload in past)
        {
            OfferSnapshot before = _inbox.Offer;
            _inbox.TakeOffer(payload);
            interrupted += before.Changed.IsCancellationRequested ? 1 : 0;
            Assert.Equal(before.Version, _inbox.Offer.Version);
            while (_inbox.Older is not null)
            {
                _inbox.ForgetOlder();
            }
        }

        return interrupted;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private WeakReference[] Flood(int count)
    {
        WeakReference[] forged = new WeakReference[count];
        byte[] made = Forgery.Ways["by a TLS server of ours"](Offer("forged"));
        for (int i = 0; i < count; i++)
        {
            byte[] payload = [.. made];
            payload[^1] ^= (byte)i;
            forged[i] = new WeakReference(payload);
            _inbox.TakeOffer(payload);
        }

        return forged;
    }

    private void AssertUntouched(OfferSnapshot before)
    {
        Assert.Equal(before.Version, _inbox.Offer.Version);
        Assert.Same(before.Offer, _inbox.Offer.Offer);
        Assert.False(before.Changed.IsCancellationRequested);
        Assert.Null(_inbox.Older);
    }

    private UpdateOfferMessage Offer(string deployment) => AgentBench.Unsigned(_release, deployment);
}
