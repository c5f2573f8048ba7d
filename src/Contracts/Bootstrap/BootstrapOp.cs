using System.Text.Json.Serialization;

namespace Garita.Contracts.Bootstrap;

/// <summary>
/// What a device asks for. Everything but <see cref="Register"/> is signed with the device's own key.
/// </summary>
[JsonConverter(typeof(BootstrapOpWord))]
public enum BootstrapOp
{
    /// <summary>To be sent a code. The one request that is not signed.</summary>
    Register,

    /// <summary>To be given tokens for the code.</summary>
    Login,

    /// <summary>To have measurements stored and commands acknowledged; with neither, to be given commands.</summary>
    Publish,

    /// <summary>To be given new tokens for the refresh token.</summary>
    Refresh,

    /// <summary>To be given a certificate; the tokens end with it.</summary>
    Enroll,

    /// <summary>To have the tokens ended.</summary>
    Logout,
}
