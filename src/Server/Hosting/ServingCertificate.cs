using Garita.Authority;
using Garita.Authority.Vault;
using Garita.Durable;
using Garita.Server.Listeners;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Hosting;

/// <summary>
/// The certificate that both listeners show, renewed in time while the server runs: a server that nobody restarts must
/// not lock its fleet out on the day its certificate ends.
/// </summary>
internal sealed class ServingCertificate : IDisposable
{
    // A third of the certificate's life is left when it is due, 30 days: a failure has a hundred more tries.
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(6);

    private readonly AuthorityVault _vault;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private ServerTls _current;
    private ServerTls? _previous;
    private Action<ServerTls>? _use;
    private ITimer? _timer;

    /// <summary>Loads the certificate for now, or makes it.</summary>
    public ServingCertificate(AuthorityVault vault, TimeProvider time, ILogger logger)
    {
        _vault = vault;
        _time = time;
        _logger = logger;
        _current = vault.GetServerTls(time.GetUtcNow());
    }

    /// <summary>What new handshakes are shown.</summary>
    public ServerTls Current
    {
        get
        {
            lock (_gate)
            {
                return _current;
            }
        }
    }

    /// <summary>Begins to watch; <paramref name="use"/> gives a renewed certificate to the listeners.</summary>
    public void Watch(Action<ServerTls> use)
    {
        _use = use;
        _timer = _time.CreateTimer(_ => Look(), null, s_interval, s_interval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            _previous?.Dispose();
            _current.Dispose();
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            try
            {
                Take(_vault.GetServerTls(_time.GetUtcNow()));
            }
            catch (Exception fault) when (fault is DurableException or InvalidDataException or AuthorityException
                or ListenerStartException)
            {
                HostingLog.RenewalFailed(_logger, _current.Validity.NotAfter, fault.Message);
            }
        }
    }

    // What is in use decides, not what the vault just made: a certificate that the listeners refused once is on the
    // disk already. Handshakes under way may still use the old one, so it lives until the next renewal.
    private void Take(ServerTls found)
    {
        if (found.Fingerprint == _current.Fingerprint)
        {
            found.Dispose();
            return;
        }

        _use!(found);
        _previous?.Dispose();
        _previous = _current;
        _current = found;
        HostingLog.Renewed(_logger, found.Fingerprint, found.Validity.NotAfter);
    }
}
