using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;
using Garita.Pki.Keys;

namespace Garita.Enrollment.Grants;

/// <summary>
/// Proof that one certificate may be issued, to one device, for one key. <see cref="GrantDesk"/> alone makes it: out
/// of a session, which is made of something that this one unit has, or for who came with a certificate of this device.
/// A birth certificate alone never gets here.
/// </summary>
public sealed class EnrollmentGrant
{
    internal EnrollmentGrant(TokenSession session)
    {
        Device = session.Device;
        Session = session.Id;
        Key = session.Key.Hash;
    }

    internal EnrollmentGrant(Renewal renewal)
    {
        Device = renewal.Device;
        Key = renewal.Key;
    }

    /// <summary>For whom.</summary>
    public Identity Device { get; }

    /// <summary>The session that was redeemed; null for a renewal.</summary>
    public SessionId? Session { get; }

    /// <summary>For which key alone.</summary>
    public PublicKeyHash Key { get; }
}
