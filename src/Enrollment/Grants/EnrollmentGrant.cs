using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Grants;

/// <summary>
/// Proof that one certificate may be issued, to one device, for one key. <see cref="GrantDesk"/> alone makes it, out of
/// a session, and a session is made of something that this one unit has: a birth certificate alone never gets here.
/// </summary>
public sealed class EnrollmentGrant
{
    internal EnrollmentGrant(TokenSession session)
    {
        Device = session.Device;
        Session = session.Id;
        Key = session.Key.Hash;
    }

    /// <summary>For whom.</summary>
    public Identity Device { get; }

    /// <summary>The session that was redeemed.</summary>
    public SessionId Session { get; }

    /// <summary>For which key alone.</summary>
    public PublicKeyHash Key { get; }
}
