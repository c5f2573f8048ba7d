namespace Garita.Enrollment.Storage;

/// <summary>
/// The lasting memory of enrolment. A seam for tests that fail before or after the write.
/// </summary>
public interface IEnrollmentStore
{
    /// <summary>
    /// Runs one decision alone, with all that it reads and writes, and completes when that is durable. Where it throws
    /// nothing was written. The work is short and does not wait.
    /// </summary>
    Task<T> ChangeAsync<T>(Func<IEnrollmentRecords, T> work, CancellationToken cancellationToken);

    /// <summary>Reads; what it writes is lost.</summary>
    Task<T> ReadAsync<T>(Func<IEnrollmentRecords, T> work, CancellationToken cancellationToken);
}
