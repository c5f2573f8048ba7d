using System.Net;
using Garita.AuditLog.Refusals;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Listeners;

/// <summary>
/// One log line per refused connection, until one source or all together have had their share of a window; the rest is
/// counted and told in a few lines at the window's end, so that nobody can fill the log.
/// </summary>
public sealed class RefusalLog : IDisposable
{
    private const int MaxTrackedSources = 1_024; // beyond it, sources are counted together

    private const int MaxSummaryLines = 20;

    // No client comes from there.
    private static readonly SourceAddress s_unproved = SourceAddress.Of(IPAddress.Any);

    private readonly ILogger _logger;
    private readonly ListenerOptions _options;
    private readonly ITimer _timer;

    // Guards everything below.
    private readonly Lock _gate = new();
    private Dictionary<SourceAddress, Tally> _tallies = [];
    private Tally _others = new();
    private int _lines;

    /// <summary>Starts the first window.</summary>
    public RefusalLog(ListenerOptions options, TimeProvider time, ILogger logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _options = options;
        _logger = logger;
        _timer = time.CreateTimer(_ => EndWindow(), null, options.RefusalWindow, options.RefusalWindow);
    }

    /// <summary>Where refusals are counted for the audit log; null where there is none. Set before listening.</summary>
    public RefusalCounter? Audit { get; set; }

    /// <summary>Tells of one refused connection.</summary>
    /// <param name="remote">Where it came from.</param>
    /// <param name="reason">The name of a value of a closed set.</param>
    /// <param name="detail">What else is known.</param>
    /// <param name="names">The client certificate's names, if it showed one.</param>
    /// <param name="mayBeForged">Whether the address is unproved. All of those share the lines of one source, so that a
    /// forger cannot use up the lines of everybody.</param>
    public void Report(
        IPEndPoint remote, string reason, string detail, PeerCertificateNames? names, bool mayBeForged = false)
    {
        ArgumentNullException.ThrowIfNull(remote);
        Audit?.Count(names?.Subject ?? string.Empty, reason);
        if (!MayWrite(mayBeForged ? s_unproved : SourceAddress.Of(remote.Address), reason))
        {
            return;
        }

        if (names is null)
        {
            ListenerLog.Refused(_logger, remote, reason, detail);
        }
        else
        {
            ListenerLog.RefusedCertificate(_logger, remote, reason, detail, names.Subject, names.Issuer);
        }
    }

    /// <summary>Writes the last window's sums.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        EndWindow();
    }

    private bool MayWrite(SourceAddress source, string reason)
    {
        lock (_gate)
        {
            if (!_tallies.TryGetValue(source, out Tally? tally))
            {
                tally = _tallies.Count < MaxTrackedSources ? _tallies[source] = new Tally() : _others;
            }

            if (tally.Lines < _options.RefusalLinesPerSource && _lines < _options.RefusalLines)
            {
                tally.Lines++;
                _lines++;
                return true;
            }

            tally.Silent[reason] = tally.Silent.GetValueOrDefault(reason) + 1;
            return false;
        }
    }

    private void EndWindow()
    {
        Dictionary<SourceAddress, Tally> tallies;
        Tally others;
        lock (_gate)
        {
            (tallies, _tallies) = (_tallies, []);
            (others, _others) = (_others, new Tally());
            _lines = 0;
        }

        var loudest = tallies.Where(t => t.Value.Silent.Count > 0).OrderByDescending(t => t.Value.Count).ToList();
        foreach ((SourceAddress source, Tally tally) in loudest.Take(MaxSummaryLines))
        {
            string who = source == s_unproved ? "addresses that may be forged" : source.ToString();
            ListenerLog.RefusedMore(_logger, tally.Count, who, tally.ToString());
        }

        foreach ((_, Tally tally) in loudest.Skip(MaxSummaryLines))
        {
            others.Add(tally);
        }

        if (others.Count > 0)
        {
            ListenerLog.RefusedMore(_logger, others.Count, "other addresses", others.ToString());
        }
    }

    private sealed class Tally
    {
        public int Lines { get; set; }

        public Dictionary<string, int> Silent { get; } = [];

        public int Count => Silent.Values.Sum();

        public void Add(Tally other)
        {
            foreach ((string reason, int count) in other.Silent)
            {
                Silent[reason] = Silent.GetValueOrDefault(reason) + count;
            }
        }

        public override string ToString() => string.Join(", ",
            Silent.OrderByDescending(s => s.Value).Select(s => s.Key + " " + s.Value));
    }
}
