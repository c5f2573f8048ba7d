namespace Garita.Contracts.Bootstrap.Replies;

/// <summary>A certificate of the device's own.</summary>
/// <param name="Chain">The certificate and its issuers, leaf first, in PEM (RFC 7468).</param>
/// <param name="Roots">The server roots that the device trusts from now on, in PEM; one or two.</param>
public sealed record EnrolledBody(string Chain, string Roots);
