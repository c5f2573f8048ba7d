using Garita.Pki.Issuing;

namespace Garita.Authority.Issuing;

/// <summary>
/// The lasting memory of everything that was signed, or nearly. Every call is durable when its task completes: what it
/// recorded is there after a power cut. Where a call fails it throws; the caller then takes the record to be in either
/// state and never hands out a certificate.
/// </summary>
public interface IIssuanceStore
{
    /// <summary>
    /// Records that a certificate is about to be signed, in one atomic step with two checks: the serial was never used,
    /// and the public key was never recorded for another identity, be that intent finished or not, its certificate
    /// expired or revoked. Where a check fails nothing is recorded. The CSR in the intent is kept for good.
    /// </summary>
    Task<IntentRecording> RecordIntentAsync(IssuanceIntent intent, CancellationToken cancellationToken);

    /// <summary>
    /// Records how an intent ended. A certificate's fingerprint may be accepted only once its outcome is recorded as
    /// <see cref="IssuanceOutcomeKind.Issued"/>. Recording a second outcome for one serial fails.
    /// </summary>
    Task RecordOutcomeAsync(IssuanceOutcome outcome, CancellationToken cancellationToken);

    /// <summary>
    /// The serials of intents that have no outcome: what a crash interrupted. At most this many, oldest first.
    /// </summary>
    Task<IReadOnlyList<CertificateSerial>> FindUnfinishedAsync(int limit, CancellationToken cancellationToken);
}
