namespace Garita.Pki.Profiles;

/// <summary>What a certificate is for. Every certificate of an installation has one of these roles.</summary>
public enum CertificateRole
{
    /// <summary>All that devices and command lines trust.</summary>
    ServerRoot,

    /// <summary>All that the broker and the API accept clients from.</summary>
    DeviceRoot,

    /// <summary>Issues server certificates; under the server root.</summary>
    ServerIssuer,

    /// <summary>Issues device certificates and nothing else; under the device root.</summary>
    DeviceIssuer,

    /// <summary>Issues operators and services; under the device root, not kept unlocked.</summary>
    PeopleIssuer,

    /// <summary>The broker and the HTTPS listeners.</summary>
    Server,

    /// <summary>One unit that a maker ships.</summary>
    Device,

    /// <summary>A program that acts on the fleet.</summary>
    Service,

    /// <summary>A person.</summary>
    Operator,

    /// <summary>What a batch of devices shares before each has its own; only lets a device ask.</summary>
    Birth,

    /// <summary>Signs which update a device is assigned; under the server root, and no server.</summary>
    Assigner,
}
