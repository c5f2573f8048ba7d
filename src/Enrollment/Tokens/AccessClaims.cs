using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;

namespace Garita.Enrollment.Tokens;

/// <summary>What a good access token says. Made by <see cref="TokenMint"/> alone, which checked it.</summary>
public sealed class AccessClaims
{
    internal AccessClaims(Identity device, SessionId session, int generation, string thumbprint)
    {
        Device = device;
        Session = session;
        Generation = generation;
        Thumbprint = thumbprint;
    }

    /// <summary>Whose (<c>sub</c>).</summary>
    public Identity Device { get; }

    /// <summary>Of which session (<c>sid</c>).</summary>
    public SessionId Session { get; }

    /// <summary>After how many refreshes (<c>gen</c>).</summary>
    public int Generation { get; }

    /// <summary>For whose key (<c>cnf.jkt</c>).</summary>
    public string Thumbprint { get; }
}
