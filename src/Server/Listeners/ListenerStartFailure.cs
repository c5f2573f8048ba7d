namespace Garita.Server.Listeners;

/// <summary>Why a listener cannot start.</summary>
public enum ListenerStartFailure
{
    /// <summary>Another program, or another listener, has the port.</summary>
    AddressInUse,

    /// <summary>This machine does not have the address.</summary>
    AddressNotAvailable,

    /// <summary>This user may not take the port; below 1024 that needs a privilege.</summary>
    AccessDenied,

    /// <summary>
    /// The server's certificates do not fit into one TLS record of the size that the listener promises.
    /// </summary>
    CertificateTooLarge,

    /// <summary>Another answer of the operating system; the message has it.</summary>
    Other,
}
