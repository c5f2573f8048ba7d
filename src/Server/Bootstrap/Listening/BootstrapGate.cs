using System.Net;
using System.Security.Cryptography.X509Certificates;
using Garita.Contracts.Identities;
using Garita.Server.Bootstrap.Batches;
using Garita.Server.Bootstrap.Requests;
using Garita.Server.Listeners;

namespace Garita.Server.Bootstrap.Listening;

/// <summary>Who may ask, and how many at once.</summary>
internal sealed class BootstrapGate : IDisposable
{
    private readonly PeerAdmission _admission;
    private readonly BirthBatches _batches;
    private readonly BootstrapDesk _desk;
    private readonly int _slots;
    private readonly SemaphoreSlim _free;

    public BootstrapGate(PeerAdmission admission, BirthBatches batches, BootstrapDesk desk, int slots)
    {
        (_admission, _batches, _desk, _slots) = (admission, batches, desk, slots);
        _free = new SemaphoreSlim(slots);
    }

    /// <summary>Whose certificate a connection has; null where it is not accepted here.</summary>
    public BootstrapCaller? Admit(X509Certificate2? certificate, IPEndPoint remote)
    {
        if (certificate is null
            || _admission.JudgeAndTell(certificate, remote, "closed") is not { Refusal: null } peer)
        {
            return null;
        }

        Identity identity = peer.Attributes.Identity;
        return identity.Kind is IdentityKind.Birth or IdentityKind.Device
            ? new BootstrapCaller(identity, remote, CertificateFingerprint.Of(certificate.RawDataMemory.Span))
            : null;
    }

    /// <summary>Whether a connection may go on: a batch that is closed ends what it opened.</summary>
    public bool StillHolds(BootstrapCaller caller) =>
        caller.Identity.Kind != IdentityKind.Birth || _batches.Get(caller.Identity.Name) is { IsOpen: true };

    /// <summary>Answers one request; busy where too many are worked on.</summary>
    public async Task<(byte[]? Reply, bool IsBusy)> AnswerAsync(
        ReadOnlyMemory<byte> request, BootstrapCaller caller, CancellationToken cancellationToken)
    {
        if (!await _free.WaitAsync(TimeSpan.Zero, cancellationToken))
        {
            return (null, true);
        }

        try
        {
            // Asked when the request is there: it may have been waited for since before the batch was closed.
            return (StillHolds(caller) ? await _desk.AnswerAsync(request, caller, cancellationToken) : null, false);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <summary>Waits until nothing is worked on any more, at most so long.</summary>
    public async Task DrainAsync(TimeSpan patience)
    {
        using CancellationTokenSource deadline = new(patience);
        try
        {
            for (int i = 0; i < _slots; i++)
            {
                await _free.WaitAsync(deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // What is left fails at the closed database, and its device asks again.
        }
    }

    public void Dispose() => _free.Dispose();
}
