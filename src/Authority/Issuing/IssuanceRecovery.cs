using Garita.Pki.Issuing;
using Microsoft.Extensions.Logging;

namespace Garita.Authority.Issuing;

/// <summary>Settles, before anything new is issued, what a crash left open.</summary>
public static class IssuanceRecovery
{
    // Unfinished intents number what was in flight at the crash; the limit bounds memory, not the total.
    private const int Batch = 100;

    /// <summary>
    /// Records every intent without an outcome as abandoned. Run it once at start, before the authority is used;
    /// running it again after it was interrupted is harmless.
    /// </summary>
    /// <returns>How many were abandoned.</returns>
    public static async Task<int> RunAsync(
        IIssuanceStore store, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        int count = 0;
        IReadOnlyList<CertificateSerial> open;
        do
        {
            open = await store.FindUnfinishedAsync(Batch, cancellationToken).ConfigureAwait(false);
            foreach (CertificateSerial serial in open)
            {
                IssuanceOutcome outcome = new(serial, IssuanceOutcomeKind.Abandoned, time.GetUtcNow());
                await store.RecordOutcomeAsync(outcome, cancellationToken).ConfigureAwait(false);
                AuthorityLog.Abandoned(logger, serial);
                count++;
            }
        }
        while (open.Count > 0);

        return count;
    }
}
