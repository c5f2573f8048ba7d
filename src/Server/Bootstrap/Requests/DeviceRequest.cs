using Garita.Contracts.Bootstrap.Requests;
using Garita.Contracts.Identities;
using Garita.Enrollment.Sessions;
using Garita.Pki.Jose;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>A request whose signature by the key that it names was found right.</summary>
/// <param name="Device">Whom it says to be.</param>
/// <param name="Body">What it says.</param>
/// <param name="Message">Who signed it.</param>
/// <param name="Hash">SHA-256 over its bytes as sent, in base64url.</param>
/// <param name="Caller">Whose certificate the connection has.</param>
internal sealed record DeviceRequest(
    Identity Device, BootstrapRequest Body, VerifiedMessage Message, string Hash, BootstrapCaller Caller)
{
    /// <summary>By what it is told from the others of its key.</summary>
    public RequestNumber Number => new(Body.Seq!.Value, Hash);

    /// <summary>As the desk for sessions wants it.</summary>
    public SignedCall Call => new(Device, Message.Signer.Text, Number);

    /// <inheritdoc/>
    public override string ToString() => $"DeviceRequest {{ {Device.Name} }}";
}
