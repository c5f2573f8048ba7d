using System.Net;
using Garita.Server.Listeners;
using Garita.TestKit;

namespace Garita.Server.Tests.Listeners;

public sealed class RefusalLogTests : IDisposable
{
    private static readonly ListenerOptions s_options = new() { RefusalLinesPerSource = 2, RefusalLines = 10 };

    private readonly ManualTimeProvider _time = new();
    private readonly CapturedLog _captured = new();
    private readonly RefusalLog _log;

    public RefusalLogTests() => _log = new RefusalLog(s_options, _time, _captured);

    public void Dispose()
    {
        _log.Dispose();
        _captured.Dispose();
    }

    [Fact]
    public void Source_that_repeats_itself_is_summed_up_at_the_end_of_the_window()
    {
        for (int i = 0; i < 100; i++)
        {
            Report("192.0.2.1", i % 4 == 0 ? HandshakeRefusal.Timeout : HandshakeRefusal.NotTls);
        }

        Assert.Equal(2, _captured.Lines.Count);
        _time.Advance(s_options.RefusalWindow);

        Assert.Equal("Refused 98 more from 192.0.2.1: NotTls 74, Timeout 24", _captured.Lines[2]);
        Report("192.0.2.1", HandshakeRefusal.NotTls);
        Assert.Equal("Refused 192.0.2.1:1000: NotTls (x)", _captured.Lines[3]);
    }

    [Fact]
    public void Quiet_window_writes_nothing()
    {
        Report("192.0.2.1", HandshakeRefusal.NotTls);
        _time.Advance(s_options.RefusalWindow * 3);

        Assert.Single(_captured.Lines);
    }

    [Fact]
    public void Addresses_that_may_be_forged_share_the_lines_of_one_source()
    {
        for (int i = 0; i < 1_000; i++)
        {
            IPEndPoint forged = new(0x0A000000 + i, 1000);
            _log.Report(forged, nameof(HandshakeRefusal.Timeout), "x", names: null, mayBeForged: true);
        }

        Report("192.0.2.1", HandshakeRefusal.NotTls);
        _time.Advance(s_options.RefusalWindow);

        Assert.Equal("Refused 192.0.2.1:1000: NotTls (x)", _captured.Lines[2]);
        Assert.Equal("Refused 998 more from addresses that may be forged: Timeout 998", _captured.Lines[3]);
    }

    [Fact]
    public void Flood_from_many_addresses_stays_bounded()
    {
        for (int i = 0; i < 50_000; i++)
        {
            Report(new IPAddress(0x0A000000 + i).ToString(), HandshakeRefusal.NotTls);
        }

        _time.Advance(s_options.RefusalWindow);

        Assert.Equal(10 + 20 + 1, _captured.Lines.Count);
        Assert.Contains("other addresses: NotTls", _captured.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_a_stranger_are_printable_and_bounded()
    {
        string hostile = "a\u0001\nRefused 1.2.3.4: forged\u202e" + new string('x', 3_000);
        using var certificate = TestPki.Root($"CN=\"{hostile}\"");

        PeerCertificateNames names = PeerCertificateNames.Of(certificate);

        Assert.Equal(200, names.Subject.Length);
        Assert.DoesNotContain(names.Subject, c => c is < ' ' or > '~');
    }

    private void Report(string address, HandshakeRefusal reason) =>
        _log.Report(new IPEndPoint(IPAddress.Parse(address), 1000), reason.ToString(), "x", names: null);
}
