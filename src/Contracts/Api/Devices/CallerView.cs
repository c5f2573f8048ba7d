namespace Garita.Contracts.Api.Devices;

/// <summary>Who the server takes the caller for: the answer to <c>GET /identity</c>.</summary>
/// <param name="Identity">The certificate's common name: <c>ABCD1234</c>, <c>service:telemetry</c>.</param>
/// <param name="Kind">The kind of identity: <c>device</c> or <c>service</c>.</param>
/// <param name="Groups">The groups that the registry puts it in.</param>
/// <param name="Fingerprint">SHA-256 of the certificate that was shown, 64 lower-case hex digits.</param>
/// <param name="CertificateNotAfter">When that certificate ends.</param>
/// <param name="Protocol">What the request came over: <c>HTTP/1.1</c>, <c>HTTP/2</c>, <c>HTTP/3</c>.</param>
/// <param name="Time">The server's clock, for a device that has none.</param>
public sealed record CallerView(
    string Identity,
    string Kind,
    IReadOnlyList<string> Groups,
    string Fingerprint,
    DateTimeOffset CertificateNotAfter,
    string Protocol,
    DateTimeOffset Time);
