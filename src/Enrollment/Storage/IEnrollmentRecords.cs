using Garita.Contracts.Identities;
using Garita.Enrollment.Codes;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Registrations;
using Garita.Enrollment.Sessions;

namespace Garita.Enrollment.Storage;

/// <summary>What one decision sees; two decisions never see each other's half.</summary>
public interface IEnrollmentRecords
{
    /// <summary>A device that was registered for bootstrap; null for any other name.</summary>
    EnrolledDevice? FindDevice(Identity device);

    /// <summary>Stores what changes with codes and grants.</summary>
    void Save(EnrolledDevice device);

    /// <summary>The registrations of a device, oldest first.</summary>
    IReadOnlyList<Registration> RegistrationsOf(Identity device);

    /// <summary>Stores a registration under its device and key.</summary>
    void Save(Registration registration);

    /// <summary>Forgets a registration.</summary>
    void Delete(Registration registration);

    /// <summary>A session by its id; null where there is none.</summary>
    TokenSession? FindSession(SessionId id);

    /// <summary>The sessions of a device, ended ones included until they are forgotten.</summary>
    IReadOnlyList<TokenSession> SessionsOf(Identity device);

    /// <summary>Stores a session.</summary>
    void Save(TokenSession session);

    /// <summary>Forgets a session.</summary>
    void Delete(TokenSession session);

    /// <summary>The last renewal of a device; null where there was none.</summary>
    Renewal? FindRenewal(Identity device);

    /// <summary>Stores a renewal in place of the one before.</summary>
    void Save(Renewal renewal);

    /// <summary>What a purse has paid for; null if nothing.</summary>
    CodeSpending? FindSpending(string purse);

    /// <summary>Stores it.</summary>
    void Save(CodeSpending spending);

    /// <summary>
    /// Counts a refused login of a batch. Written for every refusal, so that each costs one write, whoever asked.
    /// </summary>
    void CountRefusal(string batch);
}
