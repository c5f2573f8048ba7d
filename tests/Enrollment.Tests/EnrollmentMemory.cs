using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;
using Garita.Enrollment.Storage;

namespace Garita.Enrollment.Tests;

/// <summary>Enrolment's memory without a disk: one decision at a time, and a fault before or after the write.</summary>
internal sealed class EnrollmentMemory : IEnrollmentStore, IEnrollmentRecords
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Identity, EnrolledDevice> _devices = [];
    private readonly Dictionary<(Identity, string), Registration> _registrations = [];
    private readonly Dictionary<SessionId, TokenSession> _sessions = [];
    private readonly Dictionary<Identity, Renewal> _renewals = [];
    private readonly Dictionary<string, CodeSpending> _spending = [];

    /// <summary>Thrown by the next change, after it was made.</summary>
    public bool FailsAfterNextWrite { get; set; }

    public int Refusals { get; private set; }

    public int Writes { get; private set; }

    public Task<T> ChangeAsync<T>(Func<IEnrollmentRecords, T> work, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            T result = work(this);
            Writes++;
            if (FailsAfterNextWrite)
            {
                FailsAfterNextWrite = false;
                return Task.FromException<T>(new IOException("the disk went away"));
            }

            return Task.FromResult(result);
        }
    }

    public Task<T> ReadAsync<T>(Func<IEnrollmentRecords, T> work, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return Task.FromResult(work(this));
        }
    }

    public void Put(EnrolledDevice device) => _devices[device.Device] = device;

    public EnrolledDevice? FindDevice(Identity device) => _devices.GetValueOrDefault(device);

    public void Save(EnrolledDevice device) => _devices[device.Device] = device;

    public IReadOnlyList<Registration> RegistrationsOf(Identity device) =>
        [.. _registrations.Values.Where(r => r.Device == device).OrderBy(r => r.CreatedAt)];

    public void Save(Registration registration) =>
        _registrations[(registration.Device, registration.Key)] = registration;

    public void Delete(Registration registration) =>
        _registrations.Remove((registration.Device, registration.Key));

    public TokenSession? FindSession(SessionId id) => _sessions.GetValueOrDefault(id);

    public IReadOnlyList<TokenSession> SessionsOf(Identity device) =>
        [.. _sessions.Values.Where(s => s.Device == device)];

    public void Save(TokenSession session) => _sessions[session.Id] = session;

    public void Delete(TokenSession session) => _sessions.Remove(session.Id);

    public Renewal? FindRenewal(Identity device) => _renewals.GetValueOrDefault(device);

    public void Save(Renewal renewal) => _renewals[renewal.Device] = renewal;

    public CodeSpending? FindSpending(string purse) => _spending.GetValueOrDefault(purse);

    public void Save(CodeSpending spending) => _spending[spending.Purse] = spending;

    public void CountRefusal(string batch) => Refusals++;
}
