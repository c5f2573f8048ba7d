using Dapper;
using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Enrollment.Storage;
using Garita.Server.Storage;
using Microsoft.Data.Sqlite;

namespace Garita.Server.Bootstrap.Storage;

/// <summary>
/// Enrolment's memory in SQLite. Every decision is one piece of work of the one writer: two logins never read the same
/// number of tries.
/// </summary>
public sealed class EnrollmentDatabase(Database database) : IEnrollmentStore
{
    /// <inheritdoc/>
    public Task<T> ChangeAsync<T>(Func<IEnrollmentRecords, T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return database.Writer.WriteAsync(db => work(new Records(db)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<T> ReadAsync<T>(Func<IEnrollmentRecords, T> work, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(work);
        return database.ReadAsync(db => work(new Records(db)), cancellationToken);
    }

    private sealed class Records(SqliteConnection db) : IEnrollmentRecords
    {
        public EnrolledDevice? FindDevice(Identity device) => BootstrapDeviceTable.Find(db, device);

        public void Save(EnrolledDevice device) => BootstrapDeviceTable.Save(db, device);

        public IReadOnlyList<Registration> RegistrationsOf(Identity device) => RegistrationTable.Of(db, device);

        public void Save(Registration registration) => RegistrationTable.Save(db, registration);

        public void Delete(Registration registration) => RegistrationTable.Delete(db, registration);

        public TokenSession? FindSession(SessionId id) => SessionTable.Find(db, id);

        public IReadOnlyList<TokenSession> SessionsOf(Identity device) => SessionTable.Of(db, device);

        public void Save(TokenSession session) => SessionTable.Save(db, session);

        public void Delete(TokenSession session) => SessionTable.Delete(db, session);

        public Renewal? FindRenewal(Identity device) => RenewalTable.Find(db, device);

        public void Save(Renewal renewal) => RenewalTable.Save(db, renewal);

        public CodeSpending? FindSpending(string purse) => RegistrationTable.FindSpending(db, purse);

        public void Save(CodeSpending spending) => RegistrationTable.Save(db, spending);

        public void CountRefusal(string batch) =>
            db.Execute("UPDATE birth_batch SET refused = refused + 1 WHERE name = @batch", new { batch });
    }
}
