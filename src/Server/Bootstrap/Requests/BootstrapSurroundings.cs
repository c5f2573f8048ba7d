using Garita.Authority.Issuing;
using Garita.Broker;
using Garita.Enrollment.Grants;
using Garita.Enrollment.Sessions;
using Garita.Server.Bootstrap.Keys;
using Garita.Server.Commands;
using Garita.Server.Registry;
using Garita.Server.Storage;
using Microsoft.Extensions.Logging;

namespace Garita.Server.Bootstrap.Requests;

/// <summary>What requests are served with.</summary>
internal sealed record BootstrapSurroundings
{
    public required BootstrapOptions Options { get; init; }

    public required RegistrationQueue Registrations { get; init; }

    public required LoginDesk Logins { get; init; }

    public required SessionDesk Sessions { get; init; }

    public required GrantDesk Grants { get; init; }

    public required BootstrapKeys Keys { get; init; }

    public required CertificateAuthority Authority { get; init; }

    public required IdentityRegistry Registry { get; init; }

    public required Liveness Liveness { get; init; }

    public required MqttBroker Broker { get; init; }

    public required TokenCommands Commands { get; init; }

    public required DeviceStates States { get; init; }

    public required Database Database { get; init; }

    public required string ServerRootPem { get; init; }

    /// <summary>The device issuer in PEM, which goes along with every certificate.</summary>
    public required string DeviceIssuerPem { get; init; }

    public required BootstrapRefusals Refusals { get; init; }

    public required TimeProvider Time { get; init; }

    public required ILogger Logger { get; init; }
}
