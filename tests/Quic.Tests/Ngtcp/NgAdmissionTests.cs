using System.Net;
using System.Net.Sockets;
using Garita.Quic.Ngtcp;
using Garita.Quic.Ngtcp.Sockets;

namespace Garita.Quic.Tests.Ngtcp;

public sealed class NgAdmissionTests
{
    private const ulong Second = 1_000_000_000;

    [Fact]
    public void Unproved_newcomer_spends_nothing_of_its_address()
    {
        NgAdmission admission = new(new QuicLimits { MaxConnectionsPerSource = 2, ConnectionsPerSecondPerSource = 1 });
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.1"), false, Second, out var place));
            place!.Leave();
        }

        Assert.Equal(10, admission.Snapshot.Failed);
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.1"), true, Second, out _));
    }

    [Fact]
    public void Proved_newcomer_spends_its_allowance_and_gets_it_back_with_time()
    {
        NgAdmission admission = new(new QuicLimits { MaxConnectionsPerSource = 2, ConnectionsPerSecondPerSource = 1 });
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.1"), true, Second, out var place));
            place!.Leave();
        }

        Assert.Equal(NgAdmissionVerdict.Refuse, admission.TryEnter(At("192.0.2.1"), true, Second, out _));
        Assert.Equal(NgAdmissionVerdict.AskForProof, admission.TryEnter(At("192.0.2.1"), false, Second, out _));
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.2"), true, Second, out _));
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.1"), true, 3 * Second, out _));
    }

    [Fact]
    public void Handshakes_under_way_bring_proof_first_and_then_refusal()
    {
        NgAdmission admission = new(new QuicLimits { HandshakesBeforeRetry = 1, MaxHandshakes = 2 });
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.1"), false, Second, out _));
        Assert.Equal(NgAdmissionVerdict.AskForProof, admission.TryEnter(At("192.0.2.2"), false, Second, out _));
        Assert.Equal(NgAdmissionVerdict.Admit, admission.TryEnter(At("192.0.2.2"), true, Second, out _));
        Assert.Equal(NgAdmissionVerdict.Refuse, admission.TryEnter(At("192.0.2.3"), true, Second, out _));
    }

    [Theory]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::ffff:1", true)]
    [InlineData("2001:db8::1", "2001:db8:0:1::1", false)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void Source_is_an_address_of_four_bytes_or_half_of_sixteen(string one, string other, bool same) =>
        Assert.Equal(same, SourceKey.Of(At(one)) == SourceKey.Of(At(other)));

    [Theory]
    [InlineData("192.0.2.1", 4433)]
    [InlineData("2001:db8::1", 1)]
    [InlineData("fe80::1%3", 65535)]
    public void Address_goes_to_the_kernels_form_and_back(string ip, int port)
    {
        IPEndPoint endpoint = new(IPAddress.Parse(ip), port);
        Assert.Equal(endpoint, RawAddress.Of(endpoint, endpoint.AddressFamily).ToEndPoint());
        Assert.Equal(endpoint, RawAddress.Of(endpoint, AddressFamily.InterNetworkV6).ToEndPoint());
    }

    private static RawAddress At(string ip)
    {
        IPAddress address = IPAddress.Parse(ip);
        return RawAddress.Of(new IPEndPoint(address, 1), address.AddressFamily);
    }
}
